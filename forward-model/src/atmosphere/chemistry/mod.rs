//! What the atmosphere is made of: volume mixing ratios per level.

mod abundance;
mod background;
mod constant_vmr;
mod free;
mod two_layer;

pub use abundance::{AbundanceProfile, Chemistry};
pub use background::{fill_with_background, mean_molecular_weight_kg};
pub use constant_vmr::ConstantVmr;
pub use free::FreeChemistry;
pub use two_layer::{TwoLayer, TwoLayerVmr, two_layer_vmr};
