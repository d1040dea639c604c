//! The numbers a model is a function of, and which part of its physics each of them belongs to.

mod layout;
mod parameter;
mod parts;
mod view;

pub use layout::{ParameterLayout, ValueError};
pub use parameter::Parameter;
pub(crate) use parts::Parts;
pub use view::PlanetView;
pub(crate) use view::named;
