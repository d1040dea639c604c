//! Draws and the density they come from, turned into an outcome.

use ndarray::Array2;

use crate::evaluation::Point;
use crate::outcome::{Outcome, Unfinished};
use crate::proposal::standard_normal_log_density;
use crate::rounds::{Summary, log_weight};
use crate::weights::normalised;

/// Draws with the logarithm of their density, normalised.
pub struct WeightedDraws {
    pub points: Vec<Point>,
    pub log_proposal: Vec<f64>,
    /// Variance of ln Z beyond that of independent draws.
    pub extra_variance: f64,
}

/// What else there is to tell in the end.
pub struct Ending {
    pub tempered_log_evidence: Option<(f64, f64)>,
    pub n_calls: u64,
    pub unfinished: Option<Unfinished>,
    pub best: Point,
}

impl WeightedDraws {
    pub fn outcome(self, ending: Ending) -> Outcome {
        let points = &self.points;
        let n = points.len() as f64;
        let log_prior: Vec<f64> = points
            .iter()
            .map(|point| standard_normal_log_density(&point.z))
            .collect();
        let pairs = points.iter().zip(&self.log_proposal);
        let log_weights: Vec<f64> = pairs.map(|(p, density)| log_weight(p, *density)).collect();
        let summary = Summary::of(&log_weights);
        let alive = points.iter().zip(log_prior.iter().zip(&self.log_proposal));
        let supported: f64 = alive
            .filter(|(point, _)| point.log_likelihood > f64::NEG_INFINITY)
            .map(|(_, (prior, proposal))| (prior - proposal).exp())
            .sum();
        Outcome {
            log_likelihood: points.iter().map(|point| point.log_likelihood).collect(),
            weights: normalised(&summary.smoothed.log_weights),
            log_evidence: summary.log_evidence,
            log_evidence_error: summary.log_evidence_error.hypot(self.extra_variance.sqrt()),
            tempered_log_evidence: ending.tempered_log_evidence,
            effective_sample_size: summary.effective_sample_size,
            efficiency: summary.effective_sample_size / n,
            pareto_k: summary.smoothed.pareto_k,
            n_calls: ending.n_calls,
            supported_prior_share: (supported / n).min(1.0),
            unfinished: ending.unfinished,
            best_z: ending.best.z,
            best_log_likelihood: ending.best.log_likelihood,
            z: Array2::from_shape_fn(
                (points.len(), points.first().map_or(0, |p| p.z.len())),
                |(i, j)| points[i].z[j],
            ),
            log_prior,
            log_proposal: self.log_proposal,
        }
    }
}
