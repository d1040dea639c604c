//! Information criteria: how well a model would predict, or how probable it is, from the likelihood alone. Less is better.

use ndarray::{ArrayView2, Axis};

use crate::statistics;

/// The Bayesian information criterion, `k ln n − 2 ln L_max` (Schwarz 1978): a rough evidence, blind to the prior.
pub(super) fn bic(log_likelihood_best: f64, n_parameters: usize, n_bins: usize) -> f64 {
    n_parameters as f64 * (n_bins as f64).ln() - 2.0 * log_likelihood_best
}

/// What the deviance `D = −2 ln L` of posterior samples says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Deviance {
    mean: f64,
    /// How many parameters the data determine, `½ Var D`.
    pub n_effective: f64,
}

impl Deviance {
    /// # Shapes
    /// - `log_likelihoods`: `[draw, bin]`, nats; `weights`: `[draw]`
    ///
    /// # Source
    /// The effective number of parameters is that of Gelman et al. (2004, Bayesian Data Analysis): it does not depend on how
    /// parameters are written, as the deviance at their mean would, and needs no spectrum there, which there may not be.
    pub fn new(log_likelihoods: ArrayView2<f64>, weights: &[f64]) -> Self {
        let deviance = -2.0 * log_likelihoods.sum_axis(Axis(1));
        Self {
            mean: statistics::mean(deviance.view(), weights),
            n_effective: 0.5 * statistics::variance(deviance.view(), weights),
        }
    }

    /// The simplified Bayesian predictive information criterion, the mean deviance and twice the effective number of parameters
    /// (Ando 2011, Am. J. Math. Manag. Sci. 31, 13).
    pub fn bpics(&self) -> f64 {
        self.mean + 2.0 * self.n_effective
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_parameter_must_gain_half_the_logarithm_of_the_bins() {
        let gain = 0.5 * 50f64.ln();
        assert!((bic(10.0, 2, 50) - bic(10.0 + gain, 3, 50)).abs() < 1e-12);
    }

    #[test]
    fn weighted_samples_count_as_often_as_they_weigh() {
        let twice = array![[-1.0, -2.0], [-3.0, -4.0], [-3.0, -4.0], [-3.0, -4.0]];
        let once = array![[-1.0, -2.0], [-3.0, -4.0]];
        let repeated = Deviance::new(twice.view(), &[1.0; 4]);
        let weighted = Deviance::new(once.view(), &[1.0, 3.0]);
        // Deviances of 6 and thrice 14.
        assert!((repeated.mean - 12.0).abs() < 1e-12 && (weighted.mean - 12.0).abs() < 1e-12);
        assert!((repeated.n_effective - weighted.n_effective).abs() < 1e-12);
        assert!((weighted.n_effective - 6.0).abs() < 1e-12);
    }
}
