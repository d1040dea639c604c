//! What weighted samples of one quantity say: quantiles, mean, variance, effective number. There is one rule and one pair
//! of levels for tables, figures and files alike.
//!
//! Only the ratios of the weights matter, and a sample of twice the weight counts like one that is there twice.

use ndarray::{Array2, ArrayView1, ArrayView2};

/// Probabilities at the ends of the central 68 % interval.
pub const LEVELS_68: [f64; 2] = [0.16, 0.84];
/// Probabilities at the ends of the central 95 % interval.
pub const LEVELS_95: [f64; 2] = [0.025, 0.975];
/// Probabilities at a lower and at an upper limit that hold 95 % on one side.
pub const LIMITS_95: [f64; 2] = [0.05, 0.95];

/// The values below which the shares `levels` of the weight lie; NaN without samples of positive weight.
///
/// The quantile function stays at a sample as long as its weight lasts, but for ramps to both neighbours: a ramp takes half
/// of the lighter one's weight from either side, and the half of it that would lead beyond the outermost samples is cut
/// off. Samples of equal weight are thereby interpolated linearly, as numpy does it (Hyndman & Fan 1996, definition 7).
///
/// # Shapes
/// - `values`, `weights`: `[n]`; weights are finite and not negative
pub fn weighted_quantiles<const N: usize>(
    values: ArrayView1<f64>,
    weights: &[f64],
    levels: [f64; N],
) -> [f64; N] {
    let corners = quantile_corners(&distinct(values, weights));
    levels.map(|level| interpolate(&corners, level))
}

/// [`weighted_quantiles`] of every column.
///
/// # Shapes
/// - `values`: `[n, columns]`; `weights`: `[n]`; returns `[N, columns]`
pub fn column_quantiles<const N: usize>(
    values: ArrayView2<f64>,
    weights: &[f64],
    levels: [f64; N],
) -> Array2<f64> {
    let mut quantiles = Array2::zeros((N, values.ncols()));
    for (column, mut target) in values.columns().into_iter().zip(quantiles.columns_mut()) {
        target.assign(&ArrayView1::from(&weighted_quantiles(
            column, weights, levels,
        )));
    }
    quantiles
}

/// Pairs of value and weight, values rising; equal samples are one, those without weight none.
fn distinct(values: ArrayView1<f64>, weights: &[f64]) -> Vec<(f64, f64)> {
    let pairs = values.iter().copied().zip(weights.iter().copied());
    let mut pairs: Vec<(f64, f64)> = pairs.filter(|(_, weight)| *weight > 0.0).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs.dedup_by(|next, kept| {
        let is_equal = next.0 == kept.0;
        kept.1 += if is_equal { next.1 } else { 0.0 };
        is_equal
    });
    pairs
}

/// The corners of the quantile function, pairs of weight passed and value: where it reaches and where it leaves a sample.
fn quantile_corners(samples: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let ramp = |i: usize| samples[i].1.min(samples[i + 1].1);
    let last_ramp = samples.len().saturating_sub(2);
    let (mut passed, mut corners) = (0.0, Vec::with_capacity(2 * samples.len()));
    for (i, &(value, weight)) in samples.iter().enumerate() {
        corners.push((passed, value));
        if samples.len() > 1 {
            let (before, after) = (ramp(i.saturating_sub(1)), ramp(i.min(last_ramp)));
            passed += weight - 0.5 * (before + after);
            corners.push((passed, value));
            passed += after;
        }
    }
    corners
}

fn interpolate(corners: &[(f64, f64)], level: f64) -> f64 {
    let Some(&(total, largest)) = corners.last() else {
        return f64::NAN;
    };
    let passed = level * total;
    let above = corners.partition_point(|(corner, _)| *corner <= passed);
    match (corners.get(above.wrapping_sub(1)), corners.get(above)) {
        (Some((start, below)), Some((end, above))) => {
            below + (passed - start) / (end - start) * (above - below)
        }
        _ => largest,
    }
}

/// Weighted mean.
///
/// # Shapes
/// - `values`, `weights`: `[n]`
pub fn mean(values: ArrayView1<f64>, weights: &[f64]) -> f64 {
    let sum: f64 = values.iter().zip(weights).map(|(x, w)| w * x).sum();
    sum / weights.iter().sum::<f64>()
}

