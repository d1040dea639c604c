//! Physics of exoplanet atmospheres.

pub mod constants;
mod grid;
mod species;
pub mod units;

pub use grid::{GridError, PressureGrid};
pub use species::{Species, UnknownSpecies};
