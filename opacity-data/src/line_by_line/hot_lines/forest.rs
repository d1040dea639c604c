//! How dense the hot lines of a gas are, and how unlike each other.

use forward_model::Species;

/// Lines that are added to a list at most, but for the rounding of each window to whole lines.
pub(super) const MOST_LINES: f64 = 300_000.0;

/// Wavenumber at which a density is stated, cm⁻¹.
const STATED_AT_PER_CM: f64 = 3000.0;

/// The random lines of a gas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Forest {
    /// Lines per cm⁻¹ at 3000 cm⁻¹, of all lower energies together.
    density_per_cm: f64,
    /// By which power of the wavenumber the density falls: one is so many in every Doppler width.
    falls_by: f64,
    /// Power of an exponentially distributed number that makes a strength: one is that distribution, more is broader.
    pub breadth: f64,
}

impl Forest {
    /// Calibrated by k at g = 0.3 and 0.6 of HITEMP for H2O and CH4, CO2 and CO (photochem), and of ExoMol for the others
    /// (Exo-FMS), at 700 and 1000 K. Lists of CH4 and its like are so dense that as many lines as can be afforded are not too many.
    pub fn of(gas: Species) -> Self {
        let (density_per_cm, falls_by, breadth) = match gas {
            Species::H2O => (18.0, 0.5, 1.7),
            Species::CO2 | Species::CH4 => (110.0, 1.0, 1.0),
            Species::CO => (3.0, 0.0, 2.0),
            Species::HCN => (9.0, 0.5, 1.0),
            Species::SO2 => (60.0, 0.5, 1.0),
            _ => (27.0, 0.5, 1.0),
        };
        Self {
            density_per_cm,
            falls_by,
            breadth,
        }
    }

    /// Lines per cm⁻¹ at a wavenumber.
    pub fn lines_per_cm(&self, wavenumber_per_cm: f64) -> f64 {
        self.density_per_cm * (wavenumber_per_cm / STATED_AT_PER_CM).powf(-self.falls_by)
    }
}
