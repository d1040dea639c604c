//! Spectra of posterior samples: the bands of the spectrum figure, and the bins that stick out of them.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, aview1, stack};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::spread::quantile;
use crate::observation::cell_wavelengths_um;
use crate::posterior::{Predictive, QUANTILES};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Samples that one thread simulates in a row.
const AT_ONCE: usize = 10;

/// Simulates the rows of `theta`; those that describe no atmosphere are left out.
///
/// # Shapes
/// - `theta`: `[n, n_parameters]`
pub fn predict<S: Simulator>(
    source: &SpectrumSource<S>,
    theta: ArrayView2<f64>,
) -> Option<Predictive> {
    let chunks: Vec<_> = theta.axis_chunks_iter(Axis(0), AT_ONCE).collect();
    let spectra: Vec<SampleSpectrum> = chunks
        .par_iter()
        .flat_map_iter(|chunk| {
            let mut workspace = source.workspace();
            let rows = chunk.rows().into_iter();
            let simulated = rows.filter_map(|row| simulate(source, &row.to_vec(), &mut workspace));
            simulated.collect::<Vec<_>>()
        })
        .collect();
    let rows = |of: fn(&SampleSpectrum) -> &Vec<f64>| rows_of(spectra.iter().map(of));
    let binned = rows(|spectrum| &spectrum.binned)?;
    let mut native = rows(|spectrum| &spectrum.native)?;
    let offset = rows(|spectrum| &spectrum.offset)?;
    // Cells rise in wavenumber, the figure's wavelengths rise.
    native.invert_axis(Axis(1));
    Some(Predictive {
        binned_quantiles: quantiles_of(&binned),
        binned,
        offset: medians_of(&offset),
        error_inflation: spectra
            .iter()
            .map(|spectrum| spectrum.error_inflation)
            .collect(),
        cell_wavelength_um: source.grid().map_or(Vec::new(), |grid| {
            cell_wavelengths_um(grid.cell_bounds_per_cm())
        }),
        native_quantiles: quantiles_of(&native),
    })
}

/// What one sample predicts.
struct SampleSpectrum {
    binned: Vec<f64>,
    native: Vec<f64>,
    offset: Vec<f64>,
    error_inflation: f64,
}

fn simulate<S: Simulator>(
    source: &SpectrumSource<S>,
    theta: &[f64],
    workspace: &mut SourceWorkspace<S>,
) -> Option<SampleSpectrum> {
    let simulated = source.simulate(theta, workspace).ok()?;
    Some(SampleSpectrum {
        binned: simulated.binned.to_vec(),
        native: simulated.native.to_vec(),
        offset: simulated.offset.to_vec(),
        error_inflation: source.error_inflation().at(theta),
    })
}

fn rows_of<'a>(rows: impl Iterator<Item = &'a Vec<f64>>) -> Option<Array2<f64>> {
    let rows: Vec<ArrayView1<f64>> = rows.map(|row| aview1(row)).collect();
    stack(Axis(0), &rows).ok()
}

/// # Shapes
/// - `values`: `[n, bins]`; returns `[bins]`
fn medians_of(values: &Array2<f64>) -> Vec<f64> {
    let median = |column: ArrayView1<f64>| {
        let mut sorted = column.to_vec();
        sorted.sort_by(f64::total_cmp);
        quantile(&sorted, 0.5)
    };
    values.columns().into_iter().map(median).collect()
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
