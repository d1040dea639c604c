//! The exact posterior: prior times likelihood, by the forward model's own spectra.
//!
//! A sampler draws all parameters but those that enter linearly, which are integrated out and drawn afterwards. It begins at the
//! networks' samples, at those of another posterior, or at the prior; what it ends with is the same.

use std::{collections::BTreeMap, time::Instant};

use groundwork::progress::Progress;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use sampling::{Budget, Config, Outcome, SamplingError, Unfinished};

use super::{
    RetrieveError, RetrieveInput, listener::Listener, other, start::Start, validity::reasons,
};
use crate::likelihood::{Completed, Likelihood, Marginalised, NoLikelihood, Searched};
use crate::posterior::report::Importance;
use crate::posterior::{BestFit, ExactPart, ImportanceDraws};
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Draws that a posterior must be worth to be shown instead of the networks' own.
const LEAST_EFFECTIVE_SAMPLES: f64 = 400.0;

/// Draws of the prior that are asked why they have no likelihood, if none has any.
const N_ASKED_WHY: u32 = 256;

/// What the sampler found.
pub(super) struct Exact {
    /// Equally weighted draws, `[n, n_parameters]`.
    pub theta: Array2<f64>,
    /// ln p of each datum given each of them, `[n, n_bins]`.
    pub log_likelihoods: Array2<f64>,
    /// Where it stands in numbers.
    pub importance: Importance,
    /// Why it did not reach its aim.
    pub unfinished: Option<Unfinished>,
    /// What the file keeps of it.
    pub part: ExactPart,
}

impl Exact {
    /// Whether its draws say more than the networks'.
    pub(super) fn is_usable(&self) -> bool {
        self.importance.is_converged
            || self.importance.effective_sample_size >= LEAST_EFFECTIVE_SAMPLES
                && self.importance.pareto_k < sampling::RELIABLE_PARETO_K
    }
}

/// Samples the posterior; `networks`: standardised samples of theirs, `[n, n_parameters]`, where the search begins there.
///
/// # Errors
/// [`RetrieveError::Sampling`] if nothing has a likelihood, [`RetrieveError::Start`] if another posterior cannot be begun at.
pub(super) fn sample<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    networks: Option<ArrayView2<f64>>,
    progress: &dyn Progress,
) -> Result<Exact, RetrieveError> {
    let begun = Instant::now();
    let approximation = source.approximation();
    let full = Likelihood::new(source, input.prior, input.observation);
    let searched = Searched::new(full, approximation.as_ref());
    let likelihood = searched.exact();
    let samples = match (&input.start, networks) {
        (Start::Posterior(path), _) => Some(other::samples(input, path)?),
        (_, networks) => networks.map(|z| z.to_owned()),
    };
    let rows: Option<Vec<Vec<f64>>> = samples.map(|z| columns_of(&z, likelihood.remaining()));
    let start = match &rows {
        Some(rows) => sampling::Start::Samples(rows),
        None => sampling::Start::Prior,
    };
    let listener = Listener::new(progress, input.config.max_calls);
    let outcome =
        sampling::sample(&searched, start, &config(input), &listener).map_err(|source| {
            RetrieveError::Sampling {
                observation: input.provenance.observation_file.clone(),
                reasons: match source {
                    SamplingError::ZeroEverywhere { .. } => why_zero(input, likelihood),
                    _ => String::new(),
                },
                source,
            }
        })?;
    let (theta, log_likelihoods) = complete(input, likelihood, &outcome)?;
    let (best_fit, log_likelihood_best) = best_fit(input, source, likelihood, &outcome)?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Exact {
        theta,
        log_likelihoods,
        importance: importance(input, &outcome, (&best_fit, log_likelihood_best), seconds),
        unfinished: outcome.unfinished.clone(),
        part: ExactPart {
            draws: draws(input, likelihood.remaining(), outcome),
            best_fit,
        },
    })
}

fn config(input: &RetrieveInput) -> Config {
    Config {
        budget: Budget {
            max_calls: input.config.max_calls,
            max_seconds: Some(input.config.max_seconds),
            effective_sample_size: input.config.effective_sample_size,
        },
        seed: input.provenance.seed,
        ..Config::default()
    }
}

/// Shares of the reasons for which draws of the prior have no likelihood.
fn why_zero<S: Simulator>(input: &RetrieveInput, likelihood: &Marginalised<S>) -> String {
    let mut workspace = likelihood.workspace();
    let mut rng = Seed(input.provenance.seed).rng(Purpose::PriorSamples, 0);
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for _ in 0..N_ASKED_WHY {
        let theta = likelihood.prior().sample(&mut rng);
        let reason = match likelihood.evaluate(&theta, &mut workspace) {
            Err(none) => none.reason(),
            Ok(_) => "the spectrum is too far from the data for a number",
        };
        *counts.entry(reason).or_default() += 1.0 / f64::from(N_ASKED_WHY);
    }
    format!(": {}", reasons(counts.into_iter()))
}

