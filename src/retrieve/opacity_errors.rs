//! How far the bins may be off at a posterior because the opacities are.

use forward_model::units::ppm_from_number;
use rayon::prelude::*;

use super::RetrieveError;
use crate::observation::Observation;
use crate::posterior::{Samples, report::OpacityErrorReport};
use crate::simulator::{OpacityErrors, Simulator, SpectrumSource};

/// Samples over which the mean is taken.
const N_SAMPLES: usize = 20;

/// Over the first of some samples.
///
/// # Errors
/// [`RetrieveError::Check`] if one of them has no spectrum.
pub(super) fn at<S: Simulator>(
    source: &SpectrumSource<S>,
    samples: &Samples,
    observation: &Observation,
) -> Result<Option<OpacityErrorReport>, RetrieveError> {
    let first = samples.first(N_SAMPLES);
    let sum_of_weights: f64 = first.weights().iter().sum();
    let rows: Vec<_> = first.theta().rows().into_iter().collect();
    let errors = rows
        .par_iter()
        .map(|theta| source.opacity_errors(&theta.to_vec()));
    let errors: Vec<Option<OpacityErrors>> = errors.collect::<Result<_, _>>()?;
    let Some(errors) = errors.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let mut squares = vec![0.0; observation.n_bins()];
    for (errors, weight) in errors.iter().zip(first.weights()) {
        let pairs = squares.iter_mut().zip(&errors.binned);
        pairs.for_each(|(sum, error)| *sum += weight / sum_of_weights * error * error);
    }
    let unknown = errors.last().map_or(&[][..], |errors| &errors.unknown);
    let bins_ppm = squares.iter().map(|square| ppm_from_number(square.sqrt()));
    let bins_ppm: Vec<f64> = bins_ppm.collect();
    let in_sigma = bins_ppm
        .iter()
        .zip(observation.sigma())
        .zip(observation.bins());
    let in_sigma = in_sigma.map(|((ppm, error), bin)| (ppm / ppm_from_number(*error), bin));
    let largest = in_sigma.max_by(|a, b| a.0.total_cmp(&b.0));
    Ok(largest.map(|(sigma, bin)| OpacityErrorReport {
        largest_sigma: sigma,
        largest_um: bin.wavelength_um,
        bins_ppm: bins_ppm.clone(),
        unknown: unknown.iter().map(ToString::to_string).collect(),
        added_ppm: added_ppm(observation),
    }))
}

/// What the errors of the data have of it, if they have any.
fn added_ppm(observation: &Observation) -> Option<Vec<f64>> {
    let own = observation.model_error();
    let ppm = own.iter().map(|error| ppm_from_number(*error));
    own.iter().any(|error| *error > 0.0).then(|| ppm.collect())
}