/// Weighted variance about the weighted mean, that of the distribution in which each sample has the share of its weight.
///
/// # Shapes
/// - `values`, `weights`: `[n]`
pub fn variance(values: ArrayView1<f64>, weights: &[f64]) -> f64 {
    let mean = mean(values, weights);
    let squares = values.mapv(|value| (value - mean).powi(2));
    self::mean(squares.view(), weights)
}

/// Effective number of samples, `(Σw)² / Σw²`.
///
/// # Source
/// Kish (1965), Survey Sampling.
pub fn effective_sample_size(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    sum * sum / weights.iter().map(|w| w * w).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array, aview1};

    const LEVELS: [f64; 9] = [0.0, 0.025, 0.16, 0.3, 0.5, 0.7, 0.84, 0.975, 1.0];

    fn quantiles(values: &[f64], weights: &[f64]) -> [f64; 9] {
        weighted_quantiles(aview1(values), weights, LEVELS)
    }

    fn assert_close(found: [f64; 9], expected: [f64; 9]) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    /// Definition 7: the sample of rank `p (n − 1)`, counted from zero.
    #[test]
    fn equal_weights_are_interpolated_linearly() {
        let expected = [1.0, 1.05, 1.32, 1.8, 3.0, 3.8, 5.8, 8.5, 9.0];
        for weight in [1.0, 0.3] {
            assert_close(
                quantiles(&[3.0, 1.0, 4.0, 1.5, 9.0], &[weight; 5]),
                expected,
            );
        }
    }

    #[test]
    fn twice_the_weight_is_the_sample_twice() {
        let values = [0.3, -1.0, 2.0, 0.9, 0.1];
        for i in 0..5 {
            let (mut twice, mut weights) = (values.to_vec(), [1.0, 0.2, 3.0, 0.7, 1.0].to_vec());
            twice.push(values[i]);
            let listed: Vec<f64> = weights.iter().copied().chain([weights[i]]).collect();
            weights[i] *= 2.0;
            let (weighted, twice) = ((aview1(&values), &weights), (aview1(&twice), &listed));
            assert_close(
                quantiles(&values, &weights),
                weighted_quantiles(twice.0, twice.1, LEVELS),
            );
            for of in [mean, variance] {
                assert!((of(weighted.0, weighted.1) - of(twice.0, twice.1)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_sample_that_holds_most_of_the_weight_is_the_central_interval() {
        let [lower, median, upper] = weighted_quantiles(
            aview1(&[0.0, 1.0, 2.0]),
            &[1.0, 98.0, 1.0],
            [0.16, 0.5, 0.84],
        );
        assert_eq!([lower, median, upper], [1.0; 3]);
    }

    #[test]
    fn quantiles_rise_and_mirror() {
        let (values, weights) = ([0.3, -1.0, 2.0, 0.9], [1e-3, 0.2, 3.0, 0.7]);
        let found = quantiles(&values, &weights);
        assert!(found.windows(2).all(|pair| pair[0] <= pair[1]));
        let mut mirrored = quantiles(&values.map(|v| -v), &weights).map(|v| -v);
        mirrored.reverse();
        assert_close(found, mirrored);
    }

    #[test]
    fn weights_of_zero_and_lone_samples_do_no_harm() {
        assert_eq!(quantiles(&[5.0, 1.0], &[2.0, 0.0]), [5.0; 9]);
        assert!(quantiles(&[], &[]).iter().all(|value| value.is_nan()));
        let alone = aview1(&[5.0]);
        assert_eq!((mean(alone, &[0.1]), variance(alone, &[0.1])), (5.0, 0.0));
    }

    #[test]
    fn the_variance_is_that_of_the_weighted_distribution() {
        let (values, weights) = (array![0.0, 1.0], [1.0, 3.0]);
        assert_eq!(mean(values.view(), &weights), 0.75);
        assert_eq!(variance(values.view(), &weights), 0.1875);
        let ramp = Array1::linspace(0.0, 1.0, 1001);
        assert!((variance(ramp.view(), &[2.0; 1001]) - 1.0 / 12.0).abs() < 1e-3);
    }

    #[test]
    fn the_effective_number_counts_equal_samples_and_one_of_all_weight() {
        assert!((effective_sample_size(&[0.3; 7]) - 7.0).abs() < 1e-12);
        assert_eq!(effective_sample_size(&[1.0, 0.0, 0.0]), 1.0);
    }
}