fn columns_of(z: &Array2<f64>, sampled: &[usize]) -> Vec<Vec<f64>> {
    let of_row = |row: ndarray::ArrayView1<f64>| sampled.iter().map(|i| row[*i]).collect();
    z.rows().into_iter().map(of_row).collect()
}

/// Equally weighted draws of all parameters, and the likelihood of each datum given them.
fn complete<S: Simulator>(
    input: &RetrieveInput,
    likelihood: &Marginalised<S>,
    outcome: &Outcome,
) -> Result<(Array2<f64>, Array2<f64>), RetrieveError> {
    let n = input.config.n_samples.max(input.config.n_predictive);
    let chosen = outcome.resample(n, input.provenance.seed);
    let seed = Seed(input.provenance.seed);
    // A draw is chosen as often as it weighs, and simulated once.
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, draw) in chosen.into_iter().enumerate() {
        copies.entry(draw).or_default().push(i);
    }
    let complete = |workspace: &mut SourceWorkspace<S>, (draw, copies): (usize, Vec<usize>)| {
        let z = outcome.z.row(draw).to_vec();
        let rest = likelihood.prior().from_standard(&z);
        let rngs = copies.iter().map(|i| seed.rng(Purpose::Offsets, *i as u64));
        let completed = likelihood.complete_by_bin(&rest, workspace, rngs)?;
        Ok(copies.into_iter().zip(completed).collect())
    };
    let completed: Vec<Vec<(usize, Completed)>> = copies
        .into_par_iter()
        .map_init(|| likelihood.workspace(), complete)
        .collect::<Result<_, NoLikelihood>>()?;
    let mut completed: Vec<(usize, Completed)> = completed.into_iter().flatten().collect();
    completed.sort_unstable_by_key(|(i, _)| *i);
    let rows = completed.into_iter();
    let (theta, by_bin) = rows
        .map(|(_, draw)| (draw.theta, draw.log_likelihoods))
        .unzip();
    Ok((table(theta), table(by_bin)))
}

/// Rows of equal length, of which there is one at least.
fn table(rows: Vec<Vec<f64>>) -> Array2<f64> {
    let dim = (rows.len(), rows[0].len());
    Array2::from_shape_vec(dim, rows.concat()).expect("all rows have the same length")
}

/// The best of the draws, with the offsets that fit it best, and its likelihood.
fn best_fit<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    likelihood: &Marginalised<S>,
    outcome: &Outcome,
) -> Result<(BestFit, f64), RetrieveError> {
    let mut workspace = likelihood.workspace();
    let rest = likelihood.prior().from_standard(&outcome.best_z);
    let theta = likelihood.complete_best(&rest, &mut workspace)?;
    let simulated = source.simulate(&theta, &mut workspace)?;
    let log_likelihood = likelihood.full().of_spectrum(&theta, simulated.binned)?;
    let best_fit = BestFit {
        chi2: input
            .observation
            .chi2(simulated.binned, source.error_inflation().at(&theta)),
        binned: simulated.binned.to_vec(),
        // Cells rise in wavenumber, the figure's wavelengths rise.
        native: simulated.native.iter().rev().copied().collect(),
        theta,
    };
    Ok((best_fit, log_likelihood))
}

fn importance(
    input: &RetrieveInput,
    outcome: &Outcome,
    (best_fit, log_likelihood_best): (&BestFit, f64),
    seconds: f64,
) -> Importance {
    let names = input.parameters.iter();
    let named = names.zip(&best_fit.theta);
    Importance {
        started_from: match &input.start {
            Start::Networks { .. } => "network".into(),
            Start::Prior => "prior".into(),
            Start::Posterior(path) => path.display().to_string(),
        },
        began_again: outcome.began_again,
        network_samples: None,
        n: outcome.weights.len(),
        effective_sample_size: outcome.effective_sample_size,
        efficiency: outcome.efficiency,
        pareto_k: outcome.pareto_k,
        log_evidence: outcome.is_converged().then_some(outcome.log_evidence),
        log_evidence_error: outcome.is_converged().then_some(outcome.log_evidence_error),
        log_likelihood_best,
        chi2_best: best_fit.chi2,
        best_fit: named
            .map(|(parameter, value)| (parameter.name.clone(), *value))
            .collect::<BTreeMap<_, _>>(),
        n_calls: outcome.n_calls,
        seconds,
        is_converged: outcome.is_converged(),
    }
}

fn draws(input: &RetrieveInput, sampled: &[usize], outcome: Outcome) -> ImportanceDraws {
    let parameters = &input.parameters;
    let names = sampled.iter().map(|i| parameters[*i].name.clone());
    ImportanceDraws {
        sampled: names.collect(),
        z: outcome.z,
        log_likelihood: outcome.log_likelihood,
        log_prior: outcome.log_prior,
        log_proposal: outcome.log_proposal,
        weight: outcome.weights,
    }
}
