//! `retrieve`: from an observed spectrum to a posterior, its spread split into noise and ignorance, and flags.

mod bands;
mod error;
mod files;
mod findings;
mod limit;
mod networks;
mod place;
mod spread;
mod summary;
mod temperature;
mod validity;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

pub use error::RetrieveError;
pub use place::check_place;
pub use spread::variance_splits;
pub use summary::RetrieveSummary;

use crate::network::DeviceKind;
use crate::observation::Observation;
use crate::posterior::report::Validity;
use crate::posterior::{PosteriorProvenance, Samples};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::RetrievalConfig;
use crate::trained_model::{ModelFolder, Specification, ValidSamples};
use findings::Findings;
use groundwork::{lock::Lock, progress::Progress};
use networks::Networks;

/// What a retrieval needs besides the forward model.
#[derive(Debug, Clone)]
pub struct RetrieveInput<'a> {
    /// What the model must have been trained for.
    pub specification: Specification,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The spectrum.
    pub observation: &'a Observation,
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: &'a str,
    /// `[retrieval]`.
    pub config: &'a RetrievalConfig,
    /// What the posterior is made from.
    pub provenance: PosteriorProvenance,
    /// The model.
    pub model: ModelFolder,
    /// Where `posterior.h5` goes.
    pub posterior_path: PathBuf,
    /// Where `report.json` goes.
    pub report_path: PathBuf,
    /// Where the networks compute.
    pub device: DeviceKind,
}

/// Valid samples, and what they say.
struct Retrieved {
    findings: Findings,
    validity: Validity,
}

impl Retrieved {
    /// From the networks' posterior. A sampler that improves on the networks takes its place here: samples in, weighted samples
    /// out.
    fn new<S: Simulator>(
        input: &RetrieveInput,
        source: &SpectrumSource<S>,
        (networks, prior): (&Networks, &ValidSamples),
        is_thorough: bool,
    ) -> Result<Self, RetrieveError> {
        let valid = networks.samples(source, is_thorough)?;
        let validity = validity::validity(&valid, prior);
        let [samples, prior] = [valid.theta, prior.theta.clone()].map(Samples::equal);
        // The networks take turns, which would look like the correlation of a chain.
        let mut rng = Seed(input.provenance.seed).rng(Purpose::Order, 0);
        let samples = samples.shuffled(&mut rng);
        Ok(Self {
            findings: Findings::new(input, source, samples, prior)?,
            validity,
        })
    }
}

/// Retrieves the spectrum and writes the posterior and its report, unless those of another spectrum are in their place.
///
/// # Errors
/// [`RetrieveError`].
pub fn run<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<RetrieveSummary, RetrieveError> {
    progress.start(3, "steps");
    let loading = Instant::now();
    let model = networks::load(input)?;
    let load_seconds = loading.elapsed().as_secs_f64();
    progress.advance(1);

    let retrieving = Instant::now();
    let networks = Networks::new(input, &model)?;
    // From here to its report, nobody else's posterior takes the place.
    let _lock = Lock::wait(&input.posterior_path)?;
    let spectrum = (&*input.provenance.observation_file, input.observation);
    if let Some(held) = check_place(&input.posterior_path, spectrum)?
        && let Some(said) = place::replacement(input, &held)
    {
        progress.remark(&said);
    }
    let prior = findings::prior_samples(input, source)?;
    progress.advance(1);

    let opinion = networks.opinion(source);
    let retrieved = Retrieved::new(input, source, (&networks, &prior), false);
    // The light of one of the samples said otherwise than the check without it: all are simulated.
    let retrieved = match retrieved {
        Err(RetrieveError::Check(_)) => Retrieved::new(input, source, (&networks, &prior), true),
        other => other,
    };
    let Retrieved { findings, validity } = retrieved?;
    let wall_seconds = BTreeMap::from([
        ("train".to_owned(), model.manifest.wall_seconds),
        ("load_model".to_owned(), load_seconds),
        ("retrieve".to_owned(), retrieving.elapsed().as_secs_f64()),
    ]);
    let provenance = files::provenance(input, &model.manifest, wall_seconds);
    let found = (&opinion, &findings, validity);
    let report = files::report(input, found, (source.caveats(), provenance));
    let summary = RetrieveSummary::new(input, report, &findings);
    let file = files::posterior(input, opinion, findings, summary.flag_in_words());
    file.write(&input.posterior_path)?;
    summary.report.write(&input.report_path)?;
    progress.advance(1);
    progress.finish();
    Ok(summary)
}
