//! Hot lines that a line list lacks, from an Exo-Transmit table: how much, and where in a bin.
//!
//! *How much.* Exo-Transmit's cross sections are monochromatic samples, far apart next to a line at low pressure. At 100 bar
//! the lines are broad and the samples smooth, so that their mean over some twenty of them is the band's mean. What is
//! missing is a bin's own mean times what the ratio of that mean to ours exceeds one by. The ratio comes from windows on
//! either side. Its excess is noisy and what HITRAN lacks is not: over all temperatures the excess is fitted by Boltzmann
//! factors of energies above those of the listed lines, none of them negative, so that it grows smoothly and never falls.
//!
//! *Where.* Hot lines follow the bands and gaps of those that are listed, and crowd as it gets hotter. So the part of k that is
//! missing goes as k^α over a bin's distribution, α = `crowd_from_k` / T and at most one: all in proportion to k as long as it
//! is cold, ever smoother when it is hot. A smooth continuum (α = 0) would fill the gaps, through which the starlight comes.

use ndarray::{Array2, ArrayView1, ArrayViewMut1};

use crate::coordinate_descent::not_negative;

/// Width, relative to the wavenumber, of the window on either side in which both sources are averaged.
const WINDOW: f64 = 0.01;

/// Up to this temperature HITRAN's lists are complete and nothing is added, K.
const COMPLETE_TO_K: f64 = 300.0;

/// From this temperature on the whole excess is added, K.
const FULL_FROM_K: f64 = 500.0;

/// Energies of the missing lines' lower states above those of the listed lines, over Boltzmann's constant, K.
const EXTRA_ENERGY_K: [f64; 3] = [1000.0, 2000.0, 4000.0];

/// Rounds of the fit; it has converged long before.
const N_ROUNDS: usize = 5000;

/// Mean cross sections of the other source at 100 bar.
#[derive(Debug, Clone, Copy)]
pub struct HotSource<'a> {
    /// K, rising.
    pub temperature_k: &'a [f64],
    /// cm⁻¹, rising.
    pub wavenumber_per_cm: &'a [f64],
    /// m² per molecule, shape `[T, wavenumber]`.
    pub cross_section_m2: ndarray::ArrayView2<'a, f32>,
    /// Largest wavenumber at which the source is trusted, cm⁻¹.
    pub trusted_to_per_cm: f64,
}

/// Mean cross section of the lines that are missing, m² per molecule, shape `[T, bin]`, given our own lines' bin means at
/// 100 bar, `[T, bin]`.
pub fn missing_mean_m2(
    source: HotSource,
    temperature_k: &[f64],
    bin_edges_per_cm: &[f64],
    own_mean_m2: &Array2<f64>,
) -> Array2<f64> {
    let mut missing = Array2::zeros(own_mean_m2.dim());
    let first_hot = temperature_k.partition_point(|t| *t <= COMPLETE_TO_K);
    for (bin, mut missing) in missing.columns_mut().into_iter().enumerate() {
        let [from, to] = [bin_edges_per_cm[bin], bin_edges_per_cm[bin + 1]];
        if to > source.trusted_to_per_cm {
            continue;
        }
        let centre = (from * to).sqrt();
        let ratio = |i: usize| {
            let own = own_mean_m2.row(i);
            source.ratio_around(temperature_k[i], centre, bin_edges_per_cm, own)
        };
        let ratios: Vec<f64> = (first_hot..temperature_k.len()).map(ratio).collect();
        let excess = boltzmann_fit(&temperature_k[first_hot..], &ratios);
        for (i, excess) in (first_hot..).zip(excess) {
            let share = (temperature_k[i] - COMPLETE_TO_K) / (FULL_FROM_K - COMPLETE_TO_K);
            missing[i] = share.min(1.0) * excess * own_mean_m2[[i, bin]];
        }
    }
    missing
}

