//! Widths of lines: Doppler, pressure (in an H2/He atmosphere, from widths in air) and both together.

use super::line::Line;
use super::molecule::Molecule;
use crate::{
    constants::{HITRAN_PRESSURE_PA, HITRAN_TEMPERATURE_K},
    species::Species,
};

/// √(2 N_A k)/c for molar masses in g/mol (CODATA 2018).
const DOPPLER: f64 = 4.301_415_418e-7;

/// How widths in air become widths in the atmosphere at hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Broadening {
    /// Factor on the width in air.
    pub air_width_factor: f64,
}

impl Broadening {
    /// Widths as HITRAN gives them for air.
    pub const AIR: Self = Self {
        air_width_factor: 1.0,
    };

    /// One factor a gas for an atmosphere of hydrogen and helium, 0.8547 to 0.1453 by volume, from the list of molecules; the
    /// width in air for a gas that is not in it. The temperature exponent stays that of air.
    pub fn in_hydrogen_helium(gas: Species) -> Self {
        let factor = Molecule::of(gas).map(|molecule| molecule.hydrogen_helium_width_factor);
        Self {
            air_width_factor: factor.unwrap_or(1.0),
        }
    }
}

/// Doppler 1/e half width of a line, cm⁻¹: ν/c √(2kT/m).
pub fn doppler_half_width_per_cm(
    wavenumber_per_cm: f64,
    temperature_k: f64,
    molar_mass_g: f64,
) -> f64 {
    DOPPLER * wavenumber_per_cm * (temperature_k / molar_mass_g).sqrt()
}

/// Lorentz half width at half maximum of a line, cm⁻¹: γ_air · factor · P/1 atm · (296 K/T)ⁿ.
///
/// # Source
/// Gordon et al. (2022), JQSRT 277, 107949, for the pressure and temperature dependence.
pub fn lorentz_half_width_per_cm(
    line: &Line,
    broadening: Broadening,
    pressure_pa: f64,
    temperature_k: f64,
) -> f64 {
    let at_temperature = (HITRAN_TEMPERATURE_K / temperature_k).powf(line.temperature_exponent);
    line.air_half_width_per_cm * broadening.air_width_factor * at_temperature * pressure_pa
        / HITRAN_PRESSURE_PA
}

/// Half width at half maximum of a Voigt profile, cm⁻¹, within 0.02 %.
///
/// # Source
/// Olivero & Longbothum (1977), JQSRT 17, 233.
pub fn voigt_half_width_per_cm(doppler_per_cm: f64, lorentz_per_cm: f64) -> f64 {
    let gauss_squared = doppler_per_cm * doppler_per_cm * std::f64::consts::LN_2;
    0.5346 * lorentz_per_cm + (0.2166 * lorentz_per_cm * lorentz_per_cm + gauss_squared).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::LIGHT_SPEED_M_PER_S;

    #[test]
    fn doppler_width_is_the_thermal_speed_over_the_speed_of_light() {
        let speed = (2.0 * 8.314_462_618 * 300.0 / 0.018f64).sqrt();
        let expected = 3000.0 * speed / LIGHT_SPEED_M_PER_S;
        let width = doppler_half_width_per_cm(3000.0, 300.0, 18.0);
        assert!((width / expected - 1.0).abs() < 1e-6, "{width} {expected}");
    }

    #[test]
    fn voigt_width_has_the_right_limits() {
        assert!((voigt_half_width_per_cm(0.0, 0.1) - 0.1).abs() < 1e-5);
        assert!((voigt_half_width_per_cm(1.0, 0.0) - std::f64::consts::LN_2.sqrt()).abs() < 1e-12);
    }
}
