//! Which element of θ, or which fixed number, each parameter of the forward model comes from.

use crate::study::{ParameterSpace, ParameterValue};

/// The map from θ to the values of all parameters.
pub(super) struct Slots(Vec<ParameterValue>);

impl Slots {
    /// The parameters of a study, in the order in which its choices name them.
    pub(super) fn new(space: &ParameterSpace) -> Self {
        Self(space.needed().iter().map(|(_, value)| *value).collect())
    }

    /// Number of parameters, fixed and free.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Overwrites `values` with what `theta` says, without allocating.
    pub(super) fn fill(&self, theta: &[f64], values: &mut [f64]) {
        for (value, slot) in values.iter_mut().zip(&self.0) {
            *value = match slot {
                ParameterValue::Fixed(fixed) => *fixed,
                ParameterValue::Free(i) => theta[*i],
            };
        }
    }
}
