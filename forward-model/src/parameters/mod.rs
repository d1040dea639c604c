//! The numbers a model is a function of, and which part of its physics each of them belongs to.

mod layout;
mod parameter;
mod system;
#[cfg(test)]
mod tests;

pub use layout::{ParameterLayout, PlanetView, ValueError};
pub(crate) use layout::{Parts, named};
pub use parameter::Parameter;
pub use system::SystemParameter;
