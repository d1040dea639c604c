//! How far the networks of a posterior disagree.

use ndarray::ArrayView1;
use rand::Rng;
use rayon::prelude::*;

use super::posterior::{Draws, Posterior};

/// Samples of each network, and samples in all, by which networks are told apart; there are at least as many of either.
const COMPARED: [usize; 2] = [2, 256];

/// Sums of squares that differ by less, nats², differ by rounding.
const ROUNDING: f64 = 1e-12;

impl Posterior {
    /// Draws as many samples as it takes to tell networks apart, the same number from each.
    pub fn draw_to_compare(&self, rng: &mut impl Rng) -> Draws {
        let [of_each, in_all] = COMPARED;
        let of_each = of_each.max(in_all.div_ceil(self.n_networks()));
        self.draw(of_each * self.n_networks(), rng)
    }

    /// Mutual information between the parameters and the network's weights, nats:
    /// `I = H[q̄] − mean_t H[q_t] = mean_t E_{z∼q_t}[ln q_t(z) − ln q̄(z)]`, the Monte Carlo mean over `draws` with the ratio
    /// `q̄ / q_t` as control variate, since its mean is known: 1.
    ///
    /// It lies between 0 (the networks agree) and the logarithm of their number; the estimate scatters around it.
    /// It does not depend on the parametrisation, so it holds for θ as it does for z, and whatever the width is
    /// corrected by.
    ///
    /// # Source
    /// Gal, Islam & Ghahramani (2017), where it is the score BALD.
    pub fn mutual_information_nats(&self, draws: &Draws) -> f64 {
        let gain = |(z, network): (ArrayView1<f64>, &usize)| {
            let z = self.stretch.undo(&z.to_vec());
            self.networks[*network].log_density(&z) - self.mixture_log_density(&z)
        };
        let rows: Vec<_> = draws.z.rows().into_iter().zip(&draws.network).collect();
        let gains: Vec<f64> = rows.into_par_iter().map(gain).collect();
        let excess: Vec<f64> = gains.iter().map(|gain| (-gain).exp() - 1.0).collect();
        controlled_mean(&gains, &excess)
    }
}

/// Mean of `gains`, or of `gains + excess`, whose true mean is the same, if that scatters less. The latter is what a little
/// information needs: each of its terms, `w − 1 − ln w` with the ratio `w` of the densities, is at least zero.
fn controlled_mean(gains: &[f64], excess: &[f64]) -> f64 {
    let sums: Vec<f64> = gains.iter().zip(excess).map(|(g, e)| g + e).collect();
    let [plain, controlled] = [gains, &sums].map(|values| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares = values.iter().map(|value| (value - mean).powi(2));
        (mean, squares.sum::<f64>())
    });
    match controlled.1 + ROUNDING < plain.1 {
        true => controlled.0,
        false => plain.0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::network::density::{Density, GaussianMixture, MixtureLayout};
    use crate::seed::{Purpose, Seed};
    use rand::SeedableRng;

    /// A normal density of the given mean and unit variance.
    fn normal(mean: f32) -> Arc<dyn Density> {
        let layout = MixtureLayout {
            n_parameters: 1,
            n_components: 1,
        };
        Arc::new(GaussianMixture::from_outputs(layout, &[0.0, mean, 0.0]))
    }

    fn information(networks: Vec<Arc<dyn Density>>) -> f64 {
        let posterior = Posterior::new(networks);
        let draws = posterior.draw(4000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(1));
        posterior.mutual_information_nats(&draws)
    }

    #[test]
    fn networks_that_agree_share_no_information() {
        assert!(information(vec![normal(0.3), normal(0.3)]).abs() < 1e-12);
    }

    /// Two densities that never overlap are told apart with certainty: one bit.
    #[test]
    fn networks_that_never_agree_share_all_information() {
        let bit = 2.0_f64.ln();
        assert!((information(vec![normal(-50.0), normal(50.0)]) - bit).abs() < 1e-9);
    }

    /// Two networks of means ±1, whose information is an integral, by the rectangle rule on `q₁ ln(q₁ / q̄)`, which is smooth and
    /// vanishes at both ends. A gain scatters by less than 1, so that the mean of 40 estimates of 256 draws is within 0.04 of it
    /// with more than five standard errors to spare, and each within 0.25.
    #[test]
    fn few_networks_are_told_apart_as_well_as_many() {
        let exact: f64 = (-800..800)
            .map(|i| {
                let z = 0.02 * (f64::from(i) + 0.5);
                let [a, b] = [1.0, -1.0].map(|mean: f64| (-0.5 * (z - mean).powi(2)).exp());
                0.02 * a / std::f64::consts::TAU.sqrt() * (2.0 * a / (a + b)).ln()
            })
            .filter(|term| term.is_finite())
            .sum();
        for n_pairs in [1, 4, 64, 300] {
            let networks = (0..n_pairs).flat_map(|_| [normal(-1.0), normal(1.0)]);
            let posterior = Posterior::new(networks.collect());
            let estimate = |seed| {
                let draws = posterior.draw_to_compare(&mut Seed(seed).rng(Purpose::Posterior, 0));
                posterior.mutual_information_nats(&draws)
            };
            let estimates: Vec<f64> = (0..40).map(estimate).collect();
            let mean = estimates.iter().sum::<f64>() / 40.0;
            assert!((mean - exact).abs() < 0.04, "{n_pairs}: {mean} {exact}");
            let is_near = |found: &f64| (found - exact).abs() < 0.25;
            assert!(estimates.iter().all(is_near), "{estimates:?}");
        }
    }

    /// Normal densities of means ±d: `I = d²/2 + O(d⁴)`, 0.0002 for d = 0.02. Sixteen plain terms would scatter by 0.005, of either
    /// sign. These scatter by √(2/16) of `I`, so that the mean of 50 estimates is within a quarter in all but 1 of 10⁶ cases.
    #[test]
    fn a_little_information_is_measured_with_a_few_draws() {
        let posterior = Posterior::new(vec![normal(-0.02), normal(0.02)]);
        let estimate = |seed| {
            let draws = posterior.draw(16, &mut rand_chacha::ChaCha8Rng::seed_from_u64(seed));
            posterior.mutual_information_nats(&draws)
        };
        let estimates: Vec<f64> = (0..50).map(estimate).collect();
        assert!(estimates.iter().all(|found| *found > 0.0), "{estimates:?}");
        let mean = estimates.iter().sum::<f64>() / 50.0;
        assert!((mean / 2.0e-4 - 1.0).abs() < 0.25, "{mean}");
    }
}
