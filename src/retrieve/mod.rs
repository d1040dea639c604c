//! `retrieve`: from an observed spectrum to its posterior.
//!
//! ```text
//! networks ──► their samples, doubts and flags ─┐
//! prior ────────────────────────────────────────┼─► sampler, by the likelihood ─► exact posterior ─► report, posterior.h5
//! another posterior ────────────────────────────┘
//! ```
//!
//! The sampler ends with the exact posterior wherever it begins, or says that it did not; networks are what makes it short, and
//! what knows whether the spectrum is like any simulation.

mod asked;
mod bands;
mod error;
mod evidence;
mod exact;
mod files;
mod findings;
mod limit;
mod listener;
mod model_error;
mod networks;
mod opacity_errors;
mod other;
mod place;
mod pulls;
mod spread;
mod start;
mod summary;
mod temperature;
mod validity;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use ndarray::Array2;

pub use error::RetrieveError;
pub use place::check_place;
pub use spread::variance_splits;
pub use start::Start;
pub use summary::RetrieveSummary;

use crate::observation::Observation;
use crate::parameters::ParameterInfo;
use crate::posterior::report::{Validity, Worth};
use crate::posterior::{PosteriorProvenance, Samples};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::RetrievalConfig;
use crate::trained_model::{ConditionReader, Specification, ValidSamples};
use exact::Exact;
use findings::Findings;
use groundwork::{lock::Lock, progress::Progress};
use networks::Networks;

/// What a retrieval needs besides the forward model.
#[derive(Debug, Clone)]
pub struct RetrieveInput<'a> {
    /// What the model must have been trained for.
    pub specification: Specification,
    /// What is retrieved: name, unit and label of each element of θ.
    pub parameters: Vec<ParameterInfo>,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// How θ tells networks their conditions.
    pub conditions: ConditionReader,
    /// What is known of the conditions by their names, as a report says it.
    pub known: BTreeMap<String, serde_json::Value>,
    /// The spectrum.
    pub observation: &'a Observation,
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: &'a str,
    /// `[retrieval]`.
    pub config: &'a RetrievalConfig,
    /// What the posterior is made from.
    pub provenance: PosteriorProvenance,
    /// Sources of the opacity tables.
    pub opacities: &'a [String],
    /// Where the search begins.
    pub start: Start,
    /// Where `posterior.h5` goes.
    pub posterior_path: PathBuf,
    /// Where `report.json` goes.
    pub report_path: PathBuf,
}

/// What is shown, and where it comes from.
struct Retrieved {
    findings: Findings,
    validity: Validity,
    /// The networks' own samples.
    networks: Option<Samples>,
    exact: Option<Exact>,
    is_exact: bool,
}

/// Retrieves the spectrum and writes the posterior and its report, unless those of another spectrum are in their place.
///
/// # Errors
/// [`RetrieveError`].
///
/// # Panics
/// If `source` makes another number of bins than the observation has.
pub fn run<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<RetrieveSummary, RetrieveError> {
    let [made, observed] = [source.instruments().n_bins(), input.observation.n_bins()];
    assert_eq!(
        made, observed,
        "one simulated bin for each that is observed"
    );
    let loading = Instant::now();
    let model = networks::load(input, source, progress)?;
    let load_seconds = loading.elapsed().as_secs_f64();

    let retrieving = Instant::now();
    let networks = model.as_ref().map(|model| Networks::new(input, model));
    // From here to its report, nobody else's posterior takes the place.
    let _lock = Lock::wait(&input.posterior_path)?;
    let spectrum = (&*input.provenance.observation_file, input.observation);
    if let Some(held) = check_place(&input.posterior_path, spectrum)?
        && let Some(said) = place::replacement(input, &held)
    {
        progress.remark(&said);
    }
    let prior = findings::prior_samples(input, source)?;
    let opinion = networks.as_ref().map(|networks| networks.opinion(source));
    let retrieved = retrieve(input, source, (networks.as_ref(), &prior), progress)?;

    let mut wall_seconds =
        BTreeMap::from([("retrieve".to_owned(), retrieving.elapsed().as_secs_f64())]);
    if let Some(model) = &model {
        wall_seconds.insert("train".to_owned(), model.trained.manifest.wall_seconds);
        wall_seconds.insert("load_model".to_owned(), load_seconds);
    }
    let found = files::Found {
        observed: match &opinion {
            Some(opinion) => opinion.observed.clone(),
            None => pulls::observed(input, &retrieved.findings.predictive),
        },
        opinion,
        retrieved,
    };
    let report = files::report(input, &found, (source.caveats(), wall_seconds));
    let summary = RetrieveSummary::new(input, report, &found);
    match place::stays(input, &summary.report) {
        Some(said) => progress.remark(&said),
        None => {
            let file = files::posterior(input, found, summary.flag_in_words());
            file.write(&input.posterior_path)?;
            summary.report.write(&input.report_path)?;
        }
    }
    progress.finish();
    Ok(summary)
}

