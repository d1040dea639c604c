//! What the opacities may be off as part of the errors of the data.
//!
//! How far they move the bins depends on the atmosphere, so that it is known only once there is a posterior. Where it matters the search
//! then goes on from there, with errors of the data that hold it: `σ² → (f σ)² + e²`, bin by bin, as if independent.

use super::{RetrieveError, RetrieveInput, exact, exact::Exact, opacity_errors, start::Start};
use crate::observation::Observation;
use crate::posterior::{Samples, report::OpacityErrorReport};
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::{ModelError, RetrievalConfig};
use forward_model::units::number_from_ppm;
use groundwork::progress::Progress;
use ndarray::Array2;

/// Share of the error of a bin from which the error of the model counts by default.
const LARGE: f64 = 0.5;

/// An exact posterior, and the data with the errors that it takes them to have.
pub(super) struct Included {
    pub exact: Exact,
    /// Absent where they are the stated ones.
    pub observation: Option<Observation>,
}

/// Goes on with the errors of the opacities at a posterior that has been found without them, if the study asks for it or, by
/// default, they are large; a search that has not converged stays what it is.
///
/// # Errors
/// As [`exact::sample`].
pub(super) fn included<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    found: Exact,
    progress: &dyn Progress,
) -> Result<Included, RetrieveError> {
    let Some(model_error) = asked_for(input, source, &found)? else {
        return Ok(Included {
            exact: found,
            observation: None,
        });
    };
    let observation = input.observation.clone().with_model_error(model_error);
    let config = what_is_left(input.config, &found);
    let again = RetrieveInput {
        observation: &observation,
        config: &config,
        start: Start::Prior,
        ..input.clone()
    };
    let z = standardised(input, &found.theta);
    let mut exact = exact::sample(&again, source, Some(z.view()), progress)?;
    let importance = &mut exact.importance;
    importance.n_calls += found.importance.n_calls;
    importance.seconds += found.importance.seconds;
    importance.started_from = found.importance.started_from;
    importance.began_again |= found.importance.began_again;
    importance.network_samples = found.importance.network_samples;
    Ok(Included {
        exact,
        observation: Some(observation),
    })
}

/// The errors that are to be part of the data's, `[n_bins]`, dimensionless.
fn asked_for<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    found: &Exact,
) -> Result<Option<Vec<f64>>, RetrieveError> {
    let choice = input.config.model_error;
    if choice == ModelError::Never || !found.importance.is_converged {
        return Ok(None);
    }
    let samples = Samples::equal(found.theta.clone());
    let errors = opacity_errors::at(source, &samples, input.observation)?;
    let counts =
        |errors: &OpacityErrorReport| choice == ModelError::Always || errors.largest_sigma > LARGE;
    let bins = |errors: OpacityErrorReport| errors.bins_ppm.into_iter().map(number_from_ppm);
    Ok(errors.filter(counts).map(|errors| bins(errors).collect()))
}

/// Spectra that the second search may simulate at least.
const LEAST_CALLS: u64 = 1000;

/// What the first search has left of its budget.
fn what_is_left(config: &RetrievalConfig, found: &Exact) -> RetrievalConfig {
    let spent = &found.importance;
    RetrievalConfig {
        max_calls: config
            .max_calls
            .saturating_sub(spent.n_calls)
            .max(LEAST_CALLS),
        max_seconds: (config.max_seconds - spent.seconds).max(0.0),
        ..config.clone()
    }
}

fn standardised(input: &RetrieveInput, theta: &Array2<f64>) -> Array2<f64> {
    let marginals = input.prior.marginals();
    Array2::from_shape_fn(theta.dim(), |(row, i)| {
        marginals[i].to_standard(theta[[row, i]])
    })
}
