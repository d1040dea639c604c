//! The tables at the few wavenumbers, window by window.

use forward_model::{KTable, OpacityTable, Points, Species};
use ndarray::{Array2, Array3, Array4, s};
use opacity_data::OpacityError;

use super::super::SimulatorError;
use super::{few::Few, window::Window};

/// One table a gas, all at the same wavenumbers.
pub(in crate::simulator) struct Tables {
    pressure_pa: Vec<f64>,
    temperature_k: Vec<f64>,
    /// Of each cell the wavenumbers, cm⁻¹, with their weights.
    points: Vec<Vec<(f64, f64)>>,
    /// Of each gas in each cell, m² per molecule, `[n_pressures, n_temperatures, n_points]`.
    k_m2: Vec<Vec<Array3<f32>>>,
}

impl Tables {
    /// Without cells yet, at pressures, Pa, and temperatures, K.
    pub fn new((pressure_pa, temperature_k): (Vec<f64>, Vec<f64>), n_gases: usize) -> Self {
        Self {
            pressure_pa,
            temperature_k,
            points: Vec::new(),
            k_m2: vec![Vec::new(); n_gases],
        }
    }

    /// Takes the chosen samples of the next window's cells: `value_m2` of a gas at a pressure, a temperature and a sample, by their numbers.
    pub fn push(
        &mut self,
        window: &Window,
        few: &[Few],
        value_m2: impl Fn(usize, [usize; 2], usize) -> f32,
    ) {
        let states = (self.pressure_pa.len(), self.temperature_k.len());
        for (cell, few) in window.cells.iter().zip(few) {
            let sample = |i_point: usize| cell.range.start + few.samples[i_point];
            let points = few.weights.iter().enumerate();
            let points = points.map(|(i, weight)| (window.samples_per_cm[sample(i)], *weight));
            self.points.push(points.collect());
            let shape = (states.0, states.1, few.samples.len());
            for (i_gas, k_m2) in self.k_m2.iter_mut().enumerate() {
                let value = |(p, t, i_point)| value_m2(i_gas, [p, t], sample(i_point));
                k_m2.push(Array3::from_shape_fn(shape, value));
            }
        }
    }

    /// The tables of gases, in their order, in the cells; those of fewer points repeat their last, without weight.
    ///
    /// # Errors
    /// [`SimulatorError`] if a value makes no table.
    pub fn finish(
        self,
        gases: &[Species],
        cells_per_cm: &[[f64; 2]],
    ) -> Result<Vec<OpacityTable>, SimulatorError> {
        let n_points = self.points.iter().map(Vec::len).max().unwrap_or(0);
        let shape = (self.points.len(), n_points);
        let per_cm = |(cell, point): (usize, usize)| {
            let of_cell = &self.points[cell];
            of_cell[point.min(of_cell.len() - 1)].0
        };
        let weight = |(cell, point): (usize, usize)| {
            let of_cell: &Vec<(f64, f64)> = &self.points[cell];
            of_cell.get(point).map_or(0.0, |(_, weight)| *weight)
        };
        let points = Points::OfWavenumber {
            per_cm: Array2::from_shape_fn(shape, per_cm),
            weights: Array2::from_shape_fn(shape, weight),
        };
        let states = (self.pressure_pa.len(), self.temperature_k.len());
        let tables = gases.iter().zip(self.k_m2).map(|(gas, cells)| {
            let mut k_m2 = Array4::zeros((states.0, states.1, shape.0, shape.1));
            for (i, of_cell) in cells.into_iter().enumerate() {
                let last = of_cell.dim().2 - 1;
                for i_point in 0..n_points {
                    let point = of_cell.slice(s![.., .., i_point.min(last)]);
                    k_m2.slice_mut(s![.., .., i, i_point]).assign(&point);
                }
            }
            let table = KTable::new(
                *gas,
                self.pressure_pa.clone(),
                self.temperature_k.clone(),
                cells_per_cm.to_vec(),
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
