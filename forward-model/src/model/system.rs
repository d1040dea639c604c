//! The numbers of planet and star that one spectrum is a function of.

use crate::star::PlanckRows;

/// The numbers of planet and star that a spectrum is a function of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct System {
    pub planet_mass_kg: f64,
    /// At the reference pressure.
    pub planet_radius_m: f64,
    pub star_radius_m: f64,
    pub star_temperature_k: f64,
}

/// What cells emit over the light of a star of some temperature.
#[derive(Debug, Clone)]
pub(crate) struct PlanckOfStar {
    pub star_temperature_k: f64,
    pub rows: PlanckRows,
}
