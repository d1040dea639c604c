//! The star as a planet's spectrum needs it.

use std::sync::Arc;

use super::{
    planck::planck_w_per_m2_sr_per_cm,
    spectrum::{StarSpectrum, StarSpectrumError},
};
use crate::content::{Content, Listener};
use crate::units::um_from_per_cm;

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
    /// Radiance of the star's surface, flux over π, in W m⁻² sr⁻¹ per cm⁻¹: its mean over `points` with their weights, or
    /// the mean of its own spectrum between `bounds_per_cm`.
    ///
    /// # Errors
    /// [`StarSpectrumError::NotCovered`] if its own spectrum does not reach as far.
    pub(crate) fn radiance(
        &self,
        bounds_per_cm: [f64; 2],
        points: &[(f64, f64)],
    ) -> Result<f64, StarSpectrumError> {
        let Some(spectrum) = &self.spectrum else {
            let radiance = |(per_cm, weight): &(f64, f64)| {
                weight * planck_w_per_m2_sr_per_cm(*per_cm, self.temperature_k)
            };
            return Ok(points.iter().map(radiance).sum());
        };
        let [long_um, short_um] = bounds_per_cm.map(um_from_per_cm);
        let mean_w_per_m2_um = spectrum.mean_flux_w_per_m2_um(short_um, long_um)?;
        let um_over_per_cm = (long_um - short_um) / (bounds_per_cm[1] - bounds_per_cm[0]);
        Ok(mean_w_per_m2_um * um_over_per_cm / std::f64::consts::PI)
    }
}
