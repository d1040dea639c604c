//! The spectrum of a black body.

use crate::constants::{FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR, SECOND_RADIATION_CONSTANT_CM_K};

/// Spectral radiance of a black body per wavenumber, W m⁻² sr⁻¹ per cm⁻¹:
/// `B(ν̃, T) = 2 h c² ν̃³ / (e^x − 1)`, `x = h c ν̃ / (k T)`.
///
/// The wavenumber, cm⁻¹, and the temperature, K, are positive. Exact to rounding for small `x`, zero where `e^x` overflows.
///
/// # Source
/// Planck's law; the constants are exact in the SI (2019).
pub fn planck_w_per_m2_sr_per_cm(wavenumber_per_cm: f64, temperature_k: f64) -> f64 {
    let x = SECOND_RADIATION_CONSTANT_CM_K * wavenumber_per_cm / temperature_k;
    FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR * wavenumber_per_cm.powi(3) / x.exp_m1()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::{BOLTZMANN_J_PER_K, LIGHT_SPEED_M_PER_S, STEFAN_BOLTZMANN_W_PER_M2_K4};
    use crate::units::per_m_from_per_cm;
    use std::f64::consts::PI;

    /// Simpson's rule in ln ν̃, `x` from 1e-6 to 100.
    fn total_radiance(temperature_k: f64) -> f64 {
        let per_cm_of_x = temperature_k / SECOND_RADIATION_CONSTANT_CM_K;
        let n_intervals = 2000;
        let step = 1e8f64.ln() / f64::from(n_intervals);
        let sum: f64 = (0..=n_intervals)
            .map(|i| {
                let per_cm = per_cm_of_x * 1e-6 * (step * f64::from(i)).exp();
                let weight = match i {
                    i if i == 0 || i == n_intervals => 1.0,
                    i if i % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                weight * per_cm * planck_w_per_m2_sr_per_cm(per_cm, temperature_k)
            })
            .sum();
        sum * step / 3.0
    }

    #[test]
    fn the_integral_over_wavenumber_is_stefan_boltzmanns_law() {
        for temperature_k in [100.0f64, 1000.0, 5772.0] {
            let expected = STEFAN_BOLTZMANN_W_PER_M2_K4 * temperature_k.powi(4) / PI;
            assert!((total_radiance(temperature_k) / expected - 1.0).abs() < 1e-9);
        }
    }

    /// Values of astropy 8.0.2, `BlackBody`, times c.
    #[test]
    fn it_matches_published_values() {
        let published = [
            (1000.0, 1000.0, 3.704_025_613_720_856_5),
            (10.0, 500.0, 4.079_815_028_405_904e-4),
            (30_000.0, 5485.0, 122.983_877_313_270_3),
            (5000.0, 300.0, 5.736_184_797_306_29e-8),
        ];
        for (per_cm, temperature_k, expected) in published {
            let found = planck_w_per_m2_sr_per_cm(per_cm, temperature_k);
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn long_waves_follow_rayleigh_and_jeans() {
        let (per_cm, temperature_k) = (1e-9, 1000.0);
        let per_m = per_m_from_per_cm(per_cm);
        let expected =
            100.0 * 2.0 * LIGHT_SPEED_M_PER_S * BOLTZMANN_J_PER_K * temperature_k * per_m * per_m;
        let found = planck_w_per_m2_sr_per_cm(per_cm, temperature_k);
        assert!((found / expected - 1.0).abs() < 1e-12);
    }

    #[test]
    fn short_waves_follow_wien_and_vanish_without_nan() {
        let (per_cm, temperature_k) = (50_000.0f64, 1000.0);
        let x = SECOND_RADIATION_CONSTANT_CM_K * per_cm / temperature_k;
        let expected = FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR * per_cm.powi(3) * (-x).exp();
        let found = planck_w_per_m2_sr_per_cm(per_cm, temperature_k);
        assert!((found / expected - 1.0).abs() < 1e-12);
        assert_eq!(planck_w_per_m2_sr_per_cm(50_000.0, 10.0), 0.0);
    }

    #[test]
    fn the_maximum_obeys_wiens_law() {
        let temperature_k = 1234.0;
        let peak_per_cm = 2.821_439_372_122_079 * temperature_k / SECOND_RADIATION_CONSTANT_CM_K;
        let at = |factor: f64| planck_w_per_m2_sr_per_cm(factor * peak_per_cm, temperature_k);
        assert!(at(1.0) > at(0.9999) && at(1.0) > at(1.0001));
    }
}
