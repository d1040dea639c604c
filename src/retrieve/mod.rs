//! `retrieve`: from an observed spectrum to a posterior, its spread split into noise and ignorance, and flags.

mod bands;
mod error;
mod spread;
mod summary;
mod temperature;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use ndarray::{Array2, Axis, Slice};

pub use bands::pull_threshold;
pub use error::RetrieveError;
pub use spread::{Spread, quantile};
pub use summary::RetrieveSummary;

use crate::network::{DeviceKind, Draws, Judgement};
use crate::observation::Observation;
use crate::posterior::report::{
    BinReport, OodReport, ParameterReport, Report, ReportProvenance, ScoreReport,
};
use crate::posterior::{
    Interval, Observed, PosteriorFile, PosteriorProvenance, Predictive, ScoreRow,
};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::RetrievalConfig;
use crate::trained_model::folder::{ModelFolder, Subject, bins_of};
use crate::trained_model::{PredictiveCheck, Scored, TrainedModel, Verdict, scores, to_theta};
use groundwork::progress::Progress;

/// Samples of the prior for the figures.
const N_PRIOR_SAMPLES: usize = 5_000;
/// The random streams of a retrieval; held-out simulations use the streams of their numbers.
const DRAW_STREAM: u64 = u64::MAX;
const SCORE_STREAM: u64 = u64::MAX - 1;

/// What a retrieval needs besides the forward model.
#[derive(Debug, Clone)]
pub struct RetrieveInput<'a> {
    /// What the model must have been trained for.
    pub subject: Subject,
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

/// Retrieves the spectrum and writes the posterior and its report.
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
    let wanted = Subject {
        bins_um: bins_of(input.observation),
        ..input.subject.clone()
    };
    let model = TrainedModel::load(
        &input.model,
        &wanted,
        Seed(input.provenance.seed),
        input.device,
    )?;
    let load_seconds = loading.elapsed().as_secs_f64();
    progress.advance(1);

    let start = Instant::now();
    let judgement = model.judge(input.observation.depth(), noise_factor(input, &model)?);
    let mut rng = Seed(input.provenance.seed).rng(Purpose::Posterior, DRAW_STREAM);
    let draws = model
        .reference
        .draw(&judgement, input.config.n_samples, &mut rng);
    let samples = to_theta(input.prior, &draws.z);
    progress.advance(1);

    let predictive = predict(input, source, &samples)?;
    let verdict = judge(input, &model, &judgement, source);
    let observed = observed(input, &predictive);
    let spreads = spreads(&samples, &draws, judgement.posterior.n_networks());
    let chi2_median = chi2_median(&predictive, input.observation);
    let mutual_information_nats = verdict.scores[0].value;
    let wall_seconds = BTreeMap::from([
        ("train".to_owned(), model.manifest.wall_seconds),
        ("load_model".to_owned(), load_seconds),
        ("retrieve".to_owned(), start.elapsed().as_secs_f64()),
    ]);
    let report = Report {
        study: input.provenance.study_name.clone(),
        observation: input.provenance.observation_file.clone(),
        quantity: input.quantity.to_owned(),
        n_bins: input.observation.n_bins(),
        n_bins_left_out: input.observation.n_left_out(),
        parameters: parameter_reports(input, &spreads),
        mutual_information_nats,
        chi2_median,
        chi2_per_bin: chi2_median / input.observation.n_bins() as f64,
        ood: ood_report(&verdict, &observed),
        provenance: ReportProvenance {
            version: env!("CARGO_PKG_VERSION").into(),
            seed: input.provenance.seed,
            study_hash: input.provenance.study_hash.clone(),
            opacities: model.manifest.opacities.clone(),
            wall_seconds,
        },
    };
    let mut summary = RetrieveSummary::new(report, &samples, input);
    let prior_samples = prior_samples(input);
    let temperature = source
        .grid()
        .and_then(|grid| temperature::bands(grid, samples.view(), prior_samples.view()));
    summary.has_profile = temperature.is_some();
    let file = PosteriorFile {
        temperature,
        ..posterior_file(
            input,
            &summary,
            [samples, prior_samples],
            (observed, predictive),
        )
    };
    file.write(&input.posterior_path)?;
    summary.report.write(&input.report_path)?;
    progress.advance(1);
    progress.finish();
    Ok(summary)
}

