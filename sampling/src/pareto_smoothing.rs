//! Pareto-smoothed importance sampling: the largest weights replaced by what a heavy tail fitted to them leads to expect, and
//! how heavy that tail is.
//!
//! # Source
//! Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25, 72; the prior on k̂ is theirs.

use crate::generalised_pareto::GeneralisedPareto;
use crate::weights::log_sum_exp;

/// The shape up to which estimates by importance sampling are held to be reliable (the paper's general threshold).
pub const RELIABLE_PARETO_K: f64 = 0.7;

/// Below this a tail has too few weights to be fitted.
const FEWEST_IN_TAIL: usize = 5;
/// So many weights have no heavy tail …
const FEWEST_OF_NO_TAIL: usize = 1000;
/// … if the largest is below so many times their mean.
const LARGE: f64 = 3.0;
/// The prior on the shape counts as this many weights …
const PRIOR_COUNT: f64 = 10.0;
/// … of this shape.
const PRIOR_SHAPE: f64 = 0.5;

/// Smoothed weights.
#[derive(Debug, Clone, PartialEq)]
pub struct ParetoSmoothed {
    /// Logarithms of the weights, on the scale of those that were smoothed, none larger than their largest; shape `[n]`.
    pub log_weights: Vec<f64>,
    /// Shape of the tail, k̂: below [`RELIABLE_PARETO_K`] weighted means can be trusted; ∞ if there are too few weights.
    pub pareto_k: f64,
}

/// Smooths importance weights given as logarithms, of any scale; −∞ is a weight of zero.
///
/// For leave-one-out cross-validation the logarithm of a draw's weight is minus the log-likelihood of the datum left out, plus
/// the logarithm of the weight that the draw has already.
///
/// # Shapes
/// - `log_weights`: `[n]`
pub fn pareto_smoothed(log_weights: &[f64]) -> ParetoSmoothed {
    let mut smoothed = log_weights.to_vec();
    let pareto_k = smooth(&mut smoothed).unwrap_or(f64::INFINITY);
    ParetoSmoothed {
        log_weights: smoothed,
        pareto_k,
    }
}

/// The same for the weights of draws from a proposal, of which so many none of which is large have no heavy tail: a fit takes ties at its
/// cutoff, as of thinned draws, for one. They are left as they are, and k̂ is zero, the shape of a tail that ends.
///
/// A tail of shape 0.7 that begins at one and a half times the mean, half as wide as the mean, has a fifth of its weights above
/// [`LARGE`]: of the hundred or so that the tail of [`FEWEST_OF_NO_TAIL`] draws has, there is none with a probability of 1e-9.
pub fn draws_smoothed(log_weights: &[f64]) -> ParetoSmoothed {
    let n = log_weights.len();
    let largest = log_weights
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let mean = log_sum_exp(log_weights.iter().copied()) - (n as f64).ln();
    match n >= FEWEST_OF_NO_TAIL && largest - mean < LARGE.ln() {
        true => ParetoSmoothed {
            log_weights: log_weights.to_vec(),
            pareto_k: 0.0,
        },
        false => pareto_smoothed(log_weights),
    }
}

/// Smooths in place and returns the shape; none, and nothing changed, where no tail can be fitted.
fn smooth(log_weights: &mut [f64]) -> Option<f64> {
    let mut order: Vec<usize> = (0..log_weights.len()).collect();
    order.sort_by(|a, b| log_weights[*a].total_cmp(&log_weights[*b]));
    let largest = log_weights[*order.last()?];
    let cutoff = log_weights[order[order.len().checked_sub(tail_length(order.len()) + 1)?]];
    // A cutoff that underflows would make all differences from it the same.
    let cutoff = cutoff.max(largest + f64::MIN_POSITIVE.ln());
    let first = order.partition_point(|i| log_weights[*i] <= cutoff);
    let (tail, base) = (&order[first..], (cutoff - largest).exp());
    if tail.len() < FEWEST_IN_TAIL {
        return None;
    }
    let excess = |i: &usize| (log_weights[*i] - largest).exp() - base;
    let fit = GeneralisedPareto::fit(&tail.iter().map(excess).collect::<Vec<f64>>())?;
    let n = tail.len() as f64;
    let shape = (n * fit.shape + PRIOR_COUNT * PRIOR_SHAPE) / (n + PRIOR_COUNT);
    let expected = GeneralisedPareto { shape, ..fit };
    for (rank, i) in tail.iter().enumerate() {
        let quantile = expected.quantile((rank as f64 + 0.5) / n);
        log_weights[*i] = largest + (quantile + base).ln().min(0.0);
    }
    Some(shape)
}

