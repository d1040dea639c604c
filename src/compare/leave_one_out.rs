//! How well a model predicts each datum from all others, from one posterior of all.

use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;
use sampling::{RELIABLE_PARETO_K, log_sum_exp, pareto_smoothed};
use serde::Serialize;

use crate::posterior::Observed;

/// Expected log predictive density of data left out one by one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaveOneOut {
    /// `Σ ln p(d_i | all others)`, nats.
    pub elpd: f64,
    /// Its standard error, of the scatter among bins.
    pub elpd_error: f64,
    /// How much higher it is than that of the model with the highest evidence, nats.
    pub elpd_difference: Option<f64>,
    /// Standard error of the difference, of its scatter among bins.
    pub elpd_difference_error: Option<f64>,
    /// Bins whose k̂ exceeds 0.7: what is said of them, and so the sum, cannot be trusted.
    pub n_unreliable: usize,
    /// Each bin.
    pub bins: Vec<LeftOut>,
}

/// A bin left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// Centre, µm.
    pub wavelength_um: f64,
    /// Instrument.
    pub instrument: String,
    /// ln p(d_i | all others), nats.
    pub elpd: f64,
    /// Shape of the tail of the weights that take the datum out of the posterior.
    pub pareto_k: f64,
}

impl LeaveOneOut {
    /// By Pareto-smoothed importance sampling: a draw of the posterior of all data, weighted with the inverse likelihood of one
    /// datum, is a draw of the posterior of the others.
    ///
    /// # Shapes
    /// - `log_likelihoods`: `[draw, bin]`, nats; `weights`: `[draw]`
    ///
    /// # Source
    /// Vehtari, Gelman & Gabry (2017), Stat. Comput. 27, 1413.
    pub fn new(log_likelihoods: ArrayView2<f64>, weights: &[f64], observed: &Observed) -> Self {
        let log_weights: Vec<f64> = weights.iter().map(|weight| weight.ln()).collect();
        let bins = (0..log_likelihoods.ncols()).into_par_iter().map(|i| {
            let (elpd, pareto_k) = left_out(log_likelihoods.column(i), &log_weights);
            LeftOut {
                wavelength_um: observed.wavelength_um[i],
                instrument: observed.instrument[i].clone(),
                elpd,
                pareto_k,
            }
        });
        let bins: Vec<LeftOut> = bins.collect();
        let each: Vec<f64> = bins.iter().map(|bin| bin.elpd).collect();
        let (elpd, elpd_error) = sum_with_error(&each);
        Self {
            elpd,
            elpd_error,
            elpd_difference: None,
            elpd_difference_error: None,
            n_unreliable: bins.iter().filter(|bin| bin.is_unreliable()).count(),
            bins,
        }
    }

    /// The same with the difference from `best`, bin by bin.
    pub(super) fn against(self, best: &Self) -> Self {
        let pairs = self.bins.iter().zip(&best.bins);
        let differences: Vec<f64> = pairs.map(|(own, best)| own.elpd - best.elpd).collect();
        let (difference, error) = sum_with_error(&differences);
        Self {
            elpd_difference: Some(difference),
            elpd_difference_error: Some(error),
            ..self
        }
    }

    /// The bins that cannot be trusted.
    pub fn unreliable(&self) -> impl Iterator<Item = &LeftOut> {
        self.bins.iter().filter(|bin| bin.is_unreliable())
    }
}

impl LeftOut {
    fn is_unreliable(&self) -> bool {
        self.pareto_k > RELIABLE_PARETO_K
    }
}

/// ln p of one datum given all others, and k̂.
fn left_out(log_likelihood: ArrayView1<f64>, log_weights: &[f64]) -> (f64, f64) {
    let draws = log_likelihood.iter().zip(log_weights);
    let without: Vec<f64> = draws.map(|(nats, weight)| weight - nats).collect();
    let smoothed = pareto_smoothed(&without);
    let weights = smoothed.log_weights.iter().copied();
    let with = weights
        .clone()
        .zip(log_likelihood)
        .map(|(weight, nats)| weight + nats);
    let elpd = log_sum_exp(with) - log_sum_exp(weights);
    (elpd, smoothed.pareto_k)
}

/// The sum of independent terms, and its standard error by their scatter.
fn sum_with_error(terms: &[f64]) -> (f64, f64) {
    let n = terms.len() as f64;
    let sum: f64 = terms.iter().sum();
    let squares: f64 = terms.iter().map(|term| (term - sum / n).powi(2)).sum();
    (sum, squares.sqrt())
}
