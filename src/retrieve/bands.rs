//! Spectra of posterior samples, the bands of the spectrum figure, and what the samples make of the instruments.

use std::collections::BTreeMap;

use forward_model::units::number_from_ppm;
use ndarray::{Array2, ArrayView1, Axis, aview1, stack};
use rayon::prelude::*;

use crate::observation::{Instruments, cell_wavelengths_um};
use crate::parameters::ParameterValue;
use crate::posterior::{Predictive, QUANTILES, Samples};
use crate::simulator::{SimulationFailure, Simulator, SourceWorkspace, SpectrumSource};
use crate::statistics::column_quantiles;

/// Samples that one thread simulates in a row.
const AT_ONCE: usize = 10;

/// Simulates the first samples, of which there must be one at least. What is said of the instruments is said by all samples, as
/// what the report says of their parameters is.
///
/// # Errors
/// [`SimulationFailure`] if one of the first has no spectrum.
pub(super) fn predict<S: Simulator>(
    source: &SpectrumSource<S>,
    first: &Samples,
    all: &Samples,
) -> Result<Predictive, SimulationFailure> {
    let spectra = simulate_all(source, first)?;
    let weights = first.weights().to_vec();
    let rows = |of: fn(&SampleSpectrum) -> &Vec<f64>| rows_of(spectra.iter().map(of));
    let binned = rows(|spectrum| &spectrum.binned);
    let medians = |factor| median(factor, all);
    let mut native = rows(|spectrum| &spectrum.native);
    // Cells rise in wavenumber, the figure's wavelengths rise.
    native.invert_axis(Axis(1));
    Ok(Predictive {
        binned_quantiles: column_quantiles(binned.view(), &weights, QUANTILES),
        offset: median_offset(source.instruments(), all),
        error_inflation: rows(|spectrum| &spectrum.error_inflation),
        median_error_inflation: source.error_inflation().spread(medians).collect(),
        cell_wavelength_um: source.grid().map_or(Vec::new(), |grid| {
            cell_wavelengths_um(grid.cell_bounds_per_cm())
        }),
        native_quantiles: column_quantiles(native.view(), &weights, QUANTILES),
        binned,
        weights,
    })
}

/// Median shift of the instrument of each bin, dimensionless, shape `[n_bins]`.
fn median_offset(instruments: &Instruments, samples: &Samples) -> Vec<f64> {
    let mut medians_ppm = BTreeMap::new();
    let mut offset = |shift: &Option<ParameterValue>| match shift {
        Some(ParameterValue::Free(i)) => *medians_ppm
            .entry(*i)
            .or_insert_with(|| median(ParameterValue::Free(*i), samples)),
        Some(ParameterValue::Fixed(ppm)) => *ppm,
        None => 0.0,
    };
    let shifts = instruments.offset_ppm.iter();
    shifts.map(|shift| number_from_ppm(offset(shift))).collect()
}

fn median(value: ParameterValue, samples: &Samples) -> f64 {
    match value {
        ParameterValue::Fixed(value) => value,
        ParameterValue::Free(i) => {
            let [median] = samples.quantiles(i, [0.5]);
            median
        }
    }
}

/// What one sample predicts.
struct SampleSpectrum {
    binned: Vec<f64>,
    native: Vec<f64>,
    /// The factor on the σ of each bin.
    error_inflation: Vec<f64>,
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
        error_inflation: source.error_inflation().at(theta).collect(),
    })
}

fn rows_of<'a>(rows: impl Iterator<Item = &'a Vec<f64>>) -> Array2<f64> {
    let rows: Vec<ArrayView1<f64>> = rows.map(|row| aview1(row)).collect();
    stack(Axis(0), &rows).expect("there is a spectrum, and all have the same cells")
}
