//! What sampling ends with.

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::weights::{normalised, systematic_resampling};

/// Why sampling ended before its aim was reached.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Unfinished {
    /// As many likelihood evaluations as allowed.
    Calls,
    /// As many seconds as allowed.
    Seconds,
    /// It was told to stop.
    Interrupted,
    /// Nothing could be fitted: all draws of any weight lie in a plane.
    Degenerate,
    /// The weights have too heavy a tail, k̂, for their effective sample size to be believed.
    HeavyTail {
        /// k̂.
        pareto_k: f64,
    },
}

impl std::fmt::Display for Unfinished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Calls => write!(f, "all likelihood evaluations allowed were used"),
            Self::Seconds => write!(f, "the time allowed was used"),
            Self::Interrupted => write!(f, "interrupted"),
            Self::Degenerate => write!(f, "all draws of any weight lie in a plane"),
            Self::HeavyTail { pareto_k } => {
                write!(f, "the weights have a heavy tail, k̂ = {pareto_k:.2}")
            }
        }
    }
}

/// Weighted draws from a posterior and its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The draws of the last round, or those of them that were weighted, shape `[n_draws, n_dimensions]`.
    pub z: Array2<f64>,
    /// ln L of each, shape `[n_draws]`.
    pub log_likelihood: Vec<f64>,
    /// Logarithm of the prior density in z, shape `[n_draws]`.
    pub log_prior: Vec<f64>,
    /// Logarithm of the density that the draws come from, normalised in z; shape `[n_draws]`.
    pub log_proposal: Vec<f64>,
    /// Pareto-smoothed weights, summing to one; shape `[n_draws]`.
    pub weights: Vec<f64>,
    /// ln Z, by the weights as they are.
    pub log_evidence: f64,
    /// Its standard error.
    pub log_evidence_error: f64,
    /// How many equally weighted draws the weighted ones are worth.
    pub effective_sample_size: f64,
    /// That over the number of draws that were made, those that were not weighted included.
    pub efficiency: f64,
    /// Shape of the weights' tail, see [`pareto_smoothed`](crate::pareto_smoothed).
    pub pareto_k: f64,
    /// Likelihood evaluations, those of the search included …
    pub n_calls: u64,
    /// … of which so many were of its approximation.
    pub n_approximate: u64,
    /// Whether the start led nowhere and these draws come from a search that began again at the prior.
    pub began_again: bool,
    /// Share of the prior's mass where the likelihood is above zero.
    pub supported_prior_share: f64,
    /// Why the aim was not reached; none if it was.
    pub unfinished: Option<Unfinished>,
    /// The point of the highest likelihood found.
    pub best_z: Vec<f64>,
    /// ln L there.
    pub best_log_likelihood: f64,
}

impl Outcome {
    /// Whether the effective sample size asked for is there and can be believed.
    pub fn is_converged(&self) -> bool {
        self.unfinished.is_none()
    }

    /// Which draws `n` equally weighted ones are, in random order; a draw of great weight comes more than once.
    pub fn resample(&self, n: usize, seed: u64) -> Vec<usize> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut chosen = systematic_resampling(&self.weights, n, rng.random());
        // Neighbours in the order of drawing come from one proposal; users may read an order as time.
        for i in (1..chosen.len()).rev() {
            chosen.swap(i, rng.random_range(0..=i));
        }
        chosen
    }

    /// Weighted mean of a function of z and its standard error (of a ratio of sums, by linearisation).
    pub fn mean(&self, f: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let value = |i: usize| f(self.z.row(i).to_vec().as_slice());
        let values: Vec<f64> = (0..self.z.nrows()).map(value).collect();
        let pairs = || self.weights.iter().zip(&values);
        let mean: f64 = pairs().filter(|(w, _)| **w > 0.0).map(|(w, v)| w * v).sum();
        let variance: f64 = pairs()
            .filter(|(w, _)| **w > 0.0)
            .map(|(w, v)| (w * (v - mean)).powi(2))
            .sum();
        (mean, variance.sqrt())
    }

    /// Weights that sum to one, as they are before smoothing; shape `[n_draws]`.
    pub fn raw_weights(&self) -> Vec<f64> {
        let terms = self.log_likelihood.iter().zip(&self.log_prior);
        let log_weights: Vec<f64> = terms
            .zip(&self.log_proposal)
            .map(|((likelihood, prior), proposal)| likelihood + prior - proposal)
            .collect();
        normalised(&log_weights)
    }
}
