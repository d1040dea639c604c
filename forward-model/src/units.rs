//! The only conversions between the field's units and SI.

use crate::constants::{JUPITER_MASS_KG, JUPITER_RADIUS_M, SOLAR_RADIUS_M, STANDARD_ATMOSPHERE_PA};

/// Pressure in bar → Pa.
pub fn pa_from_bar(pressure_bar: f64) -> f64 {
    1e5 * pressure_bar
}

/// Pressure in Pa → bar.
pub fn bar_from_pa(pressure_pa: f64) -> f64 {
    pressure_pa / 1e5
}

/// Pressure in mbar → Pa.
pub fn pa_from_mbar(pressure_mbar: f64) -> f64 {
    100.0 * pressure_mbar
}

/// Pressure in standard atmospheres → Pa.
pub fn pa_from_atm(pressure_atm: f64) -> f64 {
    STANDARD_ATMOSPHERE_PA * pressure_atm
}

/// Wavelength in m → wavenumber in cm⁻¹.
pub fn per_cm_from_m(wavelength_m: f64) -> f64 {
    0.01 / wavelength_m
}

/// Wavelength in µm → wavenumber in cm⁻¹; the same function leads back.
pub fn per_cm_from_um(wavelength_um: f64) -> f64 {
    1e4 / wavelength_um
}

/// Wavenumber in cm⁻¹ → wavelength in µm.
pub fn um_from_per_cm(wavenumber_per_cm: f64) -> f64 {
    1e4 / wavenumber_per_cm
}

/// Wavelength in µm → m.
pub fn m_from_um(wavelength_um: f64) -> f64 {
    1e-6 * wavelength_um
}

/// Wavelength in µm → Å.
pub fn angstrom_from_um(wavelength_um: f64) -> f64 {
    1e4 * wavelength_um
}

/// Wavenumber in cm⁻¹ → m⁻¹.
pub fn per_m_from_per_cm(wavenumber_per_cm: f64) -> f64 {
    100.0 * wavenumber_per_cm
}

/// Wavenumber, or width of a line, in m⁻¹ → cm⁻¹.
pub fn per_cm_from_per_m(wavenumber_per_m: f64) -> f64 {
    0.01 * wavenumber_per_m
}

/// Radii of Jupiter → m.
pub fn m_from_jupiter_radii(radius_rjup: f64) -> f64 {
    JUPITER_RADIUS_M * radius_rjup
}

/// Masses of Jupiter → kg.
pub fn kg_from_jupiter_masses(mass_mjup: f64) -> f64 {
    JUPITER_MASS_KG * mass_mjup
}

/// Radii of the Sun → m.
pub fn m_from_solar_radii(radius_rsun: f64) -> f64 {
    SOLAR_RADIUS_M * radius_rsun
}

/// Mass in g → kg.
pub fn kg_from_g(mass_g: f64) -> f64 {
    1e-3 * mass_g
}

/// Cross section in cm² → m²; equally HITRAN's line intensity in cm per molecule → m² cm⁻¹.
pub fn m2_from_cm2(cross_section_cm2: f64) -> f64 {
    1e-4 * cross_section_cm2
}

/// Cross section in m² → cm².
pub fn cm2_from_m2(cross_section_m2: f64) -> f64 {
    1e4 * cross_section_m2
}

/// Collision-induced absorption coefficient in cm⁵ per molecule² → m⁵.
pub fn m5_from_cm5(coefficient_cm5: f64) -> f64 {
    1e-10 * coefficient_cm5
}

/// Depth, or any other dimensionless number, in parts per million → the number itself.
pub fn number_from_ppm(depth_ppm: f64) -> f64 {
    1e-6 * depth_ppm
}

/// Depth, or any other dimensionless number → parts per million.
pub fn ppm_from_number(depth: f64) -> f64 {
    1e6 * depth
}
