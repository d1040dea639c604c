//! From samples of the cross section inside a bin to its k-distribution.

use crate::interpolate::bracket;

/// One sample of a bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinSample {
    /// Cross section, m².
    pub cross_section_m2: f64,
    /// Share of the bin that it stands for; those of a bin add up to one.
    pub share: f64,
}

/// Sorts the samples of a bin (at least one) and writes the cross section at `g_samples` into `k_m2`, both `[n_g]`.
///
/// Between the sorted samples, each of which stands for the g in the middle of its share, k is interpolated linearly. The
/// last value is then set by [`keep_mean`].
pub fn k_distribution(
    samples: &mut [BinSample],
    g_samples: &[f64],
    g_weights: &[f64],
    k_m2: &mut [f64],
) {
    samples.sort_unstable_by(|a, b| a.cross_section_m2.total_cmp(&b.cross_section_m2));
    let mean_m2 = samples.iter().map(|s| s.share * s.cross_section_m2).sum();
    let mut below = 0.0;
    let middle_g = |sample: &BinSample| {
        below += sample.share;
        below - 0.5 * sample.share
    };
    let g_of_sample: Vec<f64> = samples.iter().map(middle_g).collect();
    for (k, g) in k_m2.iter_mut().zip(g_samples) {
        let place = bracket(&g_of_sample, *g);
        let [low, high] = [place.lower, place.upper].map(|i| samples[i].cross_section_m2);
        *k = low + place.fraction * (high - low);
    }
    keep_mean(k_m2, g_weights, mean_m2);
}

/// Changes the last value, or scales them all where it would fall below its neighbour, so that Σ w k is the mean: the
/// optically thin limit is exact however sharp the lines are.
pub fn keep_mean(k: &mut [f64], weights: &[f64], mean: f64) {
    let last = k.len() - 1;
    let others: f64 = k[..last].iter().zip(weights).map(|(k, w)| k * w).sum();
    let needed = (mean - others) / weights[last];
    if weights[last] > 0.0 && (last == 0 || needed >= k[last - 1]) {
        k[last] = needed;
        return;
    }
    let total = others + k[last] * weights[last];
    if total > 0.0 {
        k.iter_mut().for_each(|value| *value *= mean / total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: [f64; 4] = [0.1, 0.4, 0.7, 0.95];
    const WEIGHTS: [f64; 4] = [0.25, 0.3, 0.3, 0.15];

    fn distribution(samples: &[(f64, f64)]) -> [f64; 4] {
        let sample = |&(cross_section_m2, share)| BinSample {
            cross_section_m2,
            share,
        };
        let mut samples: Vec<BinSample> = samples.iter().map(sample).collect();
        let mut k = [0.0; 4];
        k_distribution(&mut samples, &G, &WEIGHTS, &mut k);
        k
    }

    #[test]
    fn a_constant_stays_constant_however_it_is_divided() {
        for samples in [&[(2.5, 1.0)][..], &[(2.5, 0.1), (2.5, 0.7), (2.5, 0.2)]] {
            assert!(
                distribution(samples)
                    .iter()
                    .all(|k| (k - 2.5).abs() < 1e-12)
            );
        }
    }

    #[test]
    fn a_linear_cross_section_is_its_own_distribution_in_any_order_and_division() {
        // σ = x on [0, 1]: k(g) = g, from uneven cells out of order.
        let mut samples: Vec<(f64, f64)> = (0..400)
            .map(|i| (f64::from(i) / 400.0).powi(2))
            .zip((1..=400).map(|i| (f64::from(i) / 400.0).powi(2)))
            .map(|(from, to)| (0.5 * (from + to), to - from))
            .collect();
        samples.reverse();
        let k = distribution(&samples);
        for (k, g) in k[..3].iter().zip(G) {
            assert!((k - g).abs() < 1e-10, "{k} {g}");
        }
        let mean: f64 = k.iter().zip(WEIGHTS).map(|(k, w)| k * w).sum();
        assert!((mean - 0.5).abs() < 1e-12);
    }
}
