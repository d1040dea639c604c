//! The affine map that corrects the width of a posterior.

use super::density::NormalSum;

/// `z → centre + factor (z − centre)` for each parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    /// What stays where it is, `[n_parameters]`.
    pub centre: Vec<f64>,
    /// Above one where the posterior becomes wider, `[n_parameters]`, positive.
    pub factor: Vec<f64>,
}

impl Stretch {
    /// Leaves every number as it is, to the last bit.
    pub fn none(n_parameters: usize) -> Self {
        Self {
            centre: vec![0.0; n_parameters],
            factor: vec![1.0; n_parameters],
        }
    }

    /// Where a sample of the uncorrected density goes.
    pub fn apply(&self, z: &[f64]) -> Vec<f64> {
        self.map(z, |centre, factor, z| centre + factor * (z - centre))
    }

    /// Where a sample of the corrected density came from.
    pub fn undo(&self, z: &[f64]) -> Vec<f64> {
        self.map(z, |centre, factor, z| centre + (z - centre) / factor)
    }

    /// Logarithm of the Jacobian's determinant: by so much the corrected density is lower.
    pub fn log_volume(&self) -> f64 {
        self.factor.iter().map(|factor| factor.ln()).sum()
    }

    /// The marginals of the corrected density, `[n_parameters]`.
    pub fn marginals(&self, marginals: &[NormalSum]) -> Vec<NormalSum> {
        let each = marginals.iter().zip(self.centre.iter().zip(&self.factor));
        each.map(|(marginal, (centre, factor))| marginal.stretched(*centre, *factor))
            .collect()
    }

    fn map(&self, z: &[f64], f: impl Fn(f64, f64, f64) -> f64) -> Vec<f64> {
        let each = z.iter().zip(self.centre.iter().zip(&self.factor));
        each.map(|(z, (centre, factor))| f(*centre, *factor, *z))
            .collect()
    }
}
