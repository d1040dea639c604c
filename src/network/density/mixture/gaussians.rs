//! The density of one network, q(z | x, weights): a mixture of Gaussians, evaluated and drawn from in f64.

use ndarray_rand::rand_distr::StandardNormal;
use rand::{Rng, RngCore};
use sampling::log_sum_exp;

use super::super::{Density, Normal, NormalSum, triangular::TriangularNormal};
use super::MixtureLayout;

/// A normalised mixture of Gaussians in the standardised θ-space; the parametrisation is the last layer's.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixture {
    /// Logarithm of each component's weight, `[K]`.
    log_weight: Vec<f64>,
    /// `[K]`.
    components: Vec<TriangularNormal>,
}

impl GaussianMixture {
    /// Reads one row of the last layer's outputs.
    ///
    /// # Shapes
    /// - `outputs`: `[layout.n_outputs()]`
    pub fn from_outputs(layout: MixtureLayout, outputs: &[f32]) -> Self {
        let [n_logits, n_means, n_scales, _] = layout.blocks();
        let (logits, rest) = outputs.split_at(n_logits);
        let (mean, rest) = rest.split_at(n_means);
        let (log_scale, coupling) = rest.split_at(n_scales);
        let logits = || logits.iter().copied().map(f64::from);
        let normaliser = log_sum_exp(logits());
        let (d, m) = (layout.n_parameters, layout.n_couplings());
        let component = |k: usize| {
            let own = |values: &'_ [f32], n: usize| values[k * n..][..n].to_vec();
            TriangularNormal::new(&own(mean, d), &own(log_scale, d), &own(coupling, m))
        };
        Self {
            log_weight: logits().map(|l| l - normaliser).collect(),
            components: (0..layout.n_components).map(component).collect(),
        }
    }

    /// The component whose share of the unit interval holds `u`.
    fn choose_component(&self, u: f64) -> &TriangularNormal {
        let mut left = u;
        let found = self.log_weight.iter().position(|log_weight| {
            left -= log_weight.exp();
            left < 0.0
        });
        &self.components[found.unwrap_or(self.components.len() - 1)]
    }
}

impl Density for GaussianMixture {
    fn n_parameters(&self) -> usize {
        self.components[0].mean.len()
    }

    fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64> {
        let component = self.choose_component(rng.random());
        component.unwhitened((0..self.n_parameters()).map(|_| rng.sample(StandardNormal)))
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        let components = self.log_weight.iter().zip(&self.components);
        log_sum_exp(components.map(|(log_weight, own)| log_weight + own.log_density(z)))
    }

    fn marginals(&self) -> Option<Vec<NormalSum>> {
        let stds: Vec<Vec<f64>> = self.components.iter().map(TriangularNormal::stds).collect();
        let term = |k: usize, i: usize| Normal {
            weight: self.log_weight[k].exp(),
            mean: self.components[k].mean[i],
            std: stds[k][i],
        };
        let sum = |i: usize| NormalSum {
            terms: (0..self.components.len()).map(|k| term(k, i)).collect(),
        };
        Some((0..self.n_parameters()).map(sum).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const LAYOUT: MixtureLayout = MixtureLayout {
        n_parameters: 2,
        n_components: 2,
    };
    /// Logits, means, log scales, couplings.
    const OUTPUTS: [f32; 12] = [
        0.3, -0.4, 1.0, -1.0, -0.5, 0.5, 0.2, 1.0, -0.3, 0.6, 0.7, -1.5,
    ];

    /// The rectangle rule on a smooth density that vanishes at the edges is exact far below 1e-6.
    #[test]
    fn the_density_integrates_to_one() {
        let mixture = GaussianMixture::from_outputs(LAYOUT, &OUTPUTS);
        let step = 0.05;
        let grid: Vec<f64> = (-300..=300).map(|i| f64::from(i) * step).collect();
        let total: f64 = grid
            .iter()
            .flat_map(|x| grid.iter().map(|y| mixture.log_density(&[*x, *y]).exp()))
            .sum();
        assert!((total * step * step - 1.0).abs() < 1e-6, "{total}");
    }

    /// Entropy two ways: samples' mean −log q against the integral of −q log q. 40 000 draws, standard deviation of
    /// −log q about 1, so five standard errors are 0.025.
    #[test]
    fn samples_follow_the_density() {
        let mixture = GaussianMixture::from_outputs(LAYOUT, &OUTPUTS);
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let n = 40_000;
        let sampled = (0..n)
            .map(|_| -mixture.log_density(&mixture.sample(&mut rng)))
            .sum::<f64>()
            / f64::from(n);
        let step = 0.05;
        let grid: Vec<f64> = (-300..=300).map(|i| f64::from(i) * step).collect();
        let log_q = grid
            .iter()
            .flat_map(|x| grid.iter().map(|y| mixture.log_density(&[*x, *y])));
        let integrated: f64 = log_q.map(|l| -l * l.exp()).sum::<f64>() * step * step;
        assert!(
            (sampled - integrated).abs() < 0.025,
            "{sampled} {integrated}"
        );
    }
}
