//! The errors and gaps that spectra are trained with: of many shapes, so that one network serves them all.

use ndarray::ArrayViewMut1;
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;
use statrs::function::erf::erfc;

use super::is_enough;

/// Share of the training spectra whose errors are all larger or smaller by one factor.
const EVEN_SHARE: f64 = 0.5;
/// Share of the training spectra that lack bins.
const GAP_SHARE: f64 = 0.3;
/// Largest rate at which single bins are missing.
const MOST_SINGLE: f64 = 0.3;
/// Bins correlate over at least so many.
const SHORTEST_BINS: f64 = 0.3;

/// Draws by which factor each σ is larger. Its logarithm is uniform between those of the bounds in every bin; from bin to bin it is
/// the same, or changes over a length that is drawn, too, from less than a bin to all bins.
pub(super) fn draw_factors(mut factors: ArrayViewMut1<f32>, bounds: [f64; 2], rng: &mut impl Rng) {
    let [low, high] = bounds.map(f64::ln);
    let kept = match rng.random_bool(EVEN_SHARE) {
        true => 1.0,
        false => (-1.0 / log_uniform([SHORTEST_BINS, factors.len() as f64 + 1.0], rng)).exp(),
    };
    let mut normal: f64 = rng.sample(StandardNormal);
    for factor in &mut factors {
        let below = 0.5 * erfc(-normal / std::f64::consts::SQRT_2);
        *factor = (low + (high - low) * below).exp() as f32;
        if kept < 1.0 {
            let fresh: f64 = rng.sample(StandardNormal);
            normal = kept * normal + (1.0 - kept * kept).sqrt() * fresh;
        }
    }
}

/// Draws which bins are missing, and calls their factors infinite: none as a rule; else single ones, and as often as not a run of up to
/// a quarter of all.
pub(super) fn draw_gaps(mut factors: ArrayViewMut1<f32>, rng: &mut impl Rng) {
    if !rng.random_bool(GAP_SHARE) {
        return;
    }
    let n_bins = factors.len();
    let least = 0.5 / n_bins as f64;
    let rate = log_uniform([least, MOST_SINGLE.max(least)], rng);
    let run = match rng.random_bool(0.5) {
        true => {
            let start = rng.random_range(0..n_bins);
            start..start + rng.random_range(0..=n_bins / 4)
        }
        false => 0..0,
    };
    let is_missing = |bin: &usize| rng.random_bool(rate) || run.contains(bin);
    let missing: Vec<usize> = (0..n_bins).filter(is_missing).collect();
    if is_enough(n_bins, missing.len()) {
        missing
            .into_iter()
            .for_each(|bin| factors[bin] = f32::INFINITY);
    }
}

fn log_uniform(bounds: [f64; 2], rng: &mut impl Rng) -> f64 {
    let [low, high] = bounds.map(f64::ln);
    rng.random_range(low..=high).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use ndarray::Array1;

    /// 4000 draws. A mean of numbers between −1 and 1 of standard deviation 1/√3 is known to 0.009, of which five are 0.046; a share to
    /// 0.008 at most.
    #[test]
    fn factors_are_log_uniform_in_every_bin_and_often_even() {
        let mut rng = Seed(4).rng(Purpose::Noise, 0);
        let (mut n_even, mut sums) = (0.0, [0.0; 2]);
        let mut factors = Array1::zeros(7);
        for _ in 0..4000 {
            draw_factors(factors.view_mut(), [0.5, 2.0], &mut rng);
            assert!(factors.iter().all(|f| (0.499..=2.001).contains(f)));
            let [first, last] = [factors[0], factors[6]];
            n_even += f64::from(u8::from(factors.iter().all(|f| *f == first)));
            for (sum, factor) in sums.iter_mut().zip([first, last]) {
                *sum += f64::from(factor.log2());
            }
        }
        assert!((n_even / 4000.0 - EVEN_SHARE).abs() < 0.04, "{n_even}");
        assert!(
            sums.iter().all(|sum| (sum / 4000.0).abs() < 0.046),
            "{sums:?}"
        );
    }

    #[test]
    fn gaps_leave_half_of_the_bins_and_are_drawn_for_any_number_of_them() {
        let mut rng = Seed(5).rng(Purpose::Noise, 0);
        for n_bins in [1, 2, 3, 59, 374] {
            let mut n_missing = || {
                let mut factors = Array1::ones(n_bins);
                draw_gaps(factors.view_mut(), &mut rng);
                factors.iter().filter(|factor| factor.is_infinite()).count()
            };
            let draws: Vec<usize> = (0..2000).map(|_| n_missing()).collect();
            assert!(draws.iter().all(|n| 2 * n <= n_bins));
            let n_with = draws.iter().filter(|n| **n > 0).count();
            assert!(n_with < 750, "{n_with}");
            assert_eq!(n_with > 0, n_bins > 1);
        }
    }
}
