//! Rounds of draws, each from a proposal of its own.
//!
//! What is reported comes from one round alone, whose proposal was fitted before its draws were made: its weights are independent
//! and its evidence has no bias. (With the mixture of all proposals as denominator, proposals that were fitted to a draw lower its
//! weight; ln Z came out too low by 0.05 to 0.2 where many components are fitted.) For the next fit, where such a bias does
//! not matter and every draw helps, all rounds are weighted as draws from all proposals together.
//!
//! # Source
//! Cornuet, Marin, Mira & Robert (2012), adaptive multiple importance sampling, for the weights of all rounds together.

use crate::evaluation::Point;
use crate::pareto_smoothing::{ParetoSmoothed, pareto_smoothed};
use crate::proposal::{Proposal, log_densities, standard_normal_log_density};
use crate::weights::{effective_sample_size, log_sum_exp};

/// Independent draws from a proposal.
pub struct Round<'a> {
    pub proposal: Box<dyn Proposal + Send + 'a>,
    pub points: Vec<Point>,
    /// Logarithm of the proposal at each.
    pub log_proposal: Vec<f64>,
    /// Logarithm of each round's proposal at each point, as far as it was asked for.
    log_densities: Vec<Vec<f64>>,
}

/// What weighted draws say.
pub struct Summary {
    /// Weights by their logarithms, smoothed; not normalised.
    pub smoothed: ParetoSmoothed,
    /// By the smoothed weights.
    pub effective_sample_size: f64,
    /// ln Z by the weights as they are.
    pub log_evidence: f64,
    /// Its standard error.
    pub log_evidence_error: f64,
}

impl Summary {
    /// Of draws with these weights, whose mean is the evidence.
    pub fn of(log_weights: &[f64]) -> Self {
        let n = log_weights.len() as f64;
        let smoothed = pareto_smoothed(log_weights);
        let raw_size = effective_sample_size(log_weights);
        Self {
            effective_sample_size: effective_sample_size(&smoothed.log_weights),
            log_evidence: log_sum_exp(log_weights.iter().copied()) - n.ln(),
            log_evidence_error: ((1.0 / raw_size - 1.0 / n).max(0.0) * n / (n - 1.0).max(1.0))
                .sqrt(),
            smoothed,
        }
    }
}

/// Logarithm of likelihood times prior over a density.
pub fn log_weight(point: &Point, log_density: f64) -> f64 {
    match point.log_likelihood {
        f64::NEG_INFINITY => f64::NEG_INFINITY,
        log_likelihood => log_likelihood + standard_normal_log_density(&point.z) - log_density,
    }
}

impl<'a> Round<'a> {
    pub fn new(proposal: Box<dyn Proposal + Send + 'a>) -> Self {
        Self {
            proposal,
            points: Vec::new(),
            log_proposal: Vec::new(),
            log_densities: Vec::new(),
        }
    }

    /// Adds more draws from the proposal.
    pub fn extend(&mut self, points: Vec<Point>) {
        let new = log_densities(&*self.proposal, &coordinates(&points));
        self.log_proposal.extend(new);
        self.points.extend(points);
    }

    pub fn log_weights(&self) -> Vec<f64> {
        let pairs = self.points.iter().zip(&self.log_proposal);
        pairs
            .map(|(point, density)| log_weight(point, *density))
            .collect()
    }

    pub fn summary(&self) -> Summary {
        Summary::of(&self.log_weights())
    }
}

/// Logarithms of the weights of all rounds' points, one round after the other, as draws from all proposals together.
pub fn log_weights_together(rounds: &mut [Round<'_>]) -> Vec<f64> {
    complete_log_densities(rounds);
    let n: usize = rounds.iter().map(|round| round.points.len()).sum();
    let log_shares: Vec<f64> = rounds
        .iter()
        .map(|round| (round.points.len() as f64 / n as f64).ln())
        .collect();
    let mut log_weights = Vec::with_capacity(n);
    for round in rounds.iter() {
        for (i, point) in round.points.iter().enumerate() {
            let terms = round.log_densities.iter().zip(&log_shares);
            let log_density = log_sum_exp(terms.map(|(density, share)| share + density[i]));
            log_weights.push(log_weight(point, log_density));
        }
    }
    log_weights
}

fn complete_log_densities(rounds: &mut [Round<'_>]) {
    for i in 0..rounds.len() {
        rounds[i].log_densities.resize(rounds.len(), Vec::new());
        for j in 0..rounds.len() {
            let known = rounds[i].log_densities[j].len();
            let missing = match i == j {
                true => rounds[i].log_proposal[known..].to_vec(),
                false => {
                    let points = coordinates(&rounds[i].points[known..]);
                    log_densities(&*rounds[j].proposal, &points)
                }
            };
            rounds[i].log_densities[j].extend(missing);
        }
    }
}

fn coordinates(points: &[Point]) -> Vec<&[f64]> {
    points.iter().map(|point| point.z.as_slice()).collect()
}
