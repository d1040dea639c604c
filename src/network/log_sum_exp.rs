//! Sums of numbers that are known by their logarithms.

/// `ln Σ eᵛ` without overflow; −∞ for no values.
pub fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let highest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return highest;
    }
    highest + values.map(|v| (v - highest).exp()).sum::<f64>().ln()
}
