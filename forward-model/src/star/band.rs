//! Light over a band of wavelengths: what is added up, and where it is sampled.

use crate::content::{Content, Listener};

/// What a detector adds up over a band, and so by what a mean over the band weighs its wavelengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detected {
    /// Photons, as the detectors of telescopes do.
    #[default]
    Photons,
    /// Their energy.
    Energy,
}

impl Content for Detected {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(match self {
            Self::Photons => "photons",
            Self::Energy => "energy",
        });
    }
}

impl Detected {
    /// What a unit of energy counts at a wavenumber, cm⁻¹, but for a factor that is the same everywhere.
    pub(super) fn of_energy(self, wavenumber_per_cm: f64) -> f64 {
        match self {
            Self::Photons => 1.0 / wavenumber_per_cm,
            Self::Energy => 1.0,
        }
    }
}

/// Gauss–Legendre points and weights on 0 … 1.
const POINTS: [(f64, f64); 3] = [
    (0.112_701_665_379_258_3, 5.0 / 18.0),
    (0.5, 8.0 / 18.0),
    (0.887_298_334_620_741_7, 5.0 / 18.0),
];

/// Wavenumbers, cm⁻¹, and weights of a mean between two bounds, cm⁻¹, rising.
pub(super) fn points_between([low, high]: [f64; 2]) -> [(f64, f64); 3] {
    POINTS.map(|(x, weight)| (low + x * (high - low), weight))
}