/// By how much the spectrum is noisier than those of the training.
fn noise_factor(input: &RetrieveInput, model: &TrainedModel) -> Result<f64, RetrieveError> {
    let [low, high] = model.manifest.features.noise_factor();
    let found = match model
        .manifest
        .subject
        .noise_factor(input.observation.sigma())
    {
        Some(factor) if (low * 0.999..=high * 1.001).contains(&factor) => return Ok(factor),
        Some(factor) => format!("they are {factor:.3} times as large"),
        None => "their ratio differs from bin to bin".into(),
    };
    let observation = input.provenance.observation_file.clone();
    Err(RetrieveError::Noise {
        observation,
        low,
        high,
        found,
    })
}

fn predict<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    samples: &Array2<f64>,
) -> Result<Predictive, RetrieveError> {
    let n = input.config.n_predictive.min(samples.nrows());
    let first = samples.slice_axis(Axis(0), Slice::from(..n));
    let predictive = bands::predict(source, first);
    let simulated = predictive
        .as_ref()
        .map_or(0, |predictive| predictive.binned.nrows());
    predictive
        .filter(|_| simulated >= 2)
        .ok_or_else(|| RetrieveError::Unphysical {
            observation: input.provenance.observation_file.clone(),
            n,
            simulated,
        })
}

/// Scores the spectrum by the recipe of the held-out simulations.
fn judge<S: Simulator>(
    input: &RetrieveInput,
    model: &TrainedModel,
    judgement: &Judgement,
    source: &SpectrumSource<S>,
) -> Verdict {
    let (depth, sigma) = (input.observation.depth(), input.observation.sigma());
    let scored = Scored {
        judgement,
        depth,
        sigma,
    };
    let mut rng = Seed(input.provenance.seed).rng(Purpose::Posterior, SCORE_STREAM);
    let mut workspace = source.workspace();
    let own = scores(
        &scored,
        &model.reference,
        input.prior,
        source,
        &mut workspace,
        &mut rng,
    );
    model
        .calibration
        .verdict(&own, input.config.false_alarm_rate)
}

fn observed(input: &RetrieveInput, predictive: &Predictive) -> Observed {
    let observation = input.observation;
    let (depth, sigma) = (observation.depth(), observation.sigma());
    let pull = PredictiveCheck::new(predictive.binned.view(), &predictive.error_inflation)
        .pulls(depth, sigma);
    let threshold_sigma = pull_threshold(observation.n_bins(), input.config.false_alarm_rate);
    let bins = observation.bins().iter();
    Observed {
        wavelength_um: bins.clone().map(|bin| bin.wavelength_um).collect(),
        half_width_um: bins.clone().map(|bin| bin.half_width_um).collect(),
        instrument: bins.map(|bin| bin.instrument.clone()).collect(),
        depth: depth.to_vec(),
        sigma: sigma.to_vec(),
        sticks_out: pull
            .iter()
            .map(|pull| pull.abs() > threshold_sigma)
            .collect(),
        pull,
        threshold_sigma,
    }
}

fn spreads(samples: &Array2<f64>, draws: &Draws, n_networks: usize) -> Vec<Spread> {
    let columns = samples.columns().into_iter();
    columns
        .map(|column| Spread::new(&column.to_vec(), &draws.network, n_networks))
        .collect()
}

