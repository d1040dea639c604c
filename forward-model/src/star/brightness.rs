//! The temperature that a planet's light has.

use super::{
    band::{Detected, points_between},
    spectrum::StarSpectrumError,
    surface::{Star, black_body},
};

/// Temperatures that are looked at, K.
const RANGE_K: [f64; 2] = [1.0, 1e5];

impl Star {
    /// Brightness temperature of a planet, K: that of the black body whose mean radiance between two wavenumbers, cm⁻¹,
    /// rising, counted as `detected`, is `radiance_ratio` times the star's. For an eclipse depth the ratio is `δ / (R_p/R_⋆)²`. None if no black
    /// body from 1 to 100,000 K has it, because the ratio is not positive, say.
    ///
    /// # Errors
    /// [`StarSpectrumError::NotCovered`] if the star's own spectrum does not reach as far; [`StarSpectrumError::Dark`] if the
    /// star has no light there.
    pub fn brightness_temperature_k(
        &self,
        bounds_per_cm: [f64; 2],
        radiance_ratio: f64,
        detected: Detected,
    ) -> Result<Option<f64>, StarSpectrumError> {
        let points = points_between(bounds_per_cm);
        let wanted = radiance_ratio * self.radiance(bounds_per_cm, &points, detected)?;
        let exceeds = |temperature_k: f64| black_body(temperature_k, &points, detected) > wanted;
        let [mut below_k, mut above_k] = RANGE_K;
        if !wanted.is_finite() || wanted <= 0.0 || exceeds(below_k) || !exceeds(above_k) {
            return Ok(None);
        }
        // Radiance rises with temperature: fifty halvings of the logarithm's range are exact to rounding.
        for _ in 0..50 {
            let middle_k = (below_k * above_k).sqrt();
            match exceeds(middle_k) {
                true => above_k = middle_k,
                false => below_k = middle_k,
            }
        }
        Ok(Some((below_k * above_k).sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::star::planck_w_per_m2_sr_per_cm;

    fn star() -> Star {
        Star {
            radius_m: 1.0,
            temperature_k: 5000.0,
            spectrum: None,
        }
    }

    #[test]
    fn as_bright_as_the_star_is_as_hot_as_the_star() {
        let found = star().brightness_temperature_k([2000.0, 9000.0], 1.0, Detected::Photons);
        assert!((found.unwrap().unwrap() / 5000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_black_body_has_its_own_temperature_in_narrow_and_broad_bins() {
        for bounds in [[2000.0, 2001.0], [1900.0, 2700.0], [6000.0, 6200.0]] {
            for temperature_k in [900.0, 1700.0, 2900.0] {
                let mean = |temperature_k: f64| -> f64 {
                    let n = 2000;
                    let at = |i: i32| {
                        let share = (f64::from(i) + 0.5) / f64::from(n);
                        let per_cm = bounds[0] + share * (bounds[1] - bounds[0]);
                        planck_w_per_m2_sr_per_cm(per_cm, temperature_k)
                    };
                    (0..n).map(at).sum()
                };
                let ratio = mean(temperature_k) / mean(5000.0);
                let found = star().brightness_temperature_k(bounds, ratio, Detected::Energy);
                let found_k = found.unwrap().unwrap();
                assert!((found_k / temperature_k - 1.0).abs() < 1e-4, "{found_k}");
            }
        }
    }

    #[test]
    fn no_light_has_no_temperature() {
        for ratio in [0.0, -1e-3, f64::NAN, f64::INFINITY] {
            let found = star().brightness_temperature_k([2000.0, 2100.0], ratio, Detected::Energy);
            assert_eq!(found.unwrap(), None, "{ratio}");
        }
    }
}
