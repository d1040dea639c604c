//! Whose doing the spread of a parameter is: the noise's, on which all networks agree, or the networks', which disagree.

use ndarray::ArrayView1;

/// The two parts of a parameter's variance by the law of total variance,
/// `Var θ = E_t[Var(θ | t)] + Var_t(E[θ | t])` over networks `t`, as standard deviations in the parameter's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceSplit {
    /// Root of the mean variance within a network.
    pub aleatoric: f64,
    /// Root of the variance of the networks' means.
    pub epistemic: f64,
    /// Standard error of `epistemic`: the networks are a few of all that the dropout masks could make.
    pub epistemic_error: f64,
}

impl VarianceSplit {
    /// From each network's own moments of the parameter.
    ///
    /// The error is that of a standard deviation `s` of `n` values with the fourth central moment `m₄`:
    /// `Var(s²) = [m₄ − s⁴ (n − 3) / (n − 1)] / n`.
    ///
    /// # Shapes
    /// - `mean`, `variance`: `[n]`, one entry a network, of which there are two or more
    pub fn new(mean: ArrayView1<f64>, variance: ArrayView1<f64>) -> Self {
        let n = mean.len() as f64;
        let centre = mean.sum() / n;
        let moment = |power: i32| mean.mapv(|m| (m - centre).powi(power)).sum();
        let between = moment(2) / (n - 1.0);
        let error = (moment(4) / n - between.powi(2) * (n - 3.0) / (n - 1.0)) / n;
        let epistemic = between.sqrt();
        Self {
            aleatoric: (variance.sum() / n).sqrt(),
            epistemic,
            epistemic_error: match epistemic > 0.0 {
                true => error.max(0.0).sqrt() / (2.0 * epistemic),
                false => 0.0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use ndarray::{Array1, array};
    use ndarray_rand::rand_distr::StandardNormal;
    use rand::Rng;

    #[test]
    fn the_parts_are_the_means_of_variances_and_the_variance_of_means() {
        let split = VarianceSplit::new(array![1.0, 2.0, 3.0].view(), array![4.0, 9.0, 11.0].view());
        assert!((split.aleatoric - 8.0_f64.sqrt()).abs() < 1e-12);
        assert!((split.epistemic - 1.0).abs() < 1e-12);
    }

    #[test]
    fn networks_that_agree_leave_all_to_the_noise() {
        let split = VarianceSplit::new(array![5.0, 5.0, 5.0].view(), array![4.0, 4.0, 4.0].view());
        assert_eq!(
            (split.aleatoric, split.epistemic, split.epistemic_error),
            (2.0, 0.0, 0.0)
        );
    }

    /// 500 ensembles of 64 networks each, whose means scatter by 3: the stated errors are right to 10 % in the mean, as
    /// are the estimates to five standard errors, 0.3 %.
    #[test]
    fn the_error_is_the_scatter_of_the_estimate() {
        let splits: Vec<VarianceSplit> = (0..500)
            .map(|i| {
                let mut rng = Seed(4).rng(Purpose::Posterior, i);
                let means =
                    Array1::from_shape_fn(64, |_| 3.0 * rng.sample::<f64, _>(StandardNormal));
                VarianceSplit::new(means.view(), Array1::ones(64).view())
            })
            .collect();
        let mean = |of: fn(&VarianceSplit) -> f64| splits.iter().map(of).sum::<f64>() / 500.0;
        let (epistemic, error) = (mean(|s| s.epistemic), mean(|s| s.epistemic_error));
        let scatter = mean(|s| s.epistemic.powi(2)) - epistemic.powi(2);
        assert!(
            (error / scatter.sqrt() - 1.0).abs() < 0.1,
            "{error} {scatter}"
        );
        assert!((epistemic / 3.0 - 1.0).abs() < 0.03, "{epistemic}");
    }
}
