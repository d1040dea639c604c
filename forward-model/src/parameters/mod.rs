//! The numbers a model is a function of.

mod parameter;

pub use parameter::Parameter;
pub(crate) use parameter::Values;
