//! What a spectrum asks of the machine: operations and bytes.

use std::{collections::BTreeSet, sync::Arc};

use forward_model::{Atmosphere, LineTable, ModelConfig, OpacityTable, Work, bracket};

const PER_MULTIPLY_ADD: u64 = 2;
/// Operations of an exponential and the multiply-add that uses it: clamping (2), rounding (3), the polynomial's six
/// multiply-adds (12), the exponent (2), the last multiply-add (2).
const PER_EXPONENTIAL: u64 = 21;
/// Operations of a layer's mean transmission along a ray: the difference and its two factors (3), the series (6), the
/// choice (2), the sum (1), and a fourth of what the angles share, which is the layer's optical depth (3), its square and
/// inverse (2) and the step of the source function (3).
const PER_LAYER_MEAN: u64 = 14;
const BYTES_PER_ROW: u64 = 4 * Work::COLUMNS_PER_ROW;

/// What one spectrum asks of the machine.
#[derive(Clone, Copy)]
pub struct Demand {
    /// Single-precision operations, a multiply-add counted as two.
    pub operations: f64,
    /// Bytes of tables, each counted once.
    pub bytes: f64,
}

impl Demand {
    /// From the work of `n_spectra` spectra, and the rows of tables that one spectrum needs.
    pub fn new(work: Work, n_spectra: u64, rows_per_spectrum: u64) -> Self {
        let row_operations = PER_MULTIPLY_ADD * (work.rows_mixed + work.products)
            + PER_EXPONENTIAL * work.exponentials
            + PER_LAYER_MEAN * work.layer_means;
        let operations = Work::COLUMNS_PER_ROW * row_operations;
        Self {
            operations: operations as f64 / n_spectra as f64,
            bytes: (BYTES_PER_ROW * rows_per_spectrum) as f64,
        }
    }

    /// Operations for each byte.
    pub fn intensity(&self) -> f64 {
        self.operations / self.bytes
    }
}

/// What a model reads.
pub struct Reads {
    lines: Vec<Arc<OpacityTable>>,
    /// Rows of the continuum in each chunk: two temperatures of each pair, and one row of Rayleigh scattering.
    n_continuum: usize,
}

impl Reads {
    pub fn of(config: &ModelConfig) -> Self {
        Self {
            lines: config.opacities.clone(),
            n_continuum: 2 * config.cia.len() + usize::from(config.rayleigh),
        }
    }

    /// Rows of 64 columns that a spectrum needs at least once: the corners of all cells of (P, T) in which levels lie. What
    /// opaque levels would need is in it, so that it is an upper bound.
    pub fn rows(&self, atmosphere: &Atmosphere, n_cells: usize) -> u64 {
        let chunks = |n_g: usize| (n_cells * n_g).div_ceil(Work::COLUMNS_PER_ROW as usize);
        let lines = self.lines.iter().map(|table| {
            let lines = table.lines();
            corners(lines, atmosphere) * chunks(lines.points().n())
        });
        (lines.sum::<usize>() + self.n_continuum * chunks(1)) as u64
    }
}

fn corners(table: &dyn LineTable, atmosphere: &Atmosphere) -> usize {
    let log_pressure: Vec<f64> = table.pressure_pa().iter().map(|p| p.ln()).collect();
    let levels = atmosphere
        .pressure_pa()
        .iter()
        .zip(atmosphere.temperature_k());
    let corners = levels.flat_map(|(pressure_pa, temperature_k)| {
        let p = bracket(&log_pressure, pressure_pa.ln());
        let t = bracket(table.temperature_k(), *temperature_k);
        [p.lower, p.upper].map(|p| [(p, t.lower), (p, t.upper)])
    });
    corners.flatten().collect::<BTreeSet<_>>().len()
}
