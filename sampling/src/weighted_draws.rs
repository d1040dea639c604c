//! The answer as an outcome.

use ndarray::Array2;

use crate::answer::Answer;
use crate::evaluation::{Evaluator, Point};
use crate::likelihood::LogLikelihood;
use crate::outcome::{Outcome, Unfinished};
use crate::proposal::standard_normal_log_density;
use crate::weights::normalised;

/// With the best point of the search, unless one of the answer's is better.
pub fn outcome<L: LogLikelihood>(
    answer: Answer,
    evaluator: &Evaluator<'_, L>,
    unfinished: Option<Unfinished>,
) -> Outcome {
    let points = &answer.points;
    let summary = answer.summary();
    // The density of the draws that were kept has the share of these as its normalisation.
    let log_share = (points.len() as f64 / answer.n_drawn as f64).ln();
    let log_proposal: Vec<f64> = answer.log_proposal.iter().map(|q| q - log_share).collect();
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
        efficiency: summary.effective_sample_size / answer.n_drawn as f64,
        pareto_k: summary.smoothed.pareto_k,
        n_calls: evaluator.n_calls(),
        n_approximate: evaluator.n_approximate(),
        supported_prior_share: (supported / n).min(1.0),
        unfinished,
        best_z: best.z.clone(),
        best_log_likelihood: best.log_likelihood,
        log_prior,
        log_proposal,
    }
}

/// The point of the highest likelihood, the first of several.
fn best(points: &[Point]) -> &Point {
    let better = |a: &'_ &Point, b: &'_ &Point| a.log_likelihood < b.log_likelihood;
    let mut best = &points[0];
    for point in points {
        if better(&best, &point) {
            best = point;
        }
    }
    best
}
