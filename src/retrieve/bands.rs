//! Spectra of posterior samples: the bands of the spectrum figure.

use ndarray::{Array2, ArrayView1, Axis, aview1, stack};
use rayon::prelude::*;

use crate::observation::cell_wavelengths_um;
use crate::posterior::{Predictive, QUANTILES, Samples};
use crate::simulator::{SimulationFailure, Simulator, SourceWorkspace, SpectrumSource};
use crate::statistics::column_quantiles;

/// Samples that one thread simulates in a row.
const AT_ONCE: usize = 10;

/// Simulates the samples, of which there must be one at least.
///
/// # Errors
/// [`SimulationFailure`] if one of them has no spectrum.
pub(super) fn predict<S: Simulator>(
    source: &SpectrumSource<S>,
    samples: &Samples,
) -> Result<Predictive, SimulationFailure> {
    let spectra = simulate_all(source, samples)?;
    let weights = samples.weights().to_vec();
    let rows = |of: fn(&SampleSpectrum) -> &Vec<f64>| rows_of(spectra.iter().map(of));
    let binned = rows(|spectrum| &spectrum.binned);
    let mut native = rows(|spectrum| &spectrum.native);
    let offset = rows(|spectrum| &spectrum.offset);
    // Cells rise in wavenumber, the figure's wavelengths rise.
    native.invert_axis(Axis(1));
    let inflation = spectra.iter().map(|spectrum| spectrum.error_inflation);
    Ok(Predictive {
        binned_quantiles: column_quantiles(binned.view(), &weights, QUANTILES),
        offset: column_quantiles(offset.view(), &weights, [0.5])
            .row(0)
            .to_vec(),
        error_inflation: inflation.collect(),
        cell_wavelength_um: source.grid().map_or(Vec::new(), |grid| {
            cell_wavelengths_um(grid.cell_bounds_per_cm())
        }),
        native_quantiles: column_quantiles(native.view(), &weights, QUANTILES),
        binned,
        weights,
    })
}

/// What one sample predicts.
struct SampleSpectrum {
    binned: Vec<f64>,
    native: Vec<f64>,
    offset: Vec<f64>,
    error_inflation: f64,
}

fn simulate_all<S: Simulator>(
    source: &SpectrumSource<S>,
    samples: &Samples,
) -> Result<Vec<SampleSpectrum>, SimulationFailure> {
    let rows: Vec<ArrayView1<f64>> = samples.theta().rows().into_iter().collect();
    let simulate_chunk = |chunk: &[ArrayView1<f64>]| -> Vec<_> {
        let mut workspace = source.workspace();
        let simulated = chunk
            .iter()
            .map(|theta| simulate(source, &theta.to_vec(), &mut workspace));
        simulated.collect()
    };
    rows.par_chunks(AT_ONCE)
        .flat_map_iter(simulate_chunk)
        .collect()
}

fn simulate<S: Simulator>(
    source: &SpectrumSource<S>,
    theta: &[f64],
    workspace: &mut SourceWorkspace<S>,
) -> Result<SampleSpectrum, SimulationFailure> {
    let simulated = source.simulate(theta, workspace)?;
    Ok(SampleSpectrum {
        binned: simulated.binned.to_vec(),
        native: simulated.native.to_vec(),
        offset: simulated.offset.to_vec(),
        error_inflation: source.error_inflation().at(theta),
    })
}

fn rows_of<'a>(rows: impl Iterator<Item = &'a Vec<f64>>) -> Array2<f64> {
    let rows: Vec<ArrayView1<f64>> = rows.map(|row| aview1(row)).collect();
    stack(Axis(0), &rows).expect("there is a spectrum, and all have the same cells")
}
