//! Cross sections at a few points of each bin.

use ndarray::Array4;

use super::cells::check_bounds;
use super::line_table::LineTable;
use super::points::Points;
use super::table_error::{TableError, check_axis, check_shape, check_values};
use crate::content::{Content, Listener, tell_pairs, tell_singles};
use crate::species::Species;

/// Cross sections of one species at a few points of each bin, which together stand for it: correlated-k coefficients, where the
/// points are shares g of the bin, or cross sections at wavenumbers that all gases share.
#[derive(Debug, Clone, PartialEq)]
pub struct KTable {
    species: Species,
    pressure_pa: Vec<f64>,
    temperature_k: Vec<f64>,
    bin_bounds_per_cm: Vec<[f64; 2]>,
    bin_centres_per_cm: Vec<f64>,
    points: Points,
    k_m2: Array4<f32>,
}

impl KTable {
    /// A table from its axes and values.
    ///
    /// # Shapes
    /// `k_m2`: `[n_pressures, n_temperatures, n_bins, n_points]`, m² per molecule; `bin_bounds_per_cm`: `[n_bins]`, lower
    /// and upper bound, both rising ([`touching_cells`](super::touching_cells) makes them from edges);
    /// the weights of `points` add up to one (to 1e-4; they are normalised where they are used).
    ///
    /// # Errors
    /// [`TableError`] if an axis does not rise, the shapes differ, the weights do not add up to one, or a value is negative
    /// or not a number.
    pub fn new(
        species: Species,
        pressure_pa: Vec<f64>,
        temperature_k: Vec<f64>,
        bin_bounds_per_cm: Vec<[f64; 2]>,
        points: Points,
        k_m2: Array4<f32>,
    ) -> Result<Self, TableError> {
        let table = format!("k-table of {species}");
        check_axis(&table, "pressure [Pa]", &pressure_pa)?;
        check_axis(&table, "temperature [K]", &temperature_k)?;
        check_bounds(&table, &bin_bounds_per_cm)?;
        let axes = [
            pressure_pa.len(),
            temperature_k.len(),
            bin_bounds_per_cm.len(),
            points.n().max(1),
        ];
        check_shape(&table, k_m2.shape(), &axes)?;
        points.check(&table, bin_bounds_per_cm.len())?;
        check_values(&table, k_m2.view())?;
        let bin_centres_per_cm = bin_bounds_per_cm
            .iter()
            .map(|[lower, upper]| 0.5 * (lower + upper))
            .collect();
        Ok(Self {
            species,
            pressure_pa,
            temperature_k,
            bin_bounds_per_cm,
            bin_centres_per_cm,
            points,
            k_m2,
        })
    }

    /// Coefficients, m² per molecule, shape `[n_pressures, n_temperatures, n_bins, n_points]`.
    pub fn k_m2(&self) -> &Array4<f32> {
        &self.k_m2
    }
}

impl Content for KTable {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            species,
            pressure_pa,
            temperature_k,
            bin_bounds_per_cm,
            // Follow from the bounds.
            bin_centres_per_cm: _,
            points,
            k_m2,
        } = self;
        species.tell(listener);
        for axis in [pressure_pa, temperature_k] {
            listener.doubles(axis);
        }
        points.tell(listener);
        tell_pairs(bin_bounds_per_cm, listener);
        tell_singles(k_m2, listener);
    }
}

impl LineTable for KTable {
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
        &self.bin_bounds_per_cm
    }

    fn cell_centres_per_cm(&self) -> &[f64] {
        &self.bin_centres_per_cm
    }

    fn points(&self) -> &Points {
        &self.points
    }

    fn value_m2(&self, i_pressure: usize, i_temperature: usize, i_cell: usize, i_g: usize) -> f32 {
        self.k_m2[[i_pressure, i_temperature, i_cell, i_g]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(g_weights: Vec<f64>) -> Result<KTable, TableError> {
        let values = Array4::from_elem((1, 1, 2, 2), 1e-25);
        KTable::new(
            Species::H2O,
            vec![1.0],
            vec![300.0],
            vec![[1.0, 2.0], [2.0, 3.0]],
            Points::of_g(vec![0.2, 0.8], g_weights),
            values,
        )
    }

    #[test]
    fn weights_must_add_up_to_one() {
        assert!(table(vec![0.5, 0.5]).is_ok());
        assert!(matches!(
            table(vec![0.5, 0.4]),
            Err(TableError::Weights { .. })
        ));
        assert!(matches!(table(vec![1.0]), Err(TableError::Shape { .. })));
    }
}
