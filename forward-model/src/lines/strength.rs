//! How a line's strength changes with temperature.

use crate::constants::{HITRAN_TEMPERATURE_K, SECOND_RADIATION_CONSTANT_CM_K};

/// S(T)/S(296 K) of a line, without the ratio of the partition sums:
/// Boltzmann population of the lower state times the stimulated-emission term.
///
/// # Source
/// Gordon et al. (2022), JQSRT 277, 107949 (HITRAN2020), the definition of the intensity's temperature dependence.
pub fn strength_ratio(wavenumber_per_cm: f64, lower_energy_per_cm: f64, temperature_k: f64) -> f64 {
    let c2 = SECOND_RADIATION_CONSTANT_CM_K;
    let inverse_difference = 1.0 / temperature_k - 1.0 / HITRAN_TEMPERATURE_K;
    let emission = |t: f64| -(-c2 * wavenumber_per_cm / t).exp_m1();
    (-c2 * lower_energy_per_cm * inverse_difference).exp() * emission(temperature_k)
        / emission(HITRAN_TEMPERATURE_K)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_is_unchanged_at_the_reference_temperature() {
        assert_eq!(strength_ratio(2000.0, 500.0, HITRAN_TEMPERATURE_K), 1.0);
    }

    #[test]
    fn hot_lines_grow_with_temperature_by_the_boltzmann_factor() {
        let ratio =
            strength_ratio(20_000.0, 3000.0, 1000.0) / strength_ratio(20_000.0, 0.0, 1000.0);
        let expected = (-1.438_776_877_503_933 * 3000.0 * (1.0 / 1000.0 - 1.0 / 296.0f64)).exp();
        assert!((ratio / expected - 1.0).abs() < 1e-12);
    }
}
