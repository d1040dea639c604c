//! A haze whose cross section is a power of wavelength, tied to the Rayleigh scattering of H2.

use crate::{
    atmosphere::Atmosphere,
    lanes::Row,
    opacity::{Columns, Interpolation, Opacity, Stencil, UNIT_M2, rayleigh_cross_section_m2},
    species::Species,
    units::{per_cm_from_um, um_from_per_cm},
};

/// Name of the haze among the contributions.
pub(crate) const HAZE: &str = "haze";
/// Wavelength at which the enhancement is meant, µm.
const REFERENCE_WAVELENGTH_UM: f64 = 0.35;

/// A power-law haze, well mixed: `σ(λ) = enhancement · x(H2) · σ_H2(0.35 µm) · (λ / 0.35 µm)^slope` per molecule.
///
/// # Source
/// Lecavelier des Etangs et al. (2008, A&A 481, L83); as parameterised by MacDonald & Madhusudhan (2017, MNRAS 469, 1979).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Haze {
    /// Strength over the Rayleigh scattering of H2 at 0.35 µm.
    pub enhancement: f64,
    /// Exponent of the wavelength; −4 is Rayleigh's.
    pub slope: f64,
}

/// The haze on a model's columns: one row, log₂ of wavelength over its reference.
pub(crate) struct PowerLawHaze {
    rows: Vec<Row>,
    reference_cross_section_m2: f64,
}

impl PowerLawHaze {
    pub(crate) fn new(columns: &Columns) -> Self {
        let log_ratio = |per_cm: f64| (um_from_per_cm(per_cm) / REFERENCE_WAVELENGTH_UM).log2();
        let rows = columns.block_rows(1, |_, wavenumber_per_cm| log_ratio(wavenumber_per_cm));
        let reference_per_cm = per_cm_from_um(REFERENCE_WAVELENGTH_UM);
        let reference = rayleigh_cross_section_m2(Species::H2, reference_per_cm);
        Self {
            rows,
            reference_cross_section_m2: reference.unwrap_or(0.0),
        }
    }
}

impl Opacity for PowerLawHaze {
    fn name(&self) -> &str {
        HAZE
    }

    fn interpolation(&self) -> Interpolation {
        Interpolation::Log
    }

    fn stencil(&self, atmosphere: &Atmosphere, i_level: usize) -> Stencil {
        let haze = atmosphere.haze.unwrap_or(Haze {
            enhancement: 0.0,
            slope: 0.0,
        });
        let hydrogen = atmosphere.vmr(Species::H2, i_level);
        let amplitude_m2 = haze.enhancement * hydrogen * self.reference_cross_section_m2;
        Stencil::new(amplitude_m2 / UNIT_M2, &[(0, haze.slope)])
    }

    fn rows(&self, _i_chunk: usize, i_block: usize) -> &[Row] {
        &self.rows[i_block..=i_block]
    }
}
