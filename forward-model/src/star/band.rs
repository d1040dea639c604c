//! Light over a band of wavelengths: what is added up, and where it is sampled.

use crate::quadrature::gauss_legendre;
use crate::{
    constants::SECOND_RADIATION_CONSTANT_CM_K,
    content::{Content, Listener},
};

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

/// Temperature for which means over bands are exact to 3e-4; of warmer bodies they are so to less.
const COLD_K: f64 = 300.0;

/// Wavenumbers, cm⁻¹, and weights, as many as the bounds' black bodies need, of a mean between two bounds, cm⁻¹, rising.
pub(super) fn points_between(bounds_per_cm: [f64; 2]) -> Vec<(f64, f64)> {
    points_of_rule(n_points(bounds_per_cm), bounds_per_cm)
}

/// The same of a given number of points.
pub(super) fn points_of_rule(n_points: usize, [low, high]: [f64; 2]) -> Vec<(f64, f64)> {
    gauss_legendre(n_points)
        .map(|(x, weight)| (low + x * (high - low), weight))
        .collect()
}

/// Number of points by which a black body's mean between two bounds, cm⁻¹, rising, is exact to 3e-4 at [`COLD_K`]. An
/// exponential over `z` of its scales needs a point for every 2.7 of them, and a narrow band no more than its middle.
pub(super) fn n_points([low, high]: [f64; 2]) -> usize {
    let scales = SECOND_RADIATION_CONSTANT_CM_K * (high - low) / COLD_K;
    if scales < 0.085 && high - low < 0.06 * low {
        return 1;
    }
    2 + ((scales - 0.45) / 2.7).ceil().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::star::planck_w_per_m2_sr_per_cm;

    /// Against 2,000 midpoints, from narrow bands to ones from which the black body falls by 40 powers of e.
    #[test]
    fn means_of_black_bodies_are_exact() {
        for (temperature_k, tolerance) in [(300.0, 3.2e-4), (500.0, 1e-4), (3000.0, 1e-4)] {
            for low in [50.0, 400.0, 1000.0, 3000.0, 10_101.0] {
                for width in [0.5, 4.0, 20.0, 90.0, 300.0, 700.0, 2000.0, 6566.0, 9000.0] {
                    let at = |per_cm: f64| planck_w_per_m2_sr_per_cm(per_cm, temperature_k);
                    let points = points_between([low, low + width]);
                    let found: f64 = points.iter().map(|(x, weight)| weight * at(*x)).sum();
                    let middle = |i: i32| low + width * (f64::from(i) + 0.5) / 2000.0;
                    let expected = (0..2000).map(|i| at(middle(i))).sum::<f64>() / 2000.0;
                    let error = (found / expected - 1.0).abs();
                    assert!(
                        error < tolerance,
                        "{temperature_k} K, {low} + {width} cm⁻¹: {error:e}"
                    );
                }
            }
        }
    }
}
