//! What draws of an approximate posterior are worth to who weighs them by the likelihood.

use ndarray::ArrayView2;
use rayon::prelude::*;
use sampling::{effective_sample_size, pareto_smoothed, standard_normal_log_density};
use serde::{Deserialize, Serialize};

use super::Likelihood;
use crate::simulator::Simulator;

/// What weighted draws are worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// Effective sample size over the number of draws.
    pub efficiency: f64,
    /// Shape k̂ of the tail of their weights; below 0.7 they are those of a reliable estimate (Vehtari et al. 2024). ∞, which JSON has as
    /// null, if too few have one.
    #[serde(deserialize_with = "groundwork::json::infinite_if_null")]
    pub pareto_k: f64,
}

impl<S: Simulator> Likelihood<'_, S> {
    /// What draws of a density are worth that is given as its logarithm in the standard space of the prior.
    ///
    /// # Shapes
    /// - `z`: `[n, n_parameters]`
    pub fn worth_of(
        &self,
        z: ArrayView2<f64>,
        log_density: impl Fn(&[f64]) -> f64 + Sync,
    ) -> Worth {
        let log_weight = |workspace: &mut _, i: usize| {
            let z = z.row(i).to_vec();
            self.log_likelihood_in_standard(&z, workspace) + standard_normal_log_density(&z)
                - log_density(&z)
        };
        let rows = (0..z.nrows()).into_par_iter();
        let log_weights: Vec<f64> = rows.map_init(|| self.workspace(), log_weight).collect();
        Worth {
            efficiency: effective_sample_size(&log_weights) / z.nrows() as f64,
            pareto_k: pareto_smoothed(&log_weights).pareto_k,
        }
    }
}