/// How many of `n` weights make up the tail.
fn tail_length(n: usize) -> usize {
    let n = n as f64;
    (0.2 * n).min(3.0 * n.sqrt()).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logarithms of the quantiles of a Pareto distribution at points that fill [0, 1] evenly but in no order.
    fn pareto_weights(n: usize, shape: f64) -> Vec<f64> {
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        (0..n)
            .map(|i| -shape * (-((i as f64 + 0.5) * golden).fract()).ln_1p())
            .collect()
    }

    fn assert_close(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs(),
            "{found} is not {expected}"
        );
    }

    /// k̂, the sum of the smoothed weights and the logarithms of the largest and the third largest, by `psislw` of ArviZ 0.23.4.
    #[test]
    fn smoothed_weights_are_those_of_arviz() {
        let cases = [
            (
                1000,
                0.6,
                [
                    0.6319258995911871,
                    2451.0558549144525,
                    4.6494999341913585,
                    3.6376844770373795,
                ],
            ),
            (
                400,
                0.2,
                [
                    0.21964992934412578,
                    499.07994531736335,
                    1.2288363900251154,
                    1.0203650951214212,
                ],
            ),
            (
                5000,
                1.1,
                [
                    1.0668383764497553,
                    84198.59650064856,
                    9.934598194092159,
                    8.24557103032135,
                ],
            ),
        ];
        for (n, shape, [pareto_k, sum, largest, third]) in cases {
            let smoothed = pareto_smoothed(&pareto_weights(n, shape));
            assert_close(smoothed.pareto_k, pareto_k);
            assert_close(smoothed.log_weights.iter().map(|w| w.exp()).sum(), sum);
            let mut sorted = smoothed.log_weights;
            sorted.sort_by(f64::total_cmp);
            assert_close(sorted[n - 1], largest);
            assert_close(sorted[n - 3], third);
        }
    }

    #[test]
    fn the_scale_of_the_weights_is_kept() {
        let weights = pareto_weights(500, 0.4);
        let tiny: Vec<f64> = weights.iter().map(|w| w - 5000.0).collect();
        let (expected, found) = (pareto_smoothed(&weights), pareto_smoothed(&tiny));
        assert!((expected.pareto_k - found.pareto_k).abs() < 1e-6);
        for (expected, found) in expected.log_weights.iter().zip(found.log_weights) {
            assert!((expected - 5000.0 - found).abs() < 1e-6);
        }
    }

    #[test]
    fn weights_of_zero_stay_zero() {
        let mut weights = pareto_weights(500, 0.4);
        weights[7] = f64::NEG_INFINITY;
        let smoothed = pareto_smoothed(&weights);
        assert_eq!(smoothed.log_weights[7], f64::NEG_INFINITY);
        assert!(smoothed.pareto_k.is_finite());
    }

    /// Nearly equal weights, hundreds of which all but tie where the tail begins, with some above: a heavy tail by the fit. With one
    /// large weight among them, or of few, the fit counts.
    #[test]
    fn weights_none_of_which_is_large_have_no_heavy_tail() {
        let weight = |i: usize| match i % 40 {
            0..10 => 0.2 + 1e-8 * i as f64,
            10 => 0.2 + 1e-4 * i as f64,
            _ => -0.3 - 1e-4 * i as f64,
        };
        let mut weights: Vec<f64> = (0..3000).map(weight).collect();
        assert!(pareto_smoothed(&weights).pareto_k > RELIABLE_PARETO_K);
        let smoothed = draws_smoothed(&weights);
        assert_eq!((smoothed.pareto_k, &smoothed.log_weights), (0.0, &weights));
        weights[1] = 4.0;
        assert_eq!(draws_smoothed(&weights), pareto_smoothed(&weights));
        let few = &weights[200..900];
        assert_eq!(draws_smoothed(few), pareto_smoothed(few));
    }

    #[test]
    fn too_few_or_equal_weights_are_left_alone() {
        for weights in [
            vec![],
            vec![0.0],
            pareto_weights(9, 0.5),
            vec![1.0; 300],
            vec![f64::NEG_INFINITY; 300],
        ] {
            let smoothed = pareto_smoothed(&weights);
            assert_eq!(smoothed.log_weights, weights);
            assert_eq!(smoothed.pareto_k, f64::INFINITY);
        }
    }
}
