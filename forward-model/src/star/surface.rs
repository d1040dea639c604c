//! The star as a planet's spectrum needs it.

use std::sync::Arc;

use super::{
    band::{Detected, points_between},
    planck::planck_w_per_m2_sr_per_cm,
    spectrum::{StarSpectrum, StarSpectrumError},
};
use crate::content::{Content, Listener};
use crate::units::um_from_per_cm;

/// Radiance, W m⁻² sr⁻¹ per cm⁻¹, below which a surface is dark: no star has so little where anything is observed, and
/// single precision cannot divide by it.
const DARK: f64 = 1e-30;

/// Size and light of a star.
#[derive(Debug, Clone)]
pub struct Star {
    /// Radius, m.
    pub radius_m: f64,
    /// Effective temperature, K: that of the black body the star shines as where it has no spectrum of its own.
    pub temperature_k: f64,
    /// Flux from its surface, if known better.
    pub spectrum: Option<Arc<StarSpectrum>>,
}

impl Content for Star {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            radius_m,
            temperature_k,
            spectrum,
        } = self;
        listener.doubles(&[*radius_m, *temperature_k]);
        spectrum.tell(listener);
    }
}

impl Star {
    /// Light of a unit of the surface between two wavenumbers, cm⁻¹, rising: energy in W m⁻² sr⁻¹, or photons in a unit that
    /// is the same for all bands.
    ///
    /// # Errors
    /// [`StarSpectrumError::NotCovered`] if its own spectrum does not reach as far; [`StarSpectrumError::Dark`] if there is
    /// no light.
    pub fn light(
        &self,
        bounds_per_cm: [f64; 2],
        detected: Detected,
    ) -> Result<f64, StarSpectrumError> {
        let points = points_between(bounds_per_cm);
        let mean = self.radiance(bounds_per_cm, &points, detected)?;
        Ok((bounds_per_cm[1] - bounds_per_cm[0]) * mean)
    }

    /// Radiance of the star's surface, flux over π, per cm⁻¹ and counted as `detected`: its mean over `points` with their
    /// weights, or the mean of its own spectrum between `bounds_per_cm`.
    ///
    /// # Errors
    /// As [`light`](Self::light).
    pub(super) fn radiance(
        &self,
        bounds_per_cm: [f64; 2],
        points: &[(f64, f64)],
        detected: Detected,
    ) -> Result<f64, StarSpectrumError> {
        let [long_um, short_um] = bounds_per_cm.map(um_from_per_cm);
        let radiance = match &self.spectrum {
            Some(spectrum) => {
                let mean_per_um = spectrum.mean_detected(short_um, long_um, detected)?;
                let um_over_per_cm = (long_um - short_um) / (bounds_per_cm[1] - bounds_per_cm[0]);
                mean_per_um * um_over_per_cm / std::f64::consts::PI
            }
            None => black_body(self.temperature_k, points, detected),
        };
        match radiance > DARK {
            true => Ok(radiance),
            false => Err(StarSpectrumError::Dark { short_um, long_um }),
        }
    }
}

/// Mean radiance of a black body over points with their weights, counted as `detected`.
pub(super) fn black_body(temperature_k: f64, points: &[(f64, f64)], detected: Detected) -> f64 {
    let radiance = |(per_cm, weight): &(f64, f64)| {
        weight * detected.of_energy(*per_cm) * planck_w_per_m2_sr_per_cm(*per_cm, temperature_k)
    };
    points.iter().map(radiance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn star(spectrum: Option<StarSpectrum>) -> Star {
        Star {
            radius_m: 1.0,
            temperature_k: 5000.0,
            spectrum: spectrum.map(Arc::new),
        }
    }

    /// `∫ B dν` and `∫ B / ν dν` by 20,000 midpoints, over a cell and over one twenty times as broad.
    #[test]
    fn the_light_of_a_black_body_is_the_integral_over_the_band() {
        for ([low, high], tolerance) in [([6000.0, 6025.0], 1e-9), ([5000.0, 5500.0], 1e-8)] {
            for detected in [Detected::Photons, Detected::Energy] {
                let step = (high - low) / 20_000.0;
                let at = |i: i32| {
                    let per_cm = low + (f64::from(i) + 0.5) * step;
                    let energy = planck_w_per_m2_sr_per_cm(per_cm, 5000.0);
                    match detected {
                        Detected::Photons => energy / per_cm,
                        Detected::Energy => energy,
                    }
                };
                let expected: f64 = step * (0..20_000).map(at).sum::<f64>();
                let found = star(None).light([low, high], detected).unwrap();
                let error = found / expected - 1.0;
                assert!(error.abs() < tolerance, "{detected:?}: {error:e}");
            }
        }
    }

    /// A flux of `5 − λ` W m⁻² µm⁻¹ between 1 and 3 µm: `∫ F dλ` is 6, and `∫ F λ dλ` is 20 − 26/3.
    #[test]
    fn the_light_of_a_tabulated_star_is_the_integral_over_the_band() {
        let line = StarSpectrum::new(vec![0.5, 2.0, 4.0], vec![4.5, 3.0, 1.0]).unwrap();
        let star = star(Some(line));
        let light = |detected| star.light([1e4 / 3.0, 1e4], detected).unwrap();
        let energy = std::f64::consts::PI * light(Detected::Energy);
        assert!((energy / 6.0 - 1.0).abs() < 1e-12, "{energy}");
        // Per wavenumber in cm⁻¹, which is 1e4 / λ with λ in µm.
        let photons = 1e4 * std::f64::consts::PI * light(Detected::Photons);
        let expected = 20.0 - 26.0 / 3.0;
        assert!((photons / expected - 1.0).abs() < 1e-12, "{photons}");
    }

    #[test]
    fn a_star_without_light_in_a_band_is_an_error() {
        let mut star = star(None);
        star.temperature_k = 30.0;
        let found = star.light([20_000.0, 20_100.0], Detected::Photons);
        assert!(matches!(found, Err(StarSpectrumError::Dark { .. })));
    }
}
