//! The parallel driver: lines of one gas to k-tables or cross sections on a grid of temperatures and pressures.

use std::ops::Range;

use forward_model::Species;
use forward_model::lines::{
    Broadening, Deuterium, Line, LineList, PartitionError, WING_CUTOFF_PER_CM,
};
use groundwork::progress::Progress;
use ndarray::{Array3, Array4, s};
use rayon::prelude::*;

use super::chunk::{Spectrum, Stretch, spectra};
use super::k_distribution::k_distribution;
use super::quadrature::Quadrature;

/// Resolving power of the cells in which the weakest lines may be dropped: no wider than any whose k is wanted.
const CELLS_OF_LOST_LINES: f64 = 1000.0;
/// Width that a stretch should at least have, so that the wings reaching in from outside cost little, cm⁻¹.
const STRETCH_PER_CM: f64 = 120.0;
/// Samples that every cell of a k-table has at least.
const SAMPLES_PER_CELL: f64 = 200.0;

/// What to compute: one gas, its lines, and the states.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The gas.
    pub gas: Species,
    /// Its lines, by rising wavenumber.
    pub lines: &'a [Line],
    /// How widths in air become widths in the atmosphere.
    pub broadening: Broadening,
    /// How much of it is deuterated.
    pub deuterium: Deuterium,
    /// Part of the strength in every thousandth of the wavenumber that may be lost with the weakest lines.
    pub lost_fraction: f64,
    /// Temperatures, K.
    pub temperature_k: &'a [f64],
    /// Pressures, Pa.
    pub pressure_pa: &'a [f64],
}

/// k-coefficients of cells, which rise in wavenumber and may leave gaps, m² per molecule, shape `[P, T, cell, g]`.
///
/// # Errors
/// [`PartitionError`] if TIPS-2021 lacks the gas or a temperature.
pub fn k_coefficients(
    request: &Request,
    cells_per_cm: &[[f64; 2]],
    quadrature: &Quadrature,
    progress: &dyn Progress,
) -> Result<Array4<f32>, PartitionError> {
    let n_cells = cells_per_cm.len();
    let chunks = cell_chunks(cells_per_cm);
    let n_g = quadrature.samples.len();
    let n_pressures = request.pressure_pa.len();
    progress.start(
        (request.temperature_k.len() * chunks.len()) as u64,
        "stretches",
    );
    let parts = each_temperature(request, |lines| {
        let one = |chunk: &Range<usize>| {
            let cells = &cells_per_cm[chunk.clone()];
            let mut k = Array3::zeros((n_pressures, cells.len(), n_g));
            spectra(
                lines,
                cell_stretch(cells),
                request.pressure_pa,
                |i, spectrum| {
                    fill_cells(spectrum, cells, quadrature, k.slice_mut(s![i, .., ..]));
                },
            );
            progress.advance(1);
            (chunk.start, k)
        };
        chunks.par_iter().map(one).collect::<Vec<_>>()
    })?;
    let mut table = Array4::zeros((n_pressures, request.temperature_k.len(), n_cells, n_g));
    for (i_temperature, parts) in parts.into_iter().enumerate() {
        for (first, k) in parts {
            table
                .slice_mut(s![.., i_temperature, first..first + k.dim().1, ..])
                .assign(&k);
        }
    }
    progress.finish();
    Ok(table)
}

/// Cross sections sampled at given wavenumbers (rising), m² per molecule, shape `[P, T, wavenumber]`.
///
/// # Errors
/// [`PartitionError`] if TIPS-2021 lacks the gas or a temperature.
pub fn cross_sections(
    request: &Request,
    wavenumber_per_cm: &[f64],
    progress: &dyn Progress,
) -> Result<Array3<f32>, PartitionError> {
    let request = &Request {
        lines: lines_near(request.lines, wavenumber_per_cm),
        ..*request
    };
    let chunks: Vec<&[f64]> = sample_chunks(wavenumber_per_cm);
    let n_pressures = request.pressure_pa.len();
    progress.start(
        (request.temperature_k.len() * chunks.len()) as u64,
        "stretches",
    );
    let parts = each_temperature(request, |lines| {
        let one = |samples: &&[f64]| {
            let mut part = ndarray::Array2::zeros((n_pressures, samples.len()));
            let stretch = Stretch {
                from_per_cm: samples[0],
                to_per_cm: samples[samples.len() - 1],
                coarsest_step_per_cm: 0.05,
            };
            spectra(lines, stretch, request.pressure_pa, |i, spectrum| {
                let values = samples.iter().map(|at| spectrum.at(*at) as f32);
                part.row_mut(i)
                    .iter_mut()
                    .zip(values)
                    .for_each(|(p, v)| *p = v);
            });
            progress.advance(1);
            part
        };
        chunks.par_iter().map(one).collect::<Vec<_>>()
    })?;
    let shape = (
        n_pressures,
        request.temperature_k.len(),
        wavenumber_per_cm.len(),
    );
    let mut table = Array3::zeros(shape);
    for (i_temperature, parts) in parts.into_iter().enumerate() {
        let mut first = 0;
        for part in parts {
            let n = part.dim().1;
            table
                .slice_mut(s![.., i_temperature, first..first + n])
                .assign(&part);
            first += n;
        }
    }
    progress.finish();
    Ok(table)
}

