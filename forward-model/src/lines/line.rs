//! One spectral line: as it is listed, and as it is at one temperature and pressure.

/// One spectral line as HITRAN lists it, at 296 K and 1 atm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Vacuum wavenumber, cm⁻¹.
    pub wavenumber_per_cm: f64,
    /// Intensity at 296 K for natural isotopic abundance, m² cm⁻¹ per molecule.
    pub intensity_m2_per_cm: f64,
    /// Energy of the lower state, cm⁻¹.
    pub lower_energy_per_cm: f64,
    /// Lorentz half width at half maximum in air at 296 K and 1 atm, cm⁻¹.
    pub air_half_width_per_cm: f64,
    /// The same in the pure gas, cm⁻¹.
    pub self_half_width_per_cm: f64,
    /// Exponent n of the width's temperature dependence (296 K / T)ⁿ.
    pub temperature_exponent: f64,
    /// Displacement of the line's centre by 1 atm of air, cm⁻¹.
    pub air_shift_per_cm: f64,
    /// Index into the species' [`isotopologues`](super::isotopologues).
    pub isotopologue: usize,
}

/// One line at one temperature and pressure, ready to be added to a [`NestedGrid`](super::NestedGrid).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapedLine {
    /// Centre, pressure shift included, cm⁻¹.
    pub centre_per_cm: f64,
    /// Strength, m² cm⁻¹ per molecule.
    pub strength_m2_per_cm: f64,
    /// Doppler 1/e half width, cm⁻¹.
    pub doppler_per_cm: f64,
    /// Lorentz half width at half maximum, cm⁻¹.
    pub lorentz_per_cm: f64,
}
