//! The common face of all tables of line opacity.

use super::points::Points;
use crate::{
    interpolate::{Interpolation, bracket},
    species::Species,
};

/// What stands for zero where logarithms are interpolated, m².
pub(crate) const FLOOR_M2: f64 = 1e-60;

/// A table of line opacity of one species over pressure, temperature, cells and points of each; a table of cross
/// sections has one point, of weight one.
pub trait LineTable: Send + Sync {
    /// The absorber.
    fn species(&self) -> Species;
    /// Pressures, Pa, rising, shape `[n_pressures]`.
    fn pressure_pa(&self) -> &[f64];
    /// Temperatures, K, rising, shape `[n_temperatures]`.
    fn temperature_k(&self) -> &[f64];
    /// Lower and upper bound of each cell, cm⁻¹, both rising, shape `[n_cells]`; cells may leave gaps and overlap.
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]];
    /// The wavenumber that stands for each cell, cm⁻¹, rising, shape `[n_cells]`.
    fn cell_centres_per_cm(&self) -> &[f64];
    /// Where within the cells the cross sections are.
    fn points(&self) -> &Points;
    /// Cross section, m² per molecule.
    fn value_m2(
        &self,
        i_pressure: usize,
        i_temperature: usize,
        i_cell: usize,
        i_point: usize,
    ) -> f32;

    /// Number of cells.
    fn n_cells(&self) -> usize {
        self.cell_centres_per_cm().len()
    }

    /// Cross section, m² per molecule, at any pressure (Pa) and temperature (K), clamped to the table's edges; shape
    /// `[n_cells · n_points]`, points fastest.
    fn interpolate_m2(
        &self,
        pressure_pa: f64,
        temperature_k: f64,
        interpolation: Interpolation,
    ) -> Vec<f64> {
        let log_pressure: Vec<f64> = self.pressure_pa().iter().map(|p| p.ln()).collect();
        let p = bracket(&log_pressure, pressure_pa.ln());
        let scale = self.points().temperature_scale(interpolation);
        let t = bracket(&scale.of(self.temperature_k()), scale.at(temperature_k));
        let mix = |low: f64, high: f64, fraction: f64| low + fraction * (high - low);
        let at = |i_cell: usize, i_point: usize| {
            let node = |i_pressure, i_temperature| {
                let value = f64::from(self.value_m2(i_pressure, i_temperature, i_cell, i_point));
                if interpolation.is_log() {
                    value.max(FLOOR_M2).ln()
                } else {
                    value
                }
            };
            let low = mix(node(p.lower, t.lower), node(p.lower, t.upper), t.fraction);
            let high = mix(node(p.upper, t.lower), node(p.upper, t.upper), t.fraction);
            let value = mix(low, high, p.fraction);
            if interpolation.is_log() {
                value.exp()
            } else {
                value
            }
        };
        let n_points = self.points().n();
        (0..self.n_cells() * n_points)
            .map(|i| at(i / n_points, i % n_points))
            .collect()
    }
}
