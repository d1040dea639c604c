//! A mixture in coordinates in which ridges are straight.

use rand_chacha::ChaCha8Rng;

use crate::mixture::Mixture;
use crate::proposal::Proposal;
use crate::shear::Shear;

/// A density over z: a mixture of Student t distributions over y.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    pub shear: Shear,
    pub mixture: Mixture,
}

impl Proposal for Density {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        self.shear.bend(&self.mixture.draw(rng))
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        self.mixture.log_density(&self.shear.straighten(z)) - self.shear.log_volume()
    }

    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        let y: Vec<Vec<f64>> = z.iter().map(|z| self.shear.straighten(z)).collect();
        let y: Vec<&[f64]> = y.iter().map(Vec::as_slice).collect();
        let logs = self.mixture.log_densities(&y).into_iter();
        logs.map(|log| log - self.shear.log_volume()).collect()
    }
}
