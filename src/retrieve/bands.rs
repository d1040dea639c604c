//! Spectra of posterior samples: the bands of the spectrum figure, and the bins that stick out of them.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::spread::quantile;
use crate::{
    instrument::cell_wavelengths_um,
    io::posterior::{Predictive, QUANTILES},
    model::SpectrumSource,
};

/// Samples that one thread simulates in a row.
const AT_ONCE: usize = 10;

/// Simulates the rows of `theta`; those that describe no atmosphere are left out.
///
/// # Shapes
/// - `theta`: `[n, n_parameters]`
pub fn predict<S: SpectrumSource>(source: &S, theta: ArrayView2<f64>) -> Option<Predictive> {
    let chunks: Vec<_> = theta.axis_chunks_iter(Axis(0), AT_ONCE).collect();
    let spectra: Vec<(Vec<f64>, Vec<f64>)> = chunks
        .par_iter()
        .flat_map_iter(|chunk| {
            let mut workspace = source.workspace();
            let rows = chunk.rows().into_iter();
            let simulated = rows.filter_map(|row| {
                let native = source.native(&row.to_vec(), &mut workspace).ok()?.to_vec();
                Some((source.bin(&native), native))
            });
            simulated.collect::<Vec<_>>()
        })
        .collect();
    let (binned, native): (Vec<_>, Vec<_>) = spectra.into_iter().unzip();
    let (binned, mut native) = (rows_of(binned)?, rows_of(native)?);
    // Cells rise in wavenumber, the figure's wavelengths rise.
    native.invert_axis(Axis(1));
    Some(Predictive {
        binned_quantiles: quantiles_of(&binned),
        binned,
        cell_wavelength_um: cell_wavelengths_um(source.cell_bounds_per_cm()),
        native_quantiles: quantiles_of(&native),
    })
}

fn rows_of(rows: Vec<Vec<f64>>) -> Option<Array2<f64>> {
    let shape = (rows.len(), rows.first()?.len());
    Array2::from_shape_vec(shape, rows.concat()).ok()
}

/// # Shapes
/// - `spectra`: `[n, wavelengths]`; returns `[QUANTILES.len(), wavelengths]`
pub(super) fn quantiles_of(spectra: &Array2<f64>) -> Array2<f64> {
    let mut quantiles = Array2::zeros((QUANTILES.len(), spectra.ncols()));
    for (column, mut target) in spectra.columns().into_iter().zip(quantiles.columns_mut()) {
        let mut sorted = column.to_vec();
        sorted.sort_by(f64::total_cmp);
        for (value, p) in target.iter_mut().zip(QUANTILES) {
            *value = quantile(&sorted, p);
        }
    }
    quantiles
}

/// The pull, in σ, that at least one of `n_bins` independent bins exceeds in size with probability
/// `false_alarm_rate`: the look-elsewhere effect as Šidák (1967) corrects it.
pub fn pull_threshold(n_bins: usize, false_alarm_rate: f64) -> f64 {
    let per_bin = 1.0 - (1.0 - false_alarm_rate).powf(1.0 / n_bins as f64);
    Normal::standard().inverse_cdf(1.0 - 0.5 * per_bin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_rises_with_the_number_of_bins() {
        assert!((pull_threshold(1, 0.01) - 2.5758).abs() < 1e-3);
        assert!((pull_threshold(59, 0.01) - 3.76).abs() < 0.01);
    }
}
