//! Transmission spectra of exoplanets: physics, and nothing else.
//!
//! ```text
//!  PlanetParameters          ModelConfig (tables, star, layers)
//!        │                        │
//!        ▼                        ▼
//!  chemistry ─► mean molecular weight ─┐
//!  temperature ────────────────────────┼─► structure ─► Atmosphere (levels, top first)
//!  cloud (grey deck: the last level) ──┘                    │
//!                                                           ├─► chords: path weights W[chord, level]
//!                                                           ▼
//!  opacity: lines, CIA, Rayleigh, haze ─► σ[level, column] ─► τ = W σ ─► T = Π_species Σ_g w_g e^−τ
//!                                                                                 │
//!                                                                                 ▼
//!                                              transmission: δ = [r_top² − ∫ T d(b²)] / R_⋆²
//! ```
//!
//! # Units
//! | quantity | unit | in names |
//! | --- | --- | --- |
//! | pressure, temperature, length, mass | Pa, K, m, kg | `_pa _k _m _kg` |
//! | wavenumber | cm⁻¹, the only exception from SI | `_per_cm` |
//! | cross section; CIA coefficient | m² per molecule; m⁵ per molecule² | `_m2 _m5` |
//! | volume mixing ratio, transit depth | dimensionless | `vmr transit_depth` |
//!
//! # Order of arrays
//! `[level or layer, wavenumber]`: levels from the top of the atmosphere down (pressure rises, radius falls), wavenumbers
//! rising; tables `[pressure, temperature, wavenumber (, g)]`, all axes rising.
//!
//! # Precision
//! The structure and the geometry are in double precision. Tables, optical depths and transmissions are in single
//! precision: that changes a transit depth by less than 0.02 ppm of the star, as `tests/precision.rs` shows.
//!
//! # What this crate does not do
//! No files, no threads, no random numbers, no instrument: it knows the tables it is given and returns the spectrum on their
//! cells. No emission, no scattering into the beam, no refraction; one dimension, hydrostatic, the terminator is the same
//! all around.

mod atmosphere;
mod chemistry;
mod chords;
mod cloud;
mod config;
pub mod constants;
mod failure;
mod grid;
mod interpolate;
mod lanes;
pub mod lines;
mod model;
mod opacity;
mod species;
pub mod structure;
mod temperature;
mod transmission;
pub mod units;
mod workspace;

pub use atmosphere::Atmosphere;
pub use cloud::Haze;
pub use config::{ModelConfig, ModelError, PlanetParameters};
pub use failure::SimulationFailure;
pub use grid::{GridError, PressureGrid};
pub use interpolate::{Bracket, bracket};
pub use model::{Contribution, ForwardModel};
pub use opacity::{
    CiaTable, CrossSectionTable, Interpolation, KTable, LineTable, OpacityTable, TableError,
    rayleigh_cross_section_m2,
};
pub use species::{Species, UnknownSpecies};
pub use temperature::{Guillot2010, Temperature, guillot2010_temperature_k};
pub use workspace::Workspace;
