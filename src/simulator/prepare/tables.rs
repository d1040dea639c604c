//! The tables at the few wavenumbers, filled window by window.

use std::sync::Arc;

use forward_model::{KTable, OpacityTable, Points, Species};
use ndarray::{Array2, Array4};
use opacity_data::OpacityError;
use opacity_data::line_by_line::ComputeConfig;

use super::super::SimulatorError;
use super::{few::Few, windows::Window};

/// One table a gas, all at the same wavenumbers.
pub(super) struct Tables {
    pressure_pa: Vec<f64>,
    temperature_k: Vec<f64>,
    cells_per_cm: Vec<[f64; 2]>,
    /// Wavenumbers, cm⁻¹, and weights, `[n_cells, n_points]`.
    per_cm: Array2<f64>,
    weights: Array2<f64>,
    /// m² per molecule, `[n_pressures, n_temperatures, n_cells, n_points]` for each gas.
    k_m2: Vec<Array4<f32>>,
}

impl Tables {
    pub fn new(
        request: &ComputeConfig,
        cells_per_cm: &[[f64; 2]],
        n_gases: usize,
        n_points: usize,
    ) -> Self {
        let (pressure_pa, temperature_k) = (request.pressure_pa(), request.temperature_k.clone());
        let shape = (cells_per_cm.len(), n_points);
        let states = (pressure_pa.len(), temperature_k.len());
        Self {
            k_m2: vec![Array4::zeros((states.0, states.1, shape.0, shape.1)); n_gases],
            pressure_pa,
            temperature_k,
            cells_per_cm: cells_per_cm.to_vec(),
            per_cm: Array2::zeros(shape),
            weights: Array2::zeros(shape),
        }
    }

    /// Takes the chosen samples of a window's cells from the tables at all of its samples.
    pub fn fill(&mut self, window: &Window, few: &[Few], sampled: &[Arc<OpacityTable>]) {
        let cells = window.cells.clone().zip(&window.samples).zip(few);
        for ((i_cell, samples), few) in cells {
            for (i_point, sample) in few.samples.iter().enumerate() {
                let sample = samples.start + sample;
                self.per_cm[[i_cell, i_point]] = window.samples_per_cm[sample];
                self.weights[[i_cell, i_point]] = few.weights[i_point];
                for (k_m2, table) in self.k_m2.iter_mut().zip(sampled) {
                    let mut states = k_m2.slice_mut(ndarray::s![.., .., i_cell, i_point]);
                    for ((p, t), value) in states.indexed_iter_mut() {
                        *value = table.lines().value_m2(p, t, sample, 0);
                    }
                }
            }
        }
    }

    pub fn finish(self, gases: &[Species]) -> Result<Vec<OpacityTable>, SimulatorError> {
        let points = Points::OfWavenumber {
            per_cm: self.per_cm,
            weights: self.weights,
        };
        let tables = gases.iter().zip(self.k_m2).map(|(gas, k_m2)| {
            let table = KTable::new(
                *gas,
                self.pressure_pa.clone(),
                self.temperature_k.clone(),
                self.cells_per_cm.clone(),
                points.clone(),
                k_m2,
            );
            Ok(OpacityTable::CorrelatedK(
                table.map_err(OpacityError::from)?,
            ))
        });
        tables.collect()
    }
}
