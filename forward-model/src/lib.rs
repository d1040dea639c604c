//! Transmission and emission spectra of exoplanets: physics, and nothing else.
//!
//! # A transmission spectrum in twenty-five lines
//! ```
//! use std::sync::Arc;
//!
//! use forward_model::{
//!     CrossSectionTable, Detected, ForwardModel, FreeChemistry, Geometry, Ingredients, Interpolation, ModelConfig, PressureGrid,
//!     Species, Star, lines::Alkali, profile, units,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The opacity of sodium around its D lines, m² per atom. Any table of cross sections or k-coefficients does.
//! let sodium = Alkali::of(Species::Na).ok_or("sodium is an alkali metal")?;
//! let wavenumber_per_cm: Vec<f64> = (0..1000).map(|i| 16_500.0 + f64::from(i)).collect();
//! let (pressure_pa, temperature_k) = ([1e-2, 1.0, 1e2, 1e4, 1e6], [800.0, 1100.0, 1400.0]);
//! let law_m2 = |pa: f64, k: f64, per_cm: f64| sodium.at(pa, k).cross_section_m2(per_cm);
//! let table = CrossSectionTable::tabulate(Species::Na, &pressure_pa, &temperature_k, &wavenumber_per_cm, law_m2)?;
//!
//! let model = ForwardModel::new(ModelConfig {
//!     geometry: Geometry::Transmission,
//!     star: Star { radius_m: units::m_from_solar_radii(0.94), temperature_k: 5485.0, spectrum: None },
//!     detected: Detected::Photons,
//!     planet_mass_kg: units::kg_from_jupiter_masses(0.28),
//!     reference_pressure_pa: units::pa_from_bar(10.0),
//!     pressure_grid: PressureGrid::log_spaced(1e-2, 1e6, 80)?,
//!     ingredients: Ingredients::cloudless(profile("isothermal", &[])?, FreeChemistry::constant(&[Species::Na])),
//!     background: vec![(Species::H2, 0.85), (Species::He, 0.15)],
//!     opacities: vec![Arc::new(table.into())],
//!     interpolation: Interpolation::Log,
//!     cia: Vec::new(),
//!     rayleigh: true,
//!     wavenumber_range_per_cm: [0.0, f64::INFINITY],
//! })?;
//!
//! // What it is a function of follows from the ingredients: `model.layout().parameters()`.
//! let values = model.layout().values(&[("radius_rjup", 1.27), ("temperature_k", 1100.0), ("log_Na", -5.5)])?;
//! let mut workspace = model.workspace();
//! let transit_depth = model.spectrum(&values, &mut workspace)?;
//!
//! // The D2 line stands out of the scattering of hydrogen, which is there at the end of the range.
//! let (line, end) = (transit_depth[473], transit_depth[999]);
//! assert!(end > 0.018 && line > 1.03 * end);
//! # Ok(())
//! # }
//! ```
//! One model serves all threads; each brings a [`Workspace`], and a spectrum allocates nothing.
//! [`ForwardModel::contributions`] shows what each gas does alone, [`ForwardModel::contribution_function`] at which pressures
//! a spectrum is made.
//!
//! # The chain
//! ```text
//!  values ─► ParameterLayout   ModelConfig (ingredients, tables, star, layers)
//!        │ each part's own        │
//!        ▼                        ▼
//!  chemistry ─► mean molecular weight ─┐
//!  temperature ────────────────────────┼─► structure ─► Atmosphere (levels, top first)
//!  cloud (grey deck: the last level) ──┘                    │
//!                                                           ├─► chords, or the way straight up: weights W[path, level]
//!                                                           ▼
//!  medium: lines, CIA, Rayleigh, haze ─► σ[level, column] ─► τ = W σ ─► T = Π_species Σ_g w_g e^−τ
//!                                                                                 │
//!                                    ┌────────────────────────────────────────────┤
//!                                    ▼                                            ▼
//!  transmission: δ = [r_0² + ∫ (1 − T) d(b²)] / R_⋆²          emission: F_p/F_⋆ = 2 ∫ [B_0 + ∫ T dB] μ dμ · (R_p/R_⋆)² / B_⋆
//! ```
//!
//! # Adding to it
//! What takes parameters is an *ingredient*: it names them, with unit and plausible range, and turns their values into
//! physics; and it tells what else it is made of ([`Content`]), so that spectra of different physics can be told apart. The
//! [`ParameterLayout`] hands each ingredient its own; nobody else knows their order. A temperature profile is one file and one line in [`profile`]; a cloud is one file and one line in [`cloud`]; an
//! abundance profile is one file with one `impl` of [`AbundanceProfile`]; a source of extinction is one file with one `impl`
//! of the trait in `opacity` and one line in `model/sources.rs`. None of them touches the kernels in
//! `radiative_transfer`.
//!
//! # Units
//! | quantity | unit | in names |
//! | --- | --- | --- |
//! | pressure, temperature, length, mass | Pa, K, m, kg | `_pa _k _m _kg` |
//! | wavenumber | cm⁻¹, the only exception from SI | `_per_cm` |
//! | cross section; CIA coefficient | m² per molecule; m⁵ per molecule² | `_m2 _m5` |
//! | volume mixing ratio, transit or eclipse depth | dimensionless | `vmr depth` |
//!
//! A mean over wavelengths, of a k-table's cell in emission or of what is made of [`ForwardModel::star_light`], is one of what
//! a detector adds up: [`Detected`].
//!
//! Parameters have the field's units, which stand in their names (`radius_rjup`, `log_cloud_top_bar`); the ingredient they
//! belong to converts them, once.
//!
//! # Order of arrays
//! `[level or layer, wavenumber]`: levels from the top of the atmosphere down (pressure rises, radius falls), wavenumbers
//! rising; tables `[pressure, temperature, wavenumber (, g)]`, all axes rising.
//!
//! # Precision
//! The structure and the geometry are in double precision. Tables, optical depths and transmissions are in single
//! precision: that changes a transit depth by less than 0.02 ppm of the star, as `tests/precision.rs` shows, and an
//! eclipse depth by less than 1e-5 of itself.
//!
//! # What this crate does not do
//! No atmosphere without an end: a planet that is opaque beyond five of its radii fails
//! ([`SimulationFailure::NoEnd`]), and so does a depth above one. No files, no threads, no random numbers, no instrument: it knows the tables it is given and returns the spectrum on their
//! cells. No scattering into the beam, no refraction; one dimension, hydrostatic, the terminator is the same all around but
//! for a share of cloud.

