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
    /// From each network's own moments of the parameter, so that it does not depend on the number of samples drawn. What
    /// the error of the means adds to their variance is taken off.
    ///
    /// The error of the variance `s²` of `n` values with the fourth central moment `m₄` is
    /// `√([m₄ − s⁴ (n − 3) / (n − 1)] / n)`; that of its root is what the root rises by if the variance does.
    ///
    /// Networks of unequal weight count as `n = (Σ w)² / Σ w²`.
    ///
    /// # Shapes
    /// - `weight`, `mean`, `variance`, `mean_error`: `[n]`, one entry a network, of which there are two or more
    pub fn new(
        weight: ArrayView1<f64>,
        mean: ArrayView1<f64>,
        variance: ArrayView1<f64>,
        mean_error: ArrayView1<f64>,
    ) -> Self {
        let n = weight.sum().powi(2) / weight.dot(&weight);
        let average = |values: ArrayView1<f64>| weight.dot(&values) / weight.sum();
        let centre = average(mean);
        let moment = |power: i32| average(mean.mapv(|m| (m - centre).powi(power)).view());
        let scatter = moment(2) * n / (n - 1.0);
        let error = (moment(4) - scatter.powi(2) * (n - 3.0) / (n - 1.0)) / n;
        let between = (scatter - average(mean_error.mapv(|e| e * e).view())).max(0.0);
        Self {
            aleatoric: average(variance).sqrt(),
            epistemic: between.sqrt(),
            epistemic_error: (between + error.max(0.0).sqrt()).sqrt() - between.sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use ndarray::{Array1, aview1};
    use ndarray_rand::rand_distr::StandardNormal;
    use rand::Rng;

    /// Of networks whose moments are known without error.
    fn exact(mean: &[f64], variance: &[f64]) -> VarianceSplit {
        let (alike, none) = (vec![1.0; mean.len()], vec![0.0; mean.len()]);
        VarianceSplit::new(
            aview1(&alike),
            aview1(mean),
            aview1(variance),
            aview1(&none),
        )
    }

    #[test]
    fn the_parts_are_the_means_of_variances_and_the_variance_of_means() {
        let split = exact(&[1.0, 2.0, 3.0], &[4.0, 9.0, 11.0]);
        assert!((split.aleatoric - 8.0_f64.sqrt()).abs() < 1e-12);
        assert!((split.epistemic - 1.0).abs() < 1e-12);
    }

    #[test]
    fn networks_count_by_their_weights() {
        let split = |weight: &[f64], mean: &[f64], variance: &[f64]| {
            let none = vec![0.0; mean.len()];
            let [weight, mean, variance] = [weight, mean, variance].map(aview1);
            VarianceSplit::new(weight, mean, variance, aview1(&none))
        };
        let listed = split(&[1.0; 4], &[1.0, 1.0, 4.0, 4.0], &[2.0, 2.0, 5.0, 5.0]);
        let doubled = split(&[2.0; 2], &[1.0, 4.0], &[2.0, 5.0]);
        assert_eq!(listed.aleatoric, doubled.aleatoric);
        // Σ (m − m̄)² over n − 1: 9 over 3 and 4.5 over 1.
        assert!((listed.epistemic - 3.0_f64.sqrt()).abs() < 1e-12);
        assert!((doubled.epistemic - 4.5_f64.sqrt()).abs() < 1e-12);
        let uneven = split(&[3.0, 1.0], &[0.0, 4.0], &[1.0, 9.0]);
        assert!((uneven.aleatoric - 3.0_f64.sqrt()).abs() < 1e-12);
        // The variance of the mixture is 3 over 1 − 1 / n with n = 16 / 10.
        assert!((uneven.epistemic - 8.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn networks_that_agree_leave_all_to_the_noise() {
        let split = exact(&[5.0; 3], &[4.0; 3]);
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
                exact(&means.to_vec(), &[1.0; 64])
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

    #[test]
    fn the_error_of_the_means_is_no_disagreement() {
        let mean = [1.0, 2.0, 3.0];
        let ones = [1.0; 3];
        let split = |error: f64| {
            let (alike, error) = (aview1(&ones), [error; 3]);
            VarianceSplit::new(alike, aview1(&mean), aview1(&ones), aview1(&error))
        };
        assert!((split(0.6).epistemic - 0.8).abs() < 1e-12);
        let none = split(2.0);
        assert!(
            none.epistemic == 0.0 && none.epistemic_error > 0.5,
            "{none:?}"
        );
    }
}
