//! The standard normal distribution.

use statrs::function::erf::{erfc, erfc_inv};

/// Probabilities nearer to 0 or 1 than this are moved to it: θ is stored in single precision,
/// so a draw may lie a rounding error outside its prior.
const SMALLEST_PROBABILITY: f64 = 1e-7;

/// Φ(z), the standard normal's cumulative probability.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// Φ⁻¹(u), with `u` kept [`SMALLEST_PROBABILITY`] away from 0 and 1.
pub(super) fn normal_quantile(u: f64) -> f64 {
    unbounded_normal_quantile(u.clamp(SMALLEST_PROBABILITY, 1.0 - SMALLEST_PROBABILITY))
}

/// Φ⁻¹(u), infinite at 0 and 1.
pub(super) fn unbounded_normal_quantile(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz & Stegun, Table 26.1: Φ(1) and Φ(2).
    #[test]
    fn normal_cdf_matches_the_published_table() {
        approx::assert_abs_diff_eq!(normal_cdf(1.0), 0.841_344_746_068_543, epsilon = 1e-10);
        approx::assert_abs_diff_eq!(normal_cdf(2.0), 0.977_249_868_051_821, epsilon = 1e-10);
        approx::assert_abs_diff_eq!(normal_quantile(0.841_344_746_068_543), 1.0, epsilon = 1e-9);
    }
}
