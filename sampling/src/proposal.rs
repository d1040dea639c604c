//! Densities that can be drawn from and evaluated.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::weights::log_sum_exp;

/// A normalised density over z.
pub trait Proposal: Sync {
    /// Draws once, shape `[n_dimensions]`.
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64>;

    /// Logarithm of the density at z, normalised in z; −∞ where nothing is drawn.
    ///
    /// # Shapes
    /// - `z`: `[n_dimensions]`
    fn log_density(&self, z: &[f64]) -> f64;

    /// The same for many z, where that is faster together; shape `[n]`.
    ///
    /// # Shapes
    /// - `z`: `[n][n_dimensions]`
    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        z.iter().map(|z| self.log_density(z)).collect()
    }
}

/// The prior: a standard normal in each of so many dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// How many parameters there are.
    pub n_dimensions: usize,
}

impl Proposal for Prior {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        (0..self.n_dimensions)
            .map(|_| StandardNormal.sample(rng))
            .collect()
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        standard_normal_log_density(z)
    }
}

/// Logarithm of the density of independent standard normals.
pub fn standard_normal_log_density(z: &[f64]) -> f64 {
    let squares: f64 = z.iter().map(|z| z * z).sum();
    -0.5 * (squares + z.len() as f64 * std::f64::consts::TAU.ln())
}

/// A share of the prior beside another density, so that no region of the prior is left without draws: weights of importance
/// sampling are then at most likelihood / share.
///
/// # Source
/// Hesterberg (1995), Technometrics 37, 185 (defensive mixtures).
pub struct Defensive<P> {
    /// The density proper.
    pub density: P,
    /// What share of the draws comes from the prior, 0 to 1.
    pub prior_share: f64,
}

impl<P> Defensive<P> {
    fn log_sum(&self, z: &[f64], log_density: f64) -> f64 {
        let terms = [
            self.prior_share.ln() + standard_normal_log_density(z),
            (1.0 - self.prior_share).ln() + log_density,
        ];
        log_sum_exp(terms.into_iter())
    }
}

impl<P: Proposal> Proposal for Defensive<P> {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let is_prior = rand::Rng::random::<f64>(rng) < self.prior_share;
        let draw = self.density.draw(rng);
        match is_prior {
            true => Prior {
                n_dimensions: draw.len(),
            }
            .draw(rng),
            false => draw,
        }
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        self.log_sum(z, self.density.log_density(z))
    }

    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        let densities = z.iter().zip(self.density.log_densities(z));
        densities.map(|(z, one)| self.log_sum(z, one)).collect()
    }
}

impl<P: Proposal + ?Sized> Proposal for &P {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        (**self).draw(rng)
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        (**self).log_density(z)
    }

    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        (**self).log_densities(z)
    }
}

/// So many points are given to a density together.
const CHUNK: usize = 64;

/// Logarithms of a density at many points, on all threads; shape `[n]`.
pub fn log_densities(density: &dyn Proposal, z: &[&[f64]]) -> Vec<f64> {
    let chunks = z.par_chunks(CHUNK);
    chunks
        .flat_map_iter(|chunk| density.log_densities(chunk))
        .collect()
}