/// Runs `work` on the lines at every temperature, in parallel, results in order.
fn each_temperature<R: Send>(
    request: &Request,
    work: impl Fn(&LineList) -> R + Sync,
) -> Result<Vec<R>, PartitionError> {
    let one = |temperature_k: &f64| {
        let lines = LineList::at_temperature(
            request.gas,
            request.lines,
            (request.broadening, request.deuterium),
            *temperature_k,
        )?;
        Ok(work(&lines.without_weakest(
            CELLS_OF_LOST_LINES,
            request.lost_fraction,
        )))
    };
    request.temperature_k.par_iter().map(one).collect()
}

/// Neighbouring cells that are computed together: they touch, and are no wider together than a stretch.
fn cell_chunks(cells_per_cm: &[[f64; 2]]) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    for (i, cell) in cells_per_cm.iter().enumerate() {
        let goes_on = |chunk: &&mut Range<usize>| {
            let (first, last) = (cells_per_cm[chunk.start], cells_per_cm[chunk.end - 1]);
            cell[0] == last[1] && last[1] - first[0] < STRETCH_PER_CM
        };
        match chunks.last_mut().filter(goes_on) {
            Some(chunk) => chunk.end = i + 1,
            None => chunks.push(i..i + 1),
        }
    }
    chunks
}

/// The lines whose wings reach the samples, and all others of their cells, of which the weakest are dropped.
fn lines_near<'a>(lines: &'a [Line], samples_per_cm: &[f64]) -> &'a [Line] {
    let [first, last] = [samples_per_cm[0], samples_per_cm[samples_per_cm.len() - 1]];
    let reach = WING_CUTOFF_PER_CM + 1.0;
    // A cell more on either side, so that none is cut.
    let from = (first - reach) * (-1.0 / CELLS_OF_LOST_LINES).exp();
    let to = (last + reach) * (1.0 / CELLS_OF_LOST_LINES).exp();
    let start = lines.partition_point(|line| line.wavenumber_per_cm < from);
    let end = lines.partition_point(|line| line.wavenumber_per_cm < to);
    &lines[start..end]
}

/// Neighbouring samples that are computed together.
fn sample_chunks(wavenumber_per_cm: &[f64]) -> Vec<&[f64]> {
    let cell = |at: f64| (at / STRETCH_PER_CM).floor();
    wavenumber_per_cm
        .chunk_by(|a, b| cell(*a) == cell(*b))
        .collect()
}

fn cell_stretch(cells_per_cm: &[[f64; 2]]) -> Stretch {
    let widths = cells_per_cm.iter().map(|cell| cell[1] - cell[0]);
    Stretch {
        from_per_cm: cells_per_cm[0][0],
        to_per_cm: cells_per_cm[cells_per_cm.len() - 1][1],
        coarsest_step_per_cm: widths.fold(f64::INFINITY, f64::min) / SAMPLES_PER_CELL,
    }
}

fn fill_cells(
    spectrum: Spectrum,
    cells_per_cm: &[[f64; 2]],
    quadrature: &Quadrature,
    mut k_m2: ndarray::ArrayViewMut2<f32>,
) {
    for ([from, to], mut k) in cells_per_cm.iter().zip(k_m2.rows_mut()) {
        let samples = spectrum.samples_between(*from, *to);
        let k = k
            .as_slice_mut()
            .expect("rows of a standard array are contiguous");
        k_distribution(&mut spectrum.cross_section_m2[samples], quadrature, k);
    }
}
