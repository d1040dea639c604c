//! What is missing as lines of a few lower energies.

use super::missing::Missing;
use crate::coordinate_descent::not_negative;

/// Energies of the lower states of hot lines, cm⁻¹.
pub(super) const LOWER_ENERGY_PER_CM: [f64; N_ENERGIES] =
    [300.0, 1000.0, 2000.0, 3500.0, 5500.0, 8000.0];

/// Number of them.
pub(super) const N_ENERGIES: usize = 6;

/// Error of a fit relative to what is missing, beside the error relative to the reference.
const ERROR_OF_MISSING: f64 = 0.05;
/// Error relative to the reference.
const ERROR_OF_REFERENCE: f64 = 0.02;
/// Rounds of the fit.
const N_ROUNDS: usize = 20_000;

/// Strengths at 296 K, as means over the band, m², one for each of [`LOWER_ENERGY_PER_CM`] and none negative, whose sum at every
/// temperature is what is missing: least squares, each temperature with its error, by coordinate descent.
///
/// # Shapes
/// - `missing`: `[n_temperatures]`
/// - `factors`: `[n_temperatures][n_energies]`, S(T)/S(296 K)
pub(super) fn fit(missing: &[Missing], factors: &[[f64; N_ENERGIES]]) -> [f64; N_ENERGIES] {
    let mut largest = [0.0f64; N_ENERGIES];
    let rows: Vec<([f64; N_ENERGIES], f64)> = missing
        .iter()
        .zip(factors)
        .map(|(m, f)| weighted(m, f))
        .collect();
    for (row, _) in &rows {
        (0..N_ENERGIES).for_each(|i| largest[i] = largest[i].max(row[i]));
    }
    // Of a band in which the reference has nothing nothing is known.
    if largest.contains(&0.0) {
        return [0.0; N_ENERGIES];
    }
    let (mut square, mut product) = ([[0.0; N_ENERGIES]; N_ENERGIES], [0.0; N_ENERGIES]);
    for (row, wanted) in &rows {
        let scaled: [f64; N_ENERGIES] = std::array::from_fn(|i| row[i] / largest[i]);
        for i in 0..N_ENERGIES {
            product[i] += scaled[i] * wanted;
            (0..N_ENERGIES).for_each(|j| square[i][j] += scaled[i] * scaled[j]);
        }
    }
    let solution = not_negative(&square, &product, N_ROUNDS);
    std::array::from_fn(|i| solution[i] / largest[i])
}

/// Factors and what is missing, in units of the error.
fn weighted(missing: &Missing, factors: &[f64; N_ENERGIES]) -> ([f64; N_ENERGIES], f64) {
    let error_m2 =
        ERROR_OF_REFERENCE * missing.reference_m2 + ERROR_OF_MISSING * missing.missing_m2;
    // A mean of zero says nothing.
    let weight = if error_m2 > 0.0 { 1.0 / error_m2 } else { 0.0 };
    (factors.map(|f| weight * f), weight * missing.missing_m2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(temperature_k: f64) -> [f64; N_ENERGIES] {
        LOWER_ENERGY_PER_CM.map(|e| (-1.4388 * e * (1.0 / temperature_k - 1.0 / 296.0)).exp())
    }

    #[test]
    fn a_sum_of_two_energies_is_found_at_every_temperature() {
        let temperatures = [300.0, 700.0, 1000.0, 1400.0].map(factors);
        let sum = |f: &[f64; N_ENERGIES]| 1e-28 * f[2] + 1e-32 * f[4];
        let missing = temperatures.map(|f| Missing {
            reference_m2: 2.0 * sum(&f),
            missing_m2: sum(&f),
        });
        let found = fit(&missing, &temperatures);
        for f in &temperatures {
            let fitted: f64 = f.iter().zip(found).map(|(f, c)| f * c).sum();
            assert!((fitted / sum(f) - 1.0).abs() < 0.02, "{fitted} {}", sum(f));
        }
    }

    #[test]
    fn nothing_missing_is_no_lines() {
        let temperatures = [300.0, 1000.0].map(factors);
        let nothing = Missing {
            reference_m2: 1e-24,
            missing_m2: 0.0,
        };
        assert_eq!(fit(&[nothing; 2], &temperatures), [0.0; N_ENERGIES]);
        let empty = Missing {
            reference_m2: 0.0,
            ..nothing
        };
        assert_eq!(fit(&[empty; 2], &temperatures), [0.0; N_ENERGIES]);
    }
}
