//! Cross sections sampled at wavenumbers.

use std::sync::LazyLock;

use ndarray::Array3;

use super::cells::touching_cells;
use super::line_table::LineTable;
use super::points::Points;
use super::table_error::{TableError, check_axis, check_shape, check_values};
use crate::content::{Content, Listener, tell_pairs, tell_singles};
use crate::species::Species;

/// A sample stands for all of its cell.
static ONE_POINT: LazyLock<Points> = LazyLock::new(Points::one);

/// Monochromatic absorption cross sections of one species.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossSectionTable {
    species: Species,
    pressure_pa: Vec<f64>,
    temperature_k: Vec<f64>,
    wavenumber_per_cm: Vec<f64>,
    cell_bounds_per_cm: Vec<[f64; 2]>,
    cross_section_m2: Array3<f32>,
}

impl CrossSectionTable {
    /// A table from its axes and values.
    ///
    /// # Shapes
    /// `cross_section_m2`: `[n_pressures, n_temperatures, n_wavenumbers]`, m² per molecule; all axes rising.
    ///
    /// # Errors
    /// [`TableError`] if an axis does not rise, there are fewer than two wavenumbers, the shapes differ, or a value is
    /// negative or not a number.
    pub fn new(
        species: Species,
        pressure_pa: Vec<f64>,
        temperature_k: Vec<f64>,
        wavenumber_per_cm: Vec<f64>,
        cross_section_m2: Array3<f32>,
    ) -> Result<Self, TableError> {
        let table = format!("cross sections of {species}");
        check_axis(&table, "pressure [Pa]", &pressure_pa)?;
        check_axis(&table, "temperature [K]", &temperature_k)?;
        check_axis(&table, "wavenumber [1/cm]", &wavenumber_per_cm)?;
        let axes = [
            pressure_pa.len(),
            temperature_k.len(),
            wavenumber_per_cm.len(),
        ];
        check_shape(&table, cross_section_m2.shape(), &axes)?;
        check_shape(&table, &[wavenumber_per_cm.len().min(2)], &[2])?;
        check_values(&table, cross_section_m2.view())?;
        let cell_bounds_per_cm = touching_cells(&edges_around_samples(&wavenumber_per_cm));
        Ok(Self {
            species,
            pressure_pa,
            temperature_k,
            wavenumber_per_cm,
            cell_bounds_per_cm,
            cross_section_m2,
        })
    }

    /// A table of a law that gives the cross section, m² per molecule, at a pressure (Pa), a temperature (K) and a wavenumber
    /// (cm⁻¹): its value at each node of the axes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn tabulate(
        species: Species,
        pressure_pa: &[f64],
        temperature_k: &[f64],
        wavenumber_per_cm: &[f64],
        law_m2: impl Fn(f64, f64, f64) -> f64,
    ) -> Result<Self, TableError> {
        let shape = (
            pressure_pa.len(),
            temperature_k.len(),
            wavenumber_per_cm.len(),
        );
        let values = Array3::from_shape_fn(shape, |(p, t, i)| {
            law_m2(pressure_pa[p], temperature_k[t], wavenumber_per_cm[i]) as f32
        });
        Self::new(
            species,
            pressure_pa.to_vec(),
            temperature_k.to_vec(),
            wavenumber_per_cm.to_vec(),
            values,
        )
    }

    /// Wavenumbers of the samples, cm⁻¹, rising, shape `[n_wavenumbers]`.
    pub fn wavenumber_per_cm(&self) -> &[f64] {
        &self.wavenumber_per_cm
    }

    /// Cross sections, m² per molecule, shape `[n_pressures, n_temperatures, n_wavenumbers]`.
    pub fn cross_section_m2(&self) -> &Array3<f32> {
        &self.cross_section_m2
    }
}

/// Edges half-way between neighbouring samples, the outermost mirrored; shape `[n + 1]` from `[n]`.
fn edges_around_samples(samples: &[f64]) -> Vec<f64> {
    let last = samples.len() - 1;
    let first_edge = 1.5 * samples[0] - 0.5 * samples[1];
    let last_edge = 1.5 * samples[last] - 0.5 * samples[last - 1];
    let inner = samples.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
    std::iter::once(first_edge)
        .chain(inner)
        .chain(std::iter::once(last_edge))
        .collect()
}

impl Content for CrossSectionTable {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            species,
            pressure_pa,
            temperature_k,
            wavenumber_per_cm,
            cell_bounds_per_cm,
            cross_section_m2,
        } = self;
        species.tell(listener);
        for axis in [pressure_pa, temperature_k, wavenumber_per_cm] {
            listener.doubles(axis);
        }
        tell_pairs(cell_bounds_per_cm, listener);
        tell_singles(cross_section_m2, listener);
    }
}

impl LineTable for CrossSectionTable {
    fn species(&self) -> Species {
        self.species
    }

    fn pressure_pa(&self) -> &[f64] {
        &self.pressure_pa
    }

    fn temperature_k(&self) -> &[f64] {
        &self.temperature_k
    }

    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        &self.cell_bounds_per_cm
    }

    fn cell_centres_per_cm(&self) -> &[f64] {
        &self.wavenumber_per_cm
    }

    fn points(&self) -> &Points {
        &ONE_POINT
    }

    fn value_m2(&self, i_pressure: usize, i_temperature: usize, i_cell: usize, _i_g: usize) -> f32 {
        self.cross_section_m2[[i_pressure, i_temperature, i_cell]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(value: f32, wavenumber_per_cm: Vec<f64>) -> Result<CrossSectionTable, TableError> {
        let values = Array3::from_elem((2, 1, 3), value);
        CrossSectionTable::new(
            Species::H2O,
            vec![1.0, 10.0],
            vec![300.0],
            wavenumber_per_cm,
            values,
        )
    }

    #[test]
    fn cells_meet_half_way_between_samples() {
        let table = table(1e-25, vec![100.0, 102.0, 106.0]).unwrap();
        let cells = [[99.0, 101.0], [101.0, 104.0], [104.0, 108.0]];
        assert_eq!(table.cell_bounds_per_cm(), cells);
    }

    #[test]
    fn falling_axes_wrong_shapes_and_nan_are_rejected() {
        assert!(matches!(
            table(1e-25, vec![3.0, 2.0, 1.0]),
            Err(TableError::Axis { index: 1, .. })
        ));
        assert!(matches!(
            table(1e-25, vec![1.0, 2.0]),
            Err(TableError::Shape { .. })
        ));
        assert!(matches!(
            table(f32::NAN, vec![1.0, 2.0, 3.0]),
            Err(TableError::Value { .. })
        ));
        assert!(matches!(
            table(-1.0, vec![1.0, 2.0, 3.0]),
            Err(TableError::Value { .. })
        ));
    }
}
