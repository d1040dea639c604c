//! Hot lines that a line list lacks, as a smooth pseudo-continuum from an Exo-Transmit table.
//!
//! Exo-Transmit's cross sections are monochromatic samples, far apart next to a line at low pressure. At 100 bar the lines
//! are broad and the samples smooth, so that their mean over some twenty of them is the band's mean; what it exceeds the
//! mean of our lines by is added to k at every pressure and g.

use ndarray::Array2;

/// Width, relative to the wavenumber, of the window on either side in which both sources are averaged.
const WINDOW: f64 = 0.01;

/// Up to this temperature HITRAN's lists are complete and nothing is added, K.
const COMPLETE_TO_K: f64 = 300.0;

/// From this temperature on the whole excess is added, K.
const FULL_FROM_K: f64 = 500.0;

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

/// The continuum to add, m² per molecule, shape `[T, bin]`, given our own lines' bin means at 100 bar, `[T, bin]`.
pub fn pseudo_continuum(
    source: HotSource,
    temperature_k: &[f64],
    bin_edges_per_cm: &[f64],
    own_mean_m2: &Array2<f64>,
) -> Array2<f64> {
    Array2::from_shape_fn(own_mean_m2.dim(), |(i_temperature, bin)| {
        let centre = (bin_edges_per_cm[bin] * bin_edges_per_cm[bin + 1]).sqrt();
        let share = (temperature_k[i_temperature] - COMPLETE_TO_K) / (FULL_FROM_K - COMPLETE_TO_K);
        if share <= 0.0 || bin_edges_per_cm[bin + 1] > source.trusted_to_per_cm {
            return 0.0;
        }
        let temperature_k = temperature_k[i_temperature];
        let own = own_mean_m2.row(i_temperature);
        let excess = |window| {
            (source.mean(temperature_k, window) - window_mean(bin_edges_per_cm, own, window))
                .max(0.0)
        };
        let [below, above] = [
            [centre * (1.0 - WINDOW), centre],
            [centre, centre * (1.0 + WINDOW)],
        ]
        .map(excess);
        share.min(1.0) * smooth(below, above)
    })
}

/// Between the arithmetic and the geometric mean of the excesses on either side: where both agree it is their mean, at
/// the foot of a strong band the band leaks less into its neighbour, and noise on one side counts less.
fn smooth(below: f64, above: f64) -> f64 {
    ((below * above).sqrt() * 0.5 * (below + above)).sqrt()
}

impl HotSource<'_> {
    /// Mean over a window of wavenumbers, linear in temperature between tabulated ones (clamped outside).
    fn mean(&self, temperature_k: f64, window: [f64; 2]) -> f64 {
        let last = self.temperature_k.len() - 1;
        let above = self
            .temperature_k
            .partition_point(|t| *t < temperature_k)
            .min(last);
        let below = above.saturating_sub(1);
        let span = self.temperature_k[above] - self.temperature_k[below];
        let weight = if span > 0.0 {
            (temperature_k - self.temperature_k[below]) / span
        } else {
            0.0
        };
        let weight = weight.clamp(0.0, 1.0);
        self.row_mean(below, window) * (1.0 - weight) + self.row_mean(above, window) * weight
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
fn window_mean(edges: &[f64], means: ndarray::ArrayView1<f64>, window: [f64; 2]) -> f64 {
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
    use ndarray::Array;

    fn continuum(temperature_k: f64, own_m2: f64) -> f64 {
        let wavenumber_per_cm = Array::linspace(1000.0, 2000.0, 500).to_vec();
        let cross_section_m2 = Array2::from_elem((2, 500), 3e-26f32);
        let source = HotSource {
            temperature_k: &[300.0, 1000.0],
            wavenumber_per_cm: &wavenumber_per_cm,
            cross_section_m2: cross_section_m2.view(),
            trusted_to_per_cm: 1900.0,
        };
        let own_mean_m2 = Array2::from_elem((1, 1), own_m2);
        pseudo_continuum(source, &[temperature_k], &[1500.0, 1506.0], &own_mean_m2)[[0, 0]]
    }

    #[test]
    fn only_the_missing_part_is_added_and_only_where_it_is_hot() {
        assert!((continuum(1000.0, 1e-26) / 2e-26 - 1.0).abs() < 1e-6);
        assert_eq!(continuum(1000.0, 4e-26), 0.0);
        assert_eq!(continuum(300.0, 1e-26), 0.0);
    }
}
