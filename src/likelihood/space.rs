//! The coordinates in which a sampler may speak of θ.

use crate::prior::Prior;

/// Coordinates of θ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// θ itself.
    Theta,
    /// The cumulative probability of each parameter: the prior is flat on the unit cube.
    Unit,
    /// Its standard normal quantile: the prior is a standard normal.
    Standard,
}

impl Space {
    /// The θ at `x`, shape `[n_parameters]` both; none outside of the unit cube.
    pub fn theta(self, prior: &Prior, x: &[f64]) -> Option<Vec<f64>> {
        match self {
            Self::Theta => Some(x.to_vec()),
            Self::Unit => prior.from_unit(x),
            Self::Standard => Some(prior.from_standard(x)),
        }
    }
}
