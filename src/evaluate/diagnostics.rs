//! Published diagnostics of posteriors whose truth is known; plain arrays in, numbers out.

use statrs::distribution::{ChiSquared, ContinuousCDF};

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

/// Root of the mean squared difference between truths and estimates.
///
/// # Shapes
/// - `truth`, `estimate`: `[n]`
pub fn rmse(truth: &[f64], estimate: &[f64]) -> f64 {
    let squares = truth.iter().zip(estimate).map(|(t, e)| (t - e).powi(2));
    (squares.sum::<f64>() / truth.len() as f64).sqrt()
}

/// Share of numbers that are at most `level`: of uniform ones as many as that.
pub fn share_up_to(values: &[f64], level: f64) -> f64 {
    let below = values.iter().filter(|value| **value <= level);
    below.count() as f64 / values.len() as f64
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

/// Pearson's χ² of bars that should be equally high, and the probability that it is as large by chance.
pub fn uniformity(histogram: &[usize]) -> (f64, f64) {
    let expected = histogram.iter().sum::<usize>() as f64 / histogram.len() as f64;
    let terms = histogram
        .iter()
        .map(|n| (*n as f64 - expected).powi(2) / expected);
    let chi2 = terms.sum();
    let free = ChiSquared::new(histogram.len() as f64 - 1.0).expect("there are two bars at least");
    (chi2, free.sf(chi2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of 8, 12, 10 and 10: (4 + 4) / 10, and of three degrees of freedom 0.849 by the closed form
    /// `erfc(√(x/2)) + √(2x/π) e^(−x/2)`.
    #[test]
    fn bars_are_compared_with_equal_ones() {
        assert_eq!(uniformity(&[10; 4]), (0.0, 1.0));
        let (chi2, p) = uniformity(&[8, 12, 10, 10]);
        let x: f64 = 0.8;
        let tail = (2.0 * x / std::f64::consts::PI).sqrt() * (-0.5 * x).exp();
        let exact = statrs::function::erf::erfc((0.5 * x).sqrt()) + tail;
        assert!(
            (chi2 - x).abs() < 1e-12 && (p - exact).abs() < 1e-9,
            "{p} {exact}"
        );
        assert!(uniformity(&[100, 0, 0, 0]).1 < 1e-9);
    }

    #[test]
    fn estimates_that_are_off_by_three_and_four_have_their_root_mean_square() {
        assert!((rmse(&[1.0, 2.0], &[4.0, -2.0]) - 12.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(share_up_to(&[0.1, 0.2, 0.3, 0.9], 0.3), 0.75);
    }

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
