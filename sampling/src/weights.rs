//! Weights kept as logarithms.

/// `ln Σ eᵛ` without overflow; −∞ of nothing.
pub fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest.is_infinite() {
        return largest;
    }
    largest + values.map(|v| (v - largest).exp()).sum::<f64>().ln()
}

/// Weights that sum to one, or are all zero.
pub fn normalised(log_weights: &[f64]) -> Vec<f64> {
    let sum = log_sum_exp(log_weights.iter().copied());
    if sum == f64::NEG_INFINITY {
        return vec![0.0; log_weights.len()];
    }
    log_weights.iter().map(|w| (w - sum).exp()).collect()
}

/// How many equally weighted draws tell as much: `(Σ w)² / Σ w²` (Kish 1965); zero if all weights are.
pub fn effective_sample_size(log_weights: &[f64]) -> f64 {
    let largest = log_weights
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return 0.0;
    }
    let weights = log_weights.iter().map(|w| (w - largest).exp());
    let (sum, squares) = weights.fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    sum * sum / squares
}

/// Which of some shares a number from zero to their sum falls to; none if rounding has left it beyond all.
pub fn share_at(shares: impl IntoIterator<Item = f64>, mut rest: f64) -> Option<usize> {
    shares.into_iter().position(|share| {
        rest -= share;
        rest < 0.0
    })
}

/// Which draws `n` equally weighted ones are, each drawn as often as its weight asks for, rounded up or down by one and the
/// same `offset` in [0, 1): systematic resampling (Kitagawa 1996). Rising indices.
///
/// # Shapes
/// - `weights`: `[n_draws]`, summing to one; returns `[n]`
pub fn systematic_resampling(weights: &[f64], n: usize, offset: f64) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(n);
    let mut sum = 0.0;
    for (i, weight) in weights.iter().enumerate() {
        sum += weight;
        while chosen.len() < n && (chosen.len() as f64 + offset) / (n as f64) < sum {
            chosen.push(i);
        }
    }
    // Rounding may leave the sum a little below one.
    let last = weights.iter().rposition(|w| *w > 0.0).unwrap_or(0);
    chosen.resize(n, last);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effective_size_of_equal_weights_is_their_number_and_of_one_weight_one() {
        assert!((effective_sample_size(&[-1e4; 50]) - 50.0).abs() < 1e-9);
        assert!((effective_sample_size(&[0.0, f64::NEG_INFINITY]) - 1.0).abs() < 1e-12);
        assert_eq!(effective_sample_size(&[f64::NEG_INFINITY; 3]), 0.0);
    }

    #[test]
    fn resampling_takes_each_draw_as_often_as_its_weight_asks_for() {
        let chosen = systematic_resampling(&[0.5, 0.0, 0.3, 0.2], 10, 0.5);
        assert_eq!(chosen, [0, 0, 0, 0, 0, 2, 2, 2, 3, 3]);
    }
}