/// What samples of the networks' posterior are worth to who weighs them by the likelihood of the spectrum.
///
/// # Errors
/// [`RetrieveError::Model`].
///
/// # Panics
/// If the search does not begin at networks.
pub fn worth_of_networks<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<Worth, RetrieveError> {
    let model = networks::load(input, source, progress)?;
    let model = model.expect("the search begins at networks");
    Ok(Networks::new(input, &model).worth(source))
}

/// The exact posterior, or the networks' where the search ends there or did not come far enough.
fn retrieve<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    (networks, prior): (Option<&Networks>, &ValidSamples),
    progress: &dyn Progress,
) -> Result<Retrieved, RetrieveError> {
    let own = match networks {
        Some(networks) => Some(networks.samples(source, false)?),
        None => None,
    };
    let z = own.as_ref().map(|own| own.z.view());
    let included = match input.start.is_exact() {
        true => {
            let mut exact = exact::sample(input, source, z, progress)?;
            exact.importance.network_samples = networks.map(|networks| networks.worth(source));
            Some(model_error::included(input, source, exact, progress)?)
        }
        false => None,
    };
    let (exact, observation) = match included {
        Some(included) => (Some(included.exact), included.observation),
        None => (None, None),
    };
    let input = &RetrieveInput {
        observation: observation.as_ref().unwrap_or(input.observation),
        ..input.clone()
    };
    match (exact, networks, own) {
        (Some(exact), _, own) if exact.is_usable() || own.is_none() => Ok(Retrieved {
            findings: Findings::new(input, source, equal(&exact.theta), equal(&prior.theta))?,
            validity: match &own {
                Some(own) => validity::validity(own, prior),
                None => validity::of_prior(prior),
            },
            networks: own.map(|own| equal(&own.theta).first(input.config.n_samples)),
            is_exact: exact.importance.is_converged,
            exact: Some(exact),
        }),
        (exact, Some(networks), Some(own)) => {
            let (findings, validity) = of_networks(input, source, (networks, own), prior)?;
            Ok(Retrieved {
                networks: Some(findings.samples.clone()),
                findings,
                validity,
                exact,
                is_exact: false,
            })
        }
        _ => unreachable!("a search that samples nothing begins at networks"),
    }
}

fn equal(theta: &Array2<f64>) -> Samples {
    Samples::equal(theta.clone())
}

/// What the networks' samples say. If the light of one of them says otherwise than the check without it, all are simulated.
fn of_networks<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    (networks, own): (&Networks, ValidSamples),
    prior: &ValidSamples,
) -> Result<(Findings, Validity), RetrieveError> {
    let found = |own: ValidSamples| {
        let validity = validity::validity(&own, prior);
        // The networks take turns, which would look like the correlation of a chain.
        let mut rng = Seed(input.provenance.seed).rng(Purpose::Order, 0);
        let samples = equal(&own.theta).shuffled(&mut rng);
        Ok((
            Findings::new(input, source, samples, equal(&prior.theta))?,
            validity,
        ))
    };
    match found(own) {
        Err(RetrieveError::Check(_)) => found(networks.samples(source, true)?),
        other => other,
    }
}