mod atmosphere;
mod cloud;
pub mod constants;
pub mod content;
pub mod digits;
mod failure;
mod interpolate;
pub mod lines;
mod model;
mod opacity;
mod parameters;
mod quadrature;
mod radiative_transfer;
mod simd;
mod species;
mod star;
pub mod units;

pub use atmosphere::{
    Atmosphere, GridError, PressureGrid,
    chemistry::{
        AbundanceProfile, Chemistry, ConstantVmr, FreeChemistry, TwoLayer, TwoLayerVmr,
        two_layer_vmr,
    },
    structure,
    temperature::{
        Guillot2010, MadhusudhanSeager2009, NodesError, PROFILES, PressureNodes, ProfileError,
        TemperatureProfile, guillot2010_temperature_k, madhusudhan_seager2009_temperature_k,
        nodes_temperature_k, profile,
    },
};
pub use cloud::{CLOUDS, Cloud, cloud};
pub use content::{Content, PHYSICS_VERSION};
pub use failure::SimulationFailure;
pub use interpolate::{Bracket, Interpolation, bracket};
pub use model::{
    Contribution, ContributionFunction, ForwardModel, Geometry, Ingredients, ModelConfig,
    ModelError, Workspace,
};
pub use opacity::{
    CiaTable, CrossSectionTable, KTable, LineTable, OpacityTable, Points, TableError, cells_touch,
    rayleigh_cross_section_m2, shared_edges, touching_cells,
};
pub use parameters::{Parameter, ParameterLayout, PlanetView, SystemParameter, ValueError};
pub use radiative_transfer::{SourceFunction, Work};
pub use species::{Species, UnknownSpecies};
pub use star::{
    ActiveRegion, Detected, Star, StarSpectrum, StarSpectrumError, Unocculted,
    contamination_factor, planck_w_per_m2_sr_per_cm,
};
