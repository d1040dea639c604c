//! Mixtures of Student t distributions: normal in the middle, with tails that reach farther than those of what they stand for.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};

use crate::proposal::Proposal;
use crate::triangle::{inverse, log_determinant, multiply};
use crate::weights::share_at;

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

/// Points that are evaluated side by side.
pub const LANES: usize = 8;

/// One number for each of the points side by side.
pub type Lanes = [f64; LANES];

/// A mixture of Student t distributions with the same degrees of freedom.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    components: Vec<Component>,
    /// Inverse of each component's factor.
    inverses: Vec<Vec<f64>>,
    degrees_of_freedom: u32,
    /// Each component's weighted density at its centre, in units of …
    heights: Vec<f64>,
    /// … this, given as a logarithm.
    log_unit: f64,
}

/// What the components say of points side by side.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Weighted density of each component, in the mixture's units, shape `[n_components]`.
    pub densities: Vec<Lanes>,
    /// Squared distance from each centre in units of the scale, shape `[n_components]`.
    pub distances: Vec<Lanes>,
    /// Logarithm of the mixture's density.
    pub log_density: Lanes,
    offsets: Vec<Lanes>,
}

impl Mixture {
    /// Of components whose weights sum to one.
    pub fn new(components: Vec<Component>, degrees_of_freedom: u32) -> Self {
        let log_height = |component: &Component| {
            let n = component.mean.len();
            component.weight.ln() - log_determinant(&component.factor, n)
                + log_norm(n, f64::from(degrees_of_freedom))
        };
        let log_heights: Vec<f64> = components.iter().map(log_height).collect();
        let log_unit = log_heights
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        Self {
            inverses: components
                .iter()
                .map(|component| inverse(&component.factor, component.mean.len()))
                .collect(),
            heights: log_heights
                .iter()
                .map(|log| (log - log_unit).exp())
                .collect(),
            components,
            degrees_of_freedom,
            log_unit,
        }
    }

    pub fn components(&self) -> &[Component] {
        &self.components
    }

    pub fn degrees_of_freedom(&self) -> u32 {
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

    /// Fills `terms` for up to [`LANES`] points; further lanes repeat the last point.
    pub fn evaluate<Z: AsRef<[f64]>>(&self, z: &[Z], terms: &mut Terms) {
        let dof = self.degrees_of_freedom;
        let n = self.components[0].mean.len();
        let lane = |l: usize| z[l.min(z.len() - 1)].as_ref();
        let points: [&[f64]; LANES] = std::array::from_fn(lane);
        terms.densities.clear();
        terms.distances.clear();
        terms.offsets.resize(n, [0.0; LANES]);
        let mut sum = [0.0; LANES];
        let kernels = self
            .components
            .iter()
            .zip(&self.inverses)
            .zip(&self.heights);
        for ((component, inverse), height) in kernels {
            for (i, (offset, mean)) in terms.offsets.iter_mut().zip(&component.mean).enumerate() {
                *offset = std::array::from_fn(|l| points[l][i] - mean);
            }
            let distances = squared_lengths(inverse, &terms.offsets);
            let densities = t_densities(*height, &distances, dof, n as u32);
            for l in 0..LANES {
                sum[l] += densities[l];
            }
            terms.densities.push(densities);
            terms.distances.push(distances);
        }
        terms.log_density = sum.map(|sum| sum.ln() + self.log_unit);
    }

    /// A term of [`Terms::densities`] as a share of all.
    pub fn share(&self, density: f64, log_density: f64) -> f64 {
        density / (log_density - self.log_unit).exp()
    }
}

/// `‖L⁻¹ x‖²`.
fn squared_lengths(inverse: &[f64], offsets: &[Lanes]) -> Lanes {
    let mut lengths = [0.0; LANES];
    let mut row = 0;
    for i in 0..offsets.len() {
        let mut sum = [0.0; LANES];
        for (factor, offset) in inverse[row..=row + i].iter().zip(offsets) {
            for l in 0..LANES {
                sum[l] += factor * offset[l];
            }
        }
        for l in 0..LANES {
            lengths[l] += sum[l] * sum[l];
        }
        row += i + 1;
    }
    lengths
}

/// `height · (1 + distance/ν)^{−(ν+n)/2}`, without logarithms, as ν is a whole number.
fn t_densities(height: f64, distances: &Lanes, dof: u32, n: u32) -> Lanes {
    let base = distances.map(|distance| 1.0 / (1.0 + distance / f64::from(dof)));
    let mut power = match (dof + n) % 2 {
        0 => [height; LANES],
        _ => base.map(|base| height * base.sqrt()),
    };
    let (mut square, mut exponent) = (base, (dof + n) / 2);
    while exponent > 0 {
        for l in 0..LANES {
            power[l] *= if exponent % 2 == 1 { square[l] } else { 1.0 };
            square[l] *= square[l];
        }
        exponent /= 2;
    }
    power
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
        let weights = self.components.iter().map(|component| component.weight);
        let last = self.components.len() - 1;
        let component = &self.components[share_at(weights, rng.random()).unwrap_or(last)];
        let normal: Vec<f64> = component
            .mean
            .iter()
            .map(|_| StandardNormal.sample(rng))
            .collect();
        let dof = f64::from(self.degrees_of_freedom);
        let chi_squared: f64 = ChiSquared::new(dof).expect("positive").sample(rng);
        let stretch = (dof / chi_squared).sqrt();
        let offset = multiply(&component.factor, &normal);
        let pairs = component.mean.iter().zip(offset);
        pairs.map(|(mean, x)| mean + stretch * x).collect()
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        let mut terms = Terms::default();
        self.evaluate(&[z], &mut terms);
        terms.log_density[0]
    }

    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        let mut terms = Terms::default();
        let mut logs = Vec::with_capacity(z.len());
        for block in z.chunks(LANES) {
            self.evaluate(block, &mut terms);
            logs.extend_from_slice(&terms.log_density[..block.len()]);
        }
        logs
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
            6,
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
