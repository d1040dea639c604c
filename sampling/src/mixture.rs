//! Mixtures of Student t distributions: normal in the middle, with tails that reach farther than those of what they stand for.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};

use crate::proposal::Proposal;
use crate::triangle::{forward_substitute, log_determinant, multiply};
use crate::weights::log_sum_exp;

/// One Student t distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its share of the mixture.
    pub weight: f64,
    /// Its centre, shape `[n_dimensions]`.
    pub mean: Vec<f64>,
    /// Lower triangular factor of its scale matrix, row after row.
    pub factor: Vec<f64>,
}

/// A mixture of Student t distributions with the same degrees of freedom.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    components: Vec<Component>,
    degrees_of_freedom: f64,
    /// Logarithm of each component's weighted density at its centre.
    log_heights: Vec<f64>,
}

impl Mixture {
    /// Of components whose weights sum to one.
    pub fn new(components: Vec<Component>, degrees_of_freedom: f64) -> Self {
        let height = |component: &Component| {
            let n = component.mean.len();
            component.weight.ln() - log_determinant(&component.factor, n)
                + log_norm(n, degrees_of_freedom)
        };
        Self {
            log_heights: components.iter().map(height).collect(),
            components,
            degrees_of_freedom,
        }
    }

    pub fn components(&self) -> &[Component] {
        &self.components
    }

    pub fn degrees_of_freedom(&self) -> f64 {
        self.degrees_of_freedom
    }

    /// The same with every scale matrix multiplied by `factor`.
    pub fn inflated(mut self, factor: f64) -> Self {
        for component in &mut self.components {
            component
                .factor
                .iter_mut()
                .for_each(|l| *l *= factor.sqrt());
        }
        Self::new(self.components, self.degrees_of_freedom)
    }

    /// Logarithm of each component's weighted density at z and z's squared distance from its centre, in units of its scale.
    pub fn terms(&self, z: &[f64], terms: &mut Vec<(f64, f64)>) {
        let dof = self.degrees_of_freedom;
        let power = 0.5 * (dof + z.len() as f64);
        let mut offset = vec![0.0; z.len()];
        terms.clear();
        for (component, height) in self.components.iter().zip(&self.log_heights) {
            for ((offset, z), mean) in offset.iter_mut().zip(z).zip(&component.mean) {
                *offset = z - mean;
            }
            forward_substitute(&component.factor, &mut offset);
            let distance: f64 = offset.iter().map(|x| x * x).sum();
            terms.push((height - power * (distance / dof).ln_1p(), distance));
        }
    }
}

/// Logarithm of the normalisation of a t distribution with unit scale: `Γ((ν+n)/2) / (Γ(ν/2) (νπ)^{n/2})`.
fn log_norm(n: usize, degrees_of_freedom: f64) -> f64 {
    let (n, dof) = (n as f64, degrees_of_freedom);
    log_gamma(0.5 * (dof + n)) - log_gamma(0.5 * dof) - 0.5 * n * (dof * std::f64::consts::PI).ln()
}

/// `ln Γ(x)` for x > 0 by Stirling's series, after the recurrence has brought x above 10, to 1e-13.
fn log_gamma(x: f64) -> f64 {
    if x < 10.0 {
        return log_gamma(x + 1.0) - x.ln();
    }
    let series = (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * x * x)) / (x * x)) / (x * x))
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

impl Proposal for Mixture {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut rest: f64 = rng.random();
        let chosen = self.components.iter().find(|component| {
            rest -= component.weight;
            rest < 0.0
        });
        let component = chosen.unwrap_or(&self.components[self.components.len() - 1]);
        let normal: Vec<f64> = component
            .mean
            .iter()
            .map(|_| StandardNormal.sample(rng))
            .collect();
        let dof = self.degrees_of_freedom;
        let chi_squared: f64 = ChiSquared::new(dof).expect("positive").sample(rng);
        let stretch = (dof / chi_squared).sqrt();
        let offset = multiply(&component.factor, &normal);
        let pairs = component.mean.iter().zip(offset);
        pairs.map(|(mean, x)| mean + stretch * x).collect()
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        let mut terms = Vec::with_capacity(self.components.len());
        self.terms(z, &mut terms);
        let logs: Vec<f64> = terms.iter().map(|(log_density, _)| *log_density).collect();
        log_sum_exp(&logs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, stream};

    fn mixture() -> Mixture {
        let component = |weight, mean: [f64; 2], factor: [f64; 3]| Component {
            weight,
            mean: mean.to_vec(),
            factor: factor.to_vec(),
        };
        Mixture::new(
            vec![
                component(0.3, [-1.0, 0.5], [0.5, 0.2, 0.3]),
                component(0.7, [1.0, -0.5], [0.8, -0.4, 0.6]),
            ],
            6.0,
        )
    }

    #[test]
    fn log_gamma_is_that_of_another_library() {
        for x in [0.5, 1.0, 2.5, 4.0, 9.99, 10.0, 16.5, 40.0] {
            let expected = statrs::function::gamma::ln_gamma(x);
            assert!(
                (log_gamma(x) - expected).abs() < 1e-12 * (1.0 + expected.abs()),
                "{x}"
            );
        }
    }

    /// Midpoint rule on a square beyond which, by the t distribution's tail, 1e-5 of the mass lies.
    #[test]
    fn the_density_integrates_to_one() {
        let (n, half_width, mixture) = (800, 16.0, mixture());
        let step = 2.0 * half_width / n as f64;
        let at = |i: usize| (i as f64 + 0.5) * step - half_width;
        let sum: f64 = (0..n * n)
            .map(|i| mixture.log_density(&[at(i / n), at(i % n)]).exp())
            .sum();
        assert!(
            (sum * step * step - 1.0).abs() < 1e-4,
            "{}",
            sum * step * step
        );
    }

    /// The share of draws in a half plane, against the density's integral over it; 5σ of 40,000 draws: 6e-7.
    #[test]
    fn draws_follow_the_density() {
        let mixture = mixture();
        let is_inside = |z: &[f64]| z[0] + z[1] > 0.7;
        let n = 40_000;
        let inside = (0..n)
            .filter(|i| is_inside(&mixture.draw(&mut stream(1, Purpose::Importance, 0, *i))))
            .count();
        let (cells, half_width) = (1600, 16.0);
        let step = 2.0 * half_width / cells as f64;
        let at = |i: usize| (i as f64 + 0.5) * step - half_width;
        let expected: f64 = (0..cells * cells)
            .map(|i| [at(i / cells), at(i % cells)])
            .filter(|z| is_inside(z))
            .map(|z| mixture.log_density(&z).exp() * step * step)
            .sum();
        let found = inside as f64 / n as f64;
        let error = (expected * (1.0 - expected) / n as f64).sqrt();
        assert!((found - expected).abs() < 5.0 * error, "{found} {expected}");
    }
}
