//! What a layer emits.

use crate::content::{Content, Listener};

/// How the source function of thermal emission varies within a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFunction {
    /// Linear in optical depth between the levels.
    LinearInOpticalDepth,
    /// As TauREx has it, for comparison: source function and opacity are those in the middle of each layer, the ground is as
    /// warm as the lowest one, nothing is above the highest level, and the angles are Gauss–Legendre's.
    IsothermalLayers,
}

impl Content for SourceFunction {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(match self {
            Self::LinearInOpticalDepth => "linear in optical depth",
            Self::IsothermalLayers => "isothermal layers",
        });
    }
}
