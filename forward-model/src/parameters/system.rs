//! What is known of a planet and its star beforehand, where it is a parameter and not the same in every spectrum of a model.

use super::parameter::Parameter;

/// A number of the planet or the star that a model is else made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemParameter {
    /// Mass of the planet: `planet_mass_mjup`.
    PlanetMass,
    /// Radius of the star: `star_radius_rsun`.
    StarRadius,
    /// Effective temperature of the star: `star_temperature_k`.
    StarTemperature,
}

impl SystemParameter {
    /// All of them, in the order of a model's values.
    pub const ALL: [Self; 3] = [Self::PlanetMass, Self::StarRadius, Self::StarTemperature];

    /// Its name, unit and label, and what is plausible.
    pub fn parameter(self) -> Parameter {
        match self {
            // From a tenth of Pluto to the Sun.
            Self::PlanetMass => {
                Parameter::new("planet_mass_mjup", "Jupiter masses", [1e-6, 1050.0])
                    .unit("M_Jup")
                    .label("M")
            }
            // From a tenth of a white dwarf to the largest supergiants.
            Self::StarRadius => Parameter::new("star_radius_rsun", "solar radii", [1e-3, 3000.0])
                .unit("R_Sun")
                .label("R_star"),
            // From a brown dwarf to the hottest white dwarfs.
            Self::StarTemperature => Parameter::new("star_temperature_k", "kelvin", [500.0, 250e3])
                .unit("K")
                .label("T_star"),
        }
    }
}
