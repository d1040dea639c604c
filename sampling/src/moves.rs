//! Moves of a particle that leave a density as it is, by Metropolis and Hastings' rule.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::density::Density;
use crate::proposal::{Defensive, Proposal};

/// Share of moves that go to a draw from the fitted density.
const INDEPENDENT_SHARE: f64 = 0.6;
/// Share of moves along a difference that may lead from one mode to another (ter Braak 2006).
const LEAP_SHARE: f64 = 0.1;
/// Normal noise added to a difference, so that all points can be reached.
const NOISE: f64 = 1e-4;

/// What moves are made of.
pub struct Moves {
    /// Near the density that is to be left as it is.
    pub density: Defensive<Density>,
    /// Particles whose differences show in which directions, and how far, the density reaches.
    pub partners: Vec<Vec<f64>>,
}

/// Where a particle may go.
pub struct Move {
    pub z: Vec<f64>,
    /// It goes if the logarithm of the density grows by at least this.
    pub threshold: f64,
}

impl Moves {
    /// Proposes a move.
    pub fn propose(&self, from: &[f64], rng: &mut ChaCha8Rng) -> Move {
        let (z, log_asymmetry) = match rng.random::<f64>() < INDEPENDENT_SHARE {
            true => self.independent(from, rng),
            false => (self.along_difference(from, rng), 0.0),
        };
        // A uniform number of zero would let anything pass.
        let uniform: f64 = 1.0 - rng.random::<f64>();
        Move {
            z,
            threshold: uniform.ln() + log_asymmetry,
        }
    }

    fn independent(&self, from: &[f64], rng: &mut ChaCha8Rng) -> (Vec<f64>, f64) {
        let z = self.density.draw(rng);
        let log_asymmetry = self.density.log_density(&z) - self.density.log_density(from);
        (z, log_asymmetry)
    }

    fn along_difference(&self, from: &[f64], rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut partner = || &self.partners[rng.random_range(0..self.partners.len())];
        let (first, second) = (partner(), partner());
        let stretch = match rng.random::<f64>() < LEAP_SHARE {
            true => 1.0,
            // From a tenth of the best step for a normal to that step.
            false => 2.38 / (2.0 * from.len() as f64).sqrt() * 10_f64.powf(-rng.random::<f64>()),
        };
        let terms = from.iter().zip(first).zip(second);
        terms
            .map(|((z, a), b)| {
                let noise: f64 = StandardNormal.sample(rng);
                z + stretch * (a - b) + NOISE * noise
            })
            .collect()
    }
}
