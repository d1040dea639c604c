//! The atmosphere: where it is sampled, how warm it is, what it is made of and how far it reaches.

pub mod chemistry;
mod cloud_top;
mod grid;
mod state;
pub mod structure;
pub mod temperature;

pub use grid::{GridError, PressureGrid};
pub use state::Atmosphere;
pub(crate) use state::Recipe;
