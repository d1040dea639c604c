//! What a forward model is made from.

use std::sync::Arc;

use super::ingredients::Ingredients;
use crate::{
    atmosphere::PressureGrid,
    content::{Content, Listener},
    interpolate::Interpolation,
    opacity::{CiaTable, OpacityTable},
    radiative_transfer::SourceFunction,
    species::Species,
    star::{Detected, Star, StarSpectrumError},
};

/// How the planet is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometry {
    /// Starlight through the limb: the transit depth `(R_p / R_⋆)²`.
    Transmission,
    /// The dayside's own light: the eclipse depth `F_p / F_⋆`.
    Emission(SourceFunction),
}

impl Geometry {
    /// What a spectrum is: `transit depth` or `eclipse depth`.
    pub fn quantity(self) -> &'static str {
        match self {
            Self::Transmission => "transit depth",
            Self::Emission(_) => "eclipse depth",
        }
    }
}

/// Everything that stays the same from one spectrum to the next.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// How the planet is seen.
    pub geometry: Geometry,
    /// The star.
    pub star: Star,
    /// What a mean over wavelengths is a mean of: that of a k-table's cell in emission, and [`ForwardModel::star_light`].
    ///
    /// [`ForwardModel::star_light`]: super::ForwardModel::star_light
    pub detected: Detected,
    /// Mass of the planet, kg.
    pub planet_mass_kg: f64,
    /// Pressure at which the planet's radius is given, Pa.
    pub reference_pressure_pa: f64,
    /// The layers.
    pub pressure_grid: PressureGrid,
    /// Profiles, clouds, stellar surface: what the parameters belong to.
    pub ingredients: Ingredients,
    /// Gases that fill up to one, in this ratio.
    pub background: Vec<(Species, f64)>,
    /// Line opacities, one for each gas of the chemistry, all of one kind and on one grid of cells.
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

impl Content for Geometry {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(self.quantity());
        if let Self::Emission(source_function) = self {
            source_function.tell(listener);
        }
    }
}

impl Content for ModelConfig {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            geometry,
            star,
            detected,
            planet_mass_kg,
            reference_pressure_pa,
            pressure_grid,
            ingredients,
            background,
            opacities,
            interpolation,
            cia,
            rayleigh,
            wavenumber_range_per_cm,
        } = self;
        geometry.tell(listener);
        star.tell(listener);
        detected.tell(listener);
        listener.doubles(&[*planet_mass_kg, *reference_pressure_pa]);
        pressure_grid.tell(listener);
        ingredients.tell(listener);
        background.tell(listener);
        opacities.tell(listener);
        interpolation.tell(listener);
        cia.tell(listener);
        rayleigh.tell(listener);
        listener.doubles(wavenumber_range_per_cm);
    }
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
    /// The tables are not those of the chemistry's gases.
    #[error(
        "found opacity tables of {found}, expected one for each gas of the chemistry: {expected}"
    )]
    GasesDiffer {
        /// The tables' gases.
        found: String,
        /// The chemistry's gases.
        expected: String,
    },
    /// The star's spectrum does not cover the cells.
    #[error("the star's spectrum {0}")]
    StarSpectrum(#[from] StarSpectrumError),
    /// A quantity must be a positive number.
    #[error("{quantity} is {found}, expected a positive number")]
    NotPositive {
        /// The quantity and its unit.
        quantity: &'static str,
        /// What was found.
        found: f64,
    },
}
