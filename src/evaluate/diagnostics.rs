//! Published diagnostics of posteriors whose truth is known; plain arrays in, numbers out.

/// Share of the truths' variance that the estimates explain: `R² = 1 − Σ(truth − estimate)² / Σ(truth − mean)²`.
///
/// # Shapes
/// - `truth`, `estimate`: `[n]`
pub fn r_squared(truth: &[f64], estimate: &[f64]) -> f64 {
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let total: f64 = truth.iter().map(|t| (t - mean).powi(2)).sum();
    let left: f64 = truth
        .iter()
        .zip(estimate)
        .map(|(t, e)| (t - e).powi(2))
        .sum();
    1.0 - left / total
}

/// Share of truths inside the central interval that holds `level` of the posterior.
///
/// # Shapes
/// - `ranks`: `[n]`, the share of each posterior below its truth
pub fn coverage(ranks: &[f64], level: f64) -> f64 {
    let inside = ranks
        .iter()
        .filter(|rank| (**rank - 0.5).abs() <= 0.5 * level);
    inside.count() as f64 / ranks.len() as f64
}

/// How many ranks fall into each of `n_bars` equal parts of the unit interval.
pub fn rank_histogram(ranks: &[f64], n_bars: usize) -> Vec<usize> {
    let mut histogram = vec![0; n_bars];
    for rank in ranks {
        histogram[((rank * n_bars as f64) as usize).min(n_bars - 1)] += 1;
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_squared_of_the_truth_is_one_and_of_the_mean_zero() {
        let truth = [1.0, 2.0, 6.0];
        assert_eq!(r_squared(&truth, &truth), 1.0);
        assert_eq!(r_squared(&truth, &[3.0; 3]), 0.0);
    }

    #[test]
    fn uniform_ranks_cover_every_level() {
        let ranks: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        for level in [0.2, 0.68, 0.95] {
            assert!((coverage(&ranks, level) - level).abs() < 2e-3);
        }
        assert_eq!(rank_histogram(&ranks, 4), [250; 4]);
    }
}