/// Adds lines of a mean cross section to the k of one bin (m², shape `[g]`), in proportion to k to the power of `exponent`.
pub fn add_in_shape(mut k_m2: ArrayViewMut1<f32>, g_weights: &[f64], mean_m2: f64, exponent: f64) {
    let shape: Vec<f64> = k_m2.iter().map(|k| f64::from(*k).powf(exponent)).collect();
    let shape_mean: f64 = shape.iter().zip(g_weights).map(|(s, w)| s * w).sum();
    for (k, shape) in k_m2.iter_mut().zip(shape) {
        let relative = if shape_mean > 0.0 {
            shape / shape_mean
        } else {
            1.0
        };
        *k += (mean_m2 * relative) as f32;
    }
}

/// What ratios exceed one by, fitted by Boltzmann factors of [`EXTRA_ENERGY_K`] with coefficients that are not negative: least
/// squares, every ratio with its own relative error, by coordinate descent.
fn boltzmann_fit(temperature_k: &[f64], ratios: &[f64]) -> Vec<f64> {
    // Relative to 1000 K, so that the coefficients are of one size.
    let factors = |t: &f64| EXTRA_ENERGY_K.map(|energy_k| (energy_k * (1e-3 - 1.0 / t)).exp());
    let (mut square, mut product) = ([[0.0; 3]; 3], [0.0; 3]);
    for (factors, ratio) in temperature_k.iter().map(factors).zip(ratios) {
        let weight = ratio.max(1.0).powi(-2);
        for i in 0..3 {
            product[i] += weight * factors[i] * (ratio - 1.0);
            for j in 0..3 {
                square[i][j] += weight * factors[i] * factors[j];
            }
        }
    }
    let coefficients = not_negative(&square, &product, N_ROUNDS);
    let sum = |t: &f64| -> f64 {
        factors(t)
            .iter()
            .zip(coefficients)
            .map(|(f, c)| f * c)
            .sum()
    };
    temperature_k.iter().map(sum).collect()
}

impl HotSource<'_> {
    /// Ratio of this source's mean to our own, the geometric mean of those in the windows below and above a wavenumber; one
    /// where we have nothing.
    fn ratio_around(
        &self,
        temperature_k: f64,
        centre_per_cm: f64,
        bin_edges_per_cm: &[f64],
        own_mean_m2: ArrayView1<f64>,
    ) -> f64 {
        let [low, high] = [1.0 - WINDOW, 1.0 + WINDOW].map(|part| part * centre_per_cm);
        let ratios = [[low, centre_per_cm], [centre_per_cm, high]].map(|window| {
            let own = window_mean(bin_edges_per_cm, own_mean_m2, window);
            if own > 0.0 {
                self.mean(temperature_k, window) / own
            } else {
                1.0
            }
        });
        (ratios[0] * ratios[1]).sqrt()
    }

    /// Mean over a window of wavenumbers; its logarithm is linear in 1/T between tabulated temperatures (clamped outside),
    /// as a Boltzmann factor's is.
    fn mean(&self, temperature_k: f64, window: [f64; 2]) -> f64 {
        let last = self.temperature_k.len() - 1;
        let above = self
            .temperature_k
            .partition_point(|t| *t < temperature_k)
            .min(last);
        let below = above.saturating_sub(1);
        let inverse = [
            self.temperature_k[below],
            temperature_k,
            self.temperature_k[above],
        ]
        .map(f64::recip);
        let weight = if above > below {
            ((inverse[0] - inverse[1]) / (inverse[0] - inverse[2])).clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.row_mean(below, window).powf(1.0 - weight) * self.row_mean(above, window).powf(weight)
    }

    /// Mean of one temperature's samples in a window, each counting for its share of the wavenumber axis.
    fn row_mean(&self, i_temperature: usize, window: [f64; 2]) -> f64 {
        let (mut sum, mut width) = (0.0, 0.0);
        let first = self.wavenumber_per_cm.partition_point(|w| *w < window[0]);
        let last = self.wavenumber_per_cm.partition_point(|w| *w <= window[1]);
        for i in first..last {
            sum += f64::from(self.cross_section_m2[[i_temperature, i]]) * self.wavenumber_per_cm[i];
            width += self.wavenumber_per_cm[i];
        }
        if width > 0.0 { sum / width } else { 0.0 }
    }
}

