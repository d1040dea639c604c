//! A line table laid out for speed: all pressures and temperatures of 64 columns lie together.

use std::sync::Arc;

use super::{
    few_points::FewPoints,
    line_table::LineTable,
    points::TemperatureScale,
    source::Opacity,
    stencil::{Stencil, UNIT_M2},
};
use crate::{
    atmosphere::Atmosphere,
    interpolate::{Interpolation, bracket},
    simd::{Columns, Row},
    species::Species,
};

/// Smallest log₂ of a cross section, in units of [`UNIT_M2`]; a zero becomes this.
const LOWEST_LOG2: f32 = -100.0;

/// Line opacity of one species on a model's columns; rows `[n_temperatures, n_pressures]` in each chunk.
pub(crate) struct Lookup {
    species: Species,
    interpolation: Interpolation,
    log_pressure: Vec<f64>,
    temperature_scale: TemperatureScale,
    /// On that scale.
    temperatures: Vec<f64>,
    rows: Vec<Row>,
}

impl Lookup {
    /// Packs the cells `first_cell …` of a table, as many as `columns` has.
    pub fn new(
        table: &dyn LineTable,
        first_cell: usize,
        columns: &Columns,
        interpolation: Interpolation,
    ) -> Self {
        let last_g = table.points().n() - 1;
        let temperature_scale = table.points().temperature_scale(interpolation);
        let mut rows = Vec::new();
        for i_block in 0..columns.n_blocks {
            for i_chunk in 0..columns.chunks_per_block {
                for i_temperature in 0..table.temperature_k().len() {
                    for i_pressure in 0..table.pressure_pa().len() {
                        rows.push(columns.row(i_block, i_chunk, |cell, g| {
                            let g = g.min(last_g);
                            let m2 =
                                table.value_m2(i_pressure, i_temperature, first_cell + cell, g);
                            packed(m2, interpolation)
                        }));
                    }
                }
            }
        }
        Self {
            species: table.species(),
            interpolation,
            log_pressure: table.pressure_pa().iter().map(|p| p.ln()).collect(),
            temperature_scale,
            temperatures: temperature_scale.of(table.temperature_k()),
            rows,
        }
    }

    /// The value of a cell at a g point in a row of its block.
    fn value(
        &self,
        columns: &Columns,
        (i_block, i_row): (usize, usize),
        i_cell: usize,
        g: usize,
    ) -> f32 {
        let i_chunk = i_block * columns.chunks_per_block + g / columns.g_per_chunk;
        let lane =
            (g % columns.g_per_chunk) * columns.cells_per_block + i_cell % columns.cells_per_block;
        self.rows[i_chunk * self.rows_per_chunk() + i_row].0[lane]
    }

    fn rows_per_chunk(&self) -> usize {
        self.log_pressure.len() * self.temperatures.len()
    }
}

fn packed(value_m2: f32, interpolation: Interpolation) -> f32 {
    let value = (f64::from(value_m2) / UNIT_M2) as f32;
    match interpolation.is_log() {
        true => value.log2().max(LOWEST_LOG2),
        false => value,
    }
}

impl Opacity for Lookup {
    fn name(&self) -> &str {
        self.species.formula()
    }

    fn interpolation(&self) -> Interpolation {
        self.interpolation
    }

    fn stencil(&self, _values: &[f64], atmosphere: &Atmosphere, i_level: usize) -> Stencil {
        let p = bracket(&self.log_pressure, atmosphere.pressure_pa[i_level].ln());
        let temperature = self.temperature_scale.at(atmosphere.temperature_k[i_level]);
        let t = bracket(&self.temperatures, temperature);
        let row = |i_temperature: usize, i_pressure: usize| {
            i_temperature * self.log_pressure.len() + i_pressure
        };
        let pairs = [
            (
                row(t.lower, p.lower),
                (1.0 - t.fraction) * (1.0 - p.fraction),
            ),
            (row(t.lower, p.upper), (1.0 - t.fraction) * p.fraction),
            (row(t.upper, p.lower), t.fraction * (1.0 - p.fraction)),
            (row(t.upper, p.upper), t.fraction * p.fraction),
        ];
        let stencil = Stencil::new(atmosphere.vmr(self.species, i_level), &pairs);
        Stencil {
            clamped: p.clamped || t.clamped,
            ..stencil
        }
    }

    fn at_few_points(&self, columns: &Columns, points: &FewPoints) -> Option<Arc<dyn Opacity>> {
        let few = columns.with_weights(points.quadrature.weights(0));
        let mut rows = Vec::new();
        for i_block in 0..few.n_blocks {
            for i_chunk in 0..few.chunks_per_block {
                for i_row in 0..self.rows_per_chunk() {
                    rows.push(few.row(i_block, i_chunk, |cell, i_point| {
                        points.value(i_point, |g| self.value(columns, (i_block, i_row), cell, g))
                    }));
                }
            }
        }
        Some(Arc::new(Self {
            rows,
            log_pressure: self.log_pressure.clone(),
            temperatures: self.temperatures.clone(),
            ..*self
        }))
    }

    fn rows(&self, i_chunk: usize, _i_block: usize) -> &[Row] {
        let n = self.rows_per_chunk();
        &self.rows[i_chunk * n..(i_chunk + 1) * n]
    }
}