/// Median over samples of Σ ((data − model) / σ)², each with σ as it inflates it.
fn chi2_median(predictive: &Predictive, observation: &Observation) -> f64 {
    let bins = || observation.depth().iter().zip(observation.sigma());
    let chi2 = |(spectrum, inflation): (ndarray::ArrayView1<f64>, &f64)| -> f64 {
        bins()
            .zip(spectrum)
            .map(|((depth, sigma), model)| ((depth - model) / (inflation * sigma)).powi(2))
            .sum()
    };
    let samples = predictive.binned.rows().into_iter();
    let samples = samples.zip(&predictive.error_inflation);
    let mut each: Vec<f64> = samples.map(chi2).collect();
    each.sort_by(f64::total_cmp);
    quantile(&each, 0.5)
}

fn parameter_reports(input: &RetrieveInput, spreads: &[Spread]) -> Vec<ParameterReport> {
    let parameters = input.subject.parameters.iter().zip(spreads);
    parameters
        .map(|(parameter, spread)| ParameterReport {
            name: parameter.name.clone(),
            unit: parameter.unit.clone(),
            median: spread.median,
            lower_68: spread.lower_68,
            upper_68: spread.upper_68,
            mean: spread.mean,
            std: spread.std,
            std_aleatoric: spread.std_aleatoric,
            std_epistemic: spread.std_epistemic,
        })
        .collect()
}

fn ood_report(verdict: &Verdict, observed: &Observed) -> OodReport {
    let score = |score: &crate::trained_model::ScoredP| ScoreReport {
        name: score.name.into(),
        value: score.value,
        p_value: score.p_value,
        flag: score.flag,
    };
    let bins = observed
        .wavelength_um
        .iter()
        .zip(&observed.pull)
        .zip(&observed.sticks_out);
    let outstanding = bins.filter(|(_, sticks_out)| **sticks_out);
    OodReport {
        flag: verdict.flag,
        false_alarm_rate: verdict.false_alarm_rate,
        scores: verdict.scores.iter().map(score).collect(),
        bins: outstanding
            .map(|((wavelength_um, pull), _)| BinReport {
                wavelength_um: *wavelength_um,
                pull: *pull,
            })
            .collect(),
    }
}

/// Samples of the prior for the figures, `[draw, parameter]`.
fn prior_samples(input: &RetrieveInput) -> Array2<f64> {
    let seed = Seed(input.provenance.seed);
    let draw = |i| {
        let mut rng = seed.rng(Purpose::Prior, u64::MAX - i as u64);
        input.prior.sample(&mut rng)
    };
    let drawn: Vec<f64> = (0..N_PRIOR_SAMPLES).flat_map(draw).collect();
    Array2::from_shape_vec((N_PRIOR_SAMPLES, input.prior.n_parameters()), drawn)
        .expect("the prior draws one value per parameter")
}

fn posterior_file(
    input: &RetrieveInput,
    summary: &RetrieveSummary,
    [samples, prior_samples]: [Array2<f64>; 2],
    (observed, predictive): (Observed, Predictive),
) -> PosteriorFile {
    let report = &summary.report;
    let interval = |parameter: &ParameterReport| Interval {
        median: parameter.median,
        lower_68: parameter.lower_68,
        upper_68: parameter.upper_68,
    };
    let row = |score: &ScoreReport| ScoreRow {
        name: score.name.clone(),
        value: score.value,
        p_value: score.p_value,
        flag: score.flag,
    };
    PosteriorFile {
        quantity: input.quantity.to_owned(),
        provenance: input.provenance.clone(),
        parameters: input.subject.parameters.clone(),
        prior_samples,
        temperature: None,
        samples,
        truth: None,
        summaries: report.parameters.iter().map(interval).collect(),
        observed,
        predictive,
        ood: report.ood.scores.iter().map(row).collect(),
        ood_flag: report.ood.flag,
        ood_summary: summary.flag_in_words(),
        mutual_information_nats: report.mutual_information_nats,
        chi2_median: report.chi2_median,
        chi2_per_bin: report.chi2_per_bin,
    }
}