/// Mean of bin means over a window that cuts bins at its ends (and ends with the bins).
fn window_mean(edges: &[f64], means: ArrayView1<f64>, window: [f64; 2]) -> f64 {
    let (mut sum, mut width) = (0.0, 0.0);
    for (bin, mean) in edges.windows(2).zip(means) {
        let overlap = bin[1].min(window[1]) - bin[0].max(window[0]);
        if overlap > 0.0 {
            sum += overlap * mean;
            width += overlap;
        }
    }
    if width > 0.0 { sum / width } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array, array};

    const TEMPERATURE_K: [f64; 5] = [300.0, 400.0, 600.0, 800.0, 1000.0];

    /// What is missing at five temperatures from one bin whose own means these are; the source has 3e-26 m² everywhere.
    fn missing(own_m2: [f64; 5]) -> Vec<f64> {
        let wavenumber_per_cm = Array::linspace(1000.0, 2000.0, 500).to_vec();
        let cross_section_m2 = Array2::from_elem((2, 500), 3e-26f32);
        let source = HotSource {
            temperature_k: &[300.0, 1000.0],
            wavenumber_per_cm: &wavenumber_per_cm,
            cross_section_m2: cross_section_m2.view(),
            trusted_to_per_cm: 1900.0,
        };
        let own_mean_m2 = Array2::from_shape_vec((5, 1), own_m2.to_vec()).unwrap();
        let missing = missing_mean_m2(source, &TEMPERATURE_K, &[1500.0, 1506.0], &own_mean_m2);
        missing.column(0).to_vec()
    }

    #[test]
    fn missing_lines_of_one_energy_are_found_and_added_only_where_it_is_hot() {
        // Our lines lack 5 exp(−2000 K / T) of their own mean.
        let lack = TEMPERATURE_K.map(|t| 5.0 * (-2000.0 / t).exp());
        let own = lack.map(|lack| 3e-26 / (1.0 + lack));
        let share = [0.0, 0.5, 1.0, 1.0, 1.0];
        let found = missing(own);
        for i in 0..5 {
            let expected = share[i] * lack[i] * own[i];
            assert!(
                (found[i] - expected).abs() < 1e-3 * expected + 1e-32,
                "{found:?}"
            );
        }
    }

    #[test]
    fn nothing_is_added_where_nothing_is_missing() {
        assert_eq!(missing([4e-26; 5]), [0.0; 5]);
    }

    #[test]
    fn a_noisy_excess_never_falls_as_it_gets_hotter() {
        let own = [3e-26, 2e-26, 4e-26, 1.5e-26, 2.8e-26];
        let excess: Vec<f64> = missing(own)
            .iter()
            .zip(own)
            .map(|(m, own)| m / own)
            .collect();
        assert!(
            excess.windows(2).all(|pair| pair[0] <= pair[1]) && excess[4] > 0.1,
            "{excess:?}"
        );
    }

    #[test]
    fn the_mean_that_is_added_is_the_mean_that_was_missing_for_every_shape() {
        let weights = [0.25, 0.5, 0.25];
        for exponent in [0.0, 0.3, 1.0] {
            let mut k = array![1e-30f32, 1e-27, 1e-25];
            let mean = |k: &ndarray::Array1<f32>| -> f64 {
                k.iter().zip(weights).map(|(k, w)| f64::from(*k) * w).sum()
            };
            let before = mean(&k);
            add_in_shape(k.view_mut(), &weights, 2e-26, exponent);
            assert!(((mean(&k) - before) / 2e-26 - 1.0).abs() < 1e-5);
            assert!(k[0] < k[1] && k[1] < k[2]);
        }
        let mut in_proportion = array![1e-30f32, 1e-27, 1e-25];
        add_in_shape(in_proportion.view_mut(), &weights, 0.5 * 2.55e-26, 1.0);
        assert!((in_proportion[0] / 1.5e-30 - 1.0).abs() < 0.01);
    }
}
