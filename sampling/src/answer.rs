//! What is reported: the draws of one round, weighted by the likelihood itself.
//!
//! Where the sampler searches by an approximation, the likelihood is not asked for all of them. Each draw is kept with a
//! probability p, at random, that is its approximate weight over a cutoff, or one, and at least a hundredth; then its weight counts
//! 1/p times. Whatever the approximation and the cutoff are, sums of these weights have the expectations that sums over all draws
//! have: a poor approximation makes weights that differ, and shows as few effective draws and a heavy tail.

use ndarray::Array2;
use rand::Rng;

use crate::error::SamplingError;
use crate::evaluation::{Evaluator, Fidelity, Point};
use crate::likelihood::LogLikelihood;
use crate::outcome::{Outcome, Unfinished};
use crate::pareto_smoothing::{ParetoSmoothed, RELIABLE_PARETO_K, draws_smoothed};
use crate::proposal::standard_normal_log_density;
use crate::rounds::{Round, log_posterior};
use crate::stream::{Purpose, stream};
use crate::weights::{effective_sample_size, log_sum_exp, normalised};

/// A few draws among very many leave k̂ as it is and yet weigh too much: they do where the draws' unsmoothed weights are worth less
/// than this share of the smoothed ones.
pub const LEAST_UNSMOOTHED: f64 = 0.5;
/// Draws are kept with this probability whatever the approximation says of them.
const LEAST_PROBABILITY: f64 = 0.01;

/// Draws of a round with their likelihoods.
#[derive(Default)]
pub struct Answer {
    /// Those kept.
    pub points: Vec<Point>,
    /// Logarithm of the proposal times the probability to be kept, at each.
    pub log_proposal: Vec<f64>,
    /// How many draws there were.
    pub n_drawn: usize,
    /// Approximate weights above this are all kept, as a logarithm.
    log_cutoff: f64,
}

/// What weighted draws say.
pub struct Summary {
    /// Weights by their logarithms, smoothed; not normalised.
    pub smoothed: ParetoSmoothed,
    /// By the smoothed weights.
    pub effective_sample_size: f64,
    /// The same by the weights as they are.
    pub unsmoothed_size: f64,
    /// ln Z by the weights as they are.
    pub log_evidence: f64,
    /// Its standard error.
    pub log_evidence_error: f64,
}

impl Answer {
    /// Nothing yet. The cutoff is `cutoff` times Σ w²/Σ w of the round's weights, at which as many draws are kept as all are worth; or
    /// the largest weight, so that one is always kept.
    pub fn new(round: &Round<'_>, cutoff: f64) -> Self {
        let log_weights = round.log_weights(1.0);
        let largest = log_weights
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        let squares = log_sum_exp(log_weights.iter().map(|w| 2.0 * w));
        let sum = log_sum_exp(log_weights.iter().copied());
        Self {
            log_cutoff: (cutoff.ln() + squares - sum).min(largest),
            ..Self::default()
        }
    }

    /// Adds the draws of the round that were not there when it was last asked.
    pub fn add<L: LogLikelihood>(
        &mut self,
        evaluator: &Evaluator<'_, L>,
        round: &Round<'_>,
        seed: u64,
    ) -> Result<(), SamplingError> {
        let first = self.n_drawn;
        let kept: Vec<(usize, f64)> = (first..round.points.len())
            .filter_map(|i| self.kept(evaluator, round, seed, i))
            .collect();
        let points = match evaluator.is_approximated() {
            true => {
                let z = |k: usize| round.points[kept[k].0].z.clone();
                evaluator.evaluate(Fidelity::Exact, kept.len(), z)?
            }
            false => kept.iter().map(|(i, _)| round.points[*i].clone()).collect(),
        };
        // If it was stopped, what was not evaluated was not drawn either.
        self.n_drawn = match points.len() < kept.len() {
            true => kept[points.len()].0,
            false => round.points.len(),
        };
        let log_proposal = kept.iter().map(|(i, log_p)| round.log_proposal[*i] + log_p);
        self.log_proposal.extend(log_proposal.take(points.len()));
        self.points.extend(points);
        Ok(())
    }

