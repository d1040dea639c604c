//! What the atmosphere is made of: volume mixing ratios per level.

mod constant_vmr;

pub use constant_vmr::{fill_with_background, mean_molecular_weight_kg};
