//! A haze whose cross section is a power of wavelength, tied to the Rayleigh scattering of H2.

use super::kind::Cloud;
use crate::{
    atmosphere::Atmosphere,
    content::{Content, Listener},
    interpolate::Interpolation,
    opacity::{Opacity, Stencil, UNIT_M2, rayleigh_cross_section_m2},
    parameters::{Parameter, named},
    simd::{Columns, Row},
    species::Species,
    units::{per_cm_from_um, um_from_per_cm},
};

/// Wavelength at which the enhancement is meant, µm.
const REFERENCE_WAVELENGTH_UM: f64 = 0.35;
const NAME: &str = "haze";

/// A power-law haze, well mixed: `σ(λ) = enhancement · σ_H2(0.35 µm) · (λ / 0.35 µm)^slope` per molecule of the atmosphere,
/// whatever that is made of: the scattering of H2 is the unit of the strength, not what scatters. Two parameters: `log_haze_enhancement`, log₁₀ of the strength over the Rayleigh scattering of H2 at 0.35 µm, and
/// `haze_slope`, the exponent of the wavelength, −4 for Rayleigh's.
///
/// Its extinction takes light out of the beam; in emission it counts as absorption, that is, a dark haze.
///
/// # Source
/// Lecavelier des Etangs et al. (2008, A&A 481, L83); as parameterised by MacDonald & Madhusudhan (2017, MNRAS 469, 1979).
#[derive(Debug)]
pub struct Haze;

impl Content for Haze {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(NAME);
    }
}

impl Cloud for Haze {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<Parameter> {
        let meaning = "log10 of a factor over H2 Rayleigh scattering";
        let enhancement = Parameter::new("log_haze_enhancement", meaning, [-10.0, 15.0]);
        let meaning = "power of wavelength, -4 for Rayleigh";
        vec![
            enhancement.unit("log10").label("log₁₀ a_haze"),
            Parameter::new("haze_slope", meaning, [-20.0, 4.0]).label("haze slope"),
        ]
    }

    fn extinction(&self, columns: &Columns) -> Option<Box<dyn Opacity>> {
        Some(Box::new(PowerLaw::new(columns)))
    }
}

/// The haze on a model's columns: one row, log₂ of wavelength over its reference.
struct PowerLaw {
    rows: Vec<Row>,
    reference_cross_section_m2: f64,
}

impl PowerLaw {
    fn new(columns: &Columns) -> Self {
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

impl Opacity for PowerLaw {
    fn name(&self) -> &str {
        NAME
    }

    fn interpolation(&self) -> Interpolation {
        Interpolation::Log
    }

    fn stencil(&self, values: &[f64], _atmosphere: &Atmosphere, _i_level: usize) -> Stencil {
        let [log_enhancement, slope] = named(values);
        let amplitude_m2 = 10f64.powf(log_enhancement) * self.reference_cross_section_m2;
        Stencil::new(amplitude_m2 / UNIT_M2, &[(0, slope)])
    }

    fn rows(&self, _i_chunk: usize, i_block: usize) -> &[Row] {
        &self.rows[i_block..=i_block]
    }
}