    /// A draw's index and the logarithm of the probability that it is kept, if it is.
    fn kept<L: LogLikelihood>(
        &self,
        evaluator: &Evaluator<'_, L>,
        round: &Round<'_>,
        seed: u64,
        i: usize,
    ) -> Option<(usize, f64)> {
        if !evaluator.is_approximated() {
            return Some((i, 0.0));
        }
        let weight = log_posterior(&round.points[i]) - round.log_proposal[i];
        let probability = (weight - self.log_cutoff)
            .exp()
            .clamp(LEAST_PROBABILITY, 1.0);
        let mut rng = stream(seed, Purpose::Thinning, 0, i as u64);
        (rng.random::<f64>() < probability).then(|| (i, probability.ln()))
    }

    pub fn summary(&self) -> Summary {
        let n = self.n_drawn as f64;
        let pairs = self.points.iter().zip(&self.log_proposal);
        let log_weights: Vec<f64> = pairs.map(|(p, q)| log_posterior(p) - q).collect();
        let smoothed = draws_smoothed(&log_weights);
        let raw_size = effective_sample_size(&log_weights);
        let variance = (1.0 / raw_size - 1.0 / n).max(0.0) * n / (n - 1.0).max(1.0);
        Summary {
            effective_sample_size: effective_sample_size(&smoothed.log_weights),
            unsmoothed_size: raw_size,
            log_evidence: log_sum_exp(log_weights.iter().copied()) - n.ln(),
            log_evidence_error: variance.sqrt(),
            smoothed,
        }
    }

    /// Whether its draws are worth what is asked for, and can be believed: no heavy tail, and no few that weigh too much.
    pub fn is_enough(&self, aim: f64) -> bool {
        let summary = self.summary();
        let size = summary.effective_sample_size;
        size >= aim
            && summary.smoothed.pareto_k < RELIABLE_PARETO_K
            && summary.unsmoothed_size >= LEAST_UNSMOOTHED * size
    }

    /// What is reported.
    pub fn outcome<L: LogLikelihood>(
        self,
        evaluator: &Evaluator<'_, L>,
        unfinished: Option<Unfinished>,
    ) -> Outcome {
        let points = &self.points;
        let summary = self.summary();
        // The density of the draws that were kept has the share of these as its normalisation.
        let log_share = (points.len() as f64 / self.n_drawn as f64).ln();
        let log_proposal: Vec<f64> = self.log_proposal.iter().map(|q| q - log_share).collect();
        let log_prior: Vec<f64> = points
            .iter()
            .map(|point| standard_normal_log_density(&point.z))
            .collect();
        let alive = points.iter().zip(log_prior.iter().zip(&log_proposal));
        let supported: f64 = alive
            .filter(|(point, _)| point.log_likelihood > f64::NEG_INFINITY)
            .map(|(_, (prior, proposal))| (prior - proposal).exp())
            .sum();
        let best = best(points);
        let n = points.len() as f64;
        let n_dimensions = evaluator.n_dimensions();
        Outcome {
            z: Array2::from_shape_fn((points.len(), n_dimensions), |(i, j)| points[i].z[j]),
            log_likelihood: points.iter().map(|point| point.log_likelihood).collect(),
            weights: normalised(&summary.smoothed.log_weights),
            log_evidence: summary.log_evidence,
            log_evidence_error: summary.log_evidence_error,
            effective_sample_size: summary.effective_sample_size,
            efficiency: summary.effective_sample_size / self.n_drawn as f64,
            pareto_k: summary.smoothed.pareto_k,
            n_calls: evaluator.n_calls(),
            n_approximate: evaluator.n_approximate(),
            began_again: false,
            supported_prior_share: (supported / n).min(1.0),
            unfinished,
            best_z: best.z.clone(),
            best_log_likelihood: best.log_likelihood,
            log_prior,
            log_proposal,
        }
    }
}

/// The point of the highest likelihood, the first of several.
fn best(points: &[Point]) -> &Point {
    let better = |a: &&Point, b: &&Point| a.log_likelihood >= b.log_likelihood;
    let best = points
        .iter()
        .reduce(|a, b| if better(&a, &b) { a } else { b });
    best.expect("a draw is kept whose weight is the largest")
}
