//! What draws of an approximate posterior are worth to who weighs them by the likelihood.

use ndarray::ArrayView2;
use rayon::prelude::*;
use sampling::{effective_sample_size, pareto_smoothed, standard_normal_log_density};

use super::Likelihood;
use crate::posterior::report::Worth;
use crate::simulator::Simulator;

impl<S: Simulator> Likelihood<'_, S> {
    /// What draws are worth of a density that is given as its logarithm in the standard space of the prior, of each draw by its number.
    ///
    /// # Shapes
    /// - `z`: `[n, n_parameters]`
    pub fn worth_of(
        &self,
        z: ArrayView2<f64>,
        log_density: impl Fn(usize, &[f64]) -> f64 + Sync,
    ) -> Worth {
        let log_weight = |workspace: &mut _, i: usize| {
            let z = z.row(i).to_vec();
            self.log_likelihood_in_standard(&z, workspace) + standard_normal_log_density(&z)
                - log_density(i, &z)
        };
        let rows = (0..z.nrows()).into_par_iter();
        let log_weights: Vec<f64> = rows.map_init(|| self.workspace(), log_weight).collect();
        Worth {
            efficiency: effective_sample_size(&log_weights) / z.nrows() as f64,
            pareto_k: pareto_smoothed(&log_weights).pareto_k,
        }
    }
}
