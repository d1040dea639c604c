//! What a forward model is made from, and what a planet is.

use std::sync::Arc;

use crate::{
    cloud::Haze,
    grid::PressureGrid,
    opacity::{CiaTable, Interpolation, OpacityTable},
    species::Species,
    temperature::Temperature,
};

/// Everything that stays the same from one spectrum to the next.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// Radius of the star, m.
    pub star_radius_m: f64,
    /// Mass of the planet, kg.
    pub planet_mass_kg: f64,
    /// Pressure at which the planet's radius is given, Pa.
    pub reference_pressure_pa: f64,
    /// The layers.
    pub pressure_grid: PressureGrid,
    /// Gases that fill up to one, in this ratio.
    pub background: Vec<(Species, f64)>,
    /// Line opacities, one per gas, all of one kind and on one grid of cells; their order is that of
    /// [`PlanetParameters::vmr`].
    pub opacities: Vec<Arc<OpacityTable>>,
    /// How the line opacities are interpolated.
    pub interpolation: Interpolation,
    /// Collision-induced absorption.
    pub cia: Vec<Arc<CiaTable>>,
    /// Whether all gases that have a Rayleigh cross section scatter.
    pub rayleigh: bool,
    /// Only the tables' cells that overlap this range, cm⁻¹, are computed.
    pub wavenumber_range_per_cm: [f64; 2],
}

/// What changes from one spectrum to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanetParameters {
    /// Radius at the reference pressure, m.
    pub radius_m: f64,
    /// Temperature profile.
    pub temperature: Temperature,
    /// Volume mixing ratio of each gas with opacity, in the order of [`ModelConfig::opacities`].
    pub vmr: Vec<f64>,
    /// Top of a grey cloud deck, Pa.
    pub cloud_top_pa: Option<f64>,
    /// A power-law haze.
    pub haze: Option<Haze>,
}

/// A model that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// There is no gas with line opacity, hence no cells to compute.
    #[error("the model has no opacity table, expected at least one")]
    NoOpacity,
    /// A gas has two tables, or is in the background too.
    #[error("{species} is given twice, expected once among the gases and the background")]
    SpeciesTwice {
        /// The gas.
        species: Species,
    },
    /// Cross sections and k-tables cannot be mixed, nor can grids.
    #[error(
        "the opacity table of {species} ({found}) does not match that of {expected_species} ({expected})"
    )]
    TablesDiffer {
        /// Gas whose table differs.
        species: Species,
        /// Its kind and grid.
        found: String,
        /// Gas of the first table.
        expected_species: Species,
        /// The first table's kind and grid.
        expected: String,
    },
    /// No cell of the tables is in the range.
    #[error("no cell between {} and {} cm⁻¹: the opacity tables reach from {} to {} cm⁻¹", range[0], range[1], table[0], table[1])]
    EmptyRange {
        /// The range that was asked for, cm⁻¹.
        range: [f64; 2],
        /// The range of the tables, cm⁻¹.
        table: [f64; 2],
    },
    /// A quantity must be a positive number.
    #[error("{quantity} is {found}, expected a positive number")]
    NotPositive {
        /// The quantity and its unit.
        quantity: &'static str,
        /// What was found.
        found: f64,
    },
}
