//! Tables of collision-induced absorption.

use ndarray::Array2;

use super::table_error::{TableError, check_axis, check_shape, check_values};
use crate::{
    content::{Content, Listener},
    interpolate::bracket,
    species::Species,
};

/// Collision-induced absorption of one pair of species: `α = k(ν, T) n_a n_b`, in m⁻¹.
#[derive(Debug, Clone, PartialEq)]
pub struct CiaTable {
    pair: [Species; 2],
    temperature_k: Vec<f64>,
    wavenumber_per_cm: Vec<f64>,
    coefficient_m5: Array2<f64>,
}

impl CiaTable {
    /// A table from its axes and values.
    ///
    /// # Shapes
    /// `coefficient_m5`: `[n_temperatures, n_wavenumbers]`, m⁵ per molecule²; both axes rising.
    ///
    /// # Errors
    /// [`TableError`] if an axis does not rise, the shapes differ, or a value is negative or not a number.
    pub fn new(
        pair: [Species; 2],
        temperature_k: Vec<f64>,
        wavenumber_per_cm: Vec<f64>,
        coefficient_m5: Array2<f64>,
    ) -> Result<Self, TableError> {
        let table = format!("CIA of {}-{}", pair[0], pair[1]);
        check_axis(&table, "temperature [K]", &temperature_k)?;
        check_axis(&table, "wavenumber [1/cm]", &wavenumber_per_cm)?;
        check_shape(
            &table,
            coefficient_m5.shape(),
            &[temperature_k.len(), wavenumber_per_cm.len()],
        )?;
        check_values(&table, coefficient_m5.view())?;
        Ok(Self {
            pair,
            temperature_k,
            wavenumber_per_cm,
            coefficient_m5,
        })
    }

    /// The two species that collide.
    pub fn pair(&self) -> [Species; 2] {
        self.pair
    }

    /// Temperatures, K, rising, shape `[n_temperatures]`.
    pub fn temperature_k(&self) -> &[f64] {
        &self.temperature_k
    }

    /// Wavenumbers, cm⁻¹, rising, shape `[n_wavenumbers]`.
    pub fn wavenumber_per_cm(&self) -> &[f64] {
        &self.wavenumber_per_cm
    }

    /// Coefficients, m⁵ per molecule², shape `[n_temperatures, n_wavenumbers]`.
    pub fn coefficient_m5(&self) -> &Array2<f64> {
        &self.coefficient_m5
    }

    /// Coefficient at a wavenumber, m⁵, linear between the table's wavenumbers and zero outside them.
    pub fn at_m5(&self, i_temperature: usize, wavenumber_per_cm: f64) -> f64 {
        let place = bracket(&self.wavenumber_per_cm, wavenumber_per_cm);
        if place.clamped {
            return 0.0;
        }
        let low = self.coefficient_m5[[i_temperature, place.lower]];
        let high = self.coefficient_m5[[i_temperature, place.upper]];
        low + place.fraction * (high - low)
    }
}

impl Content for CiaTable {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            pair,
            temperature_k,
            wavenumber_per_cm,
            coefficient_m5,
        } = self;
        pair.tell(listener);
        listener.doubles(temperature_k);
        listener.doubles(wavenumber_per_cm);
        coefficient_m5
            .outer_iter()
            .for_each(|row| listener.doubles(&row.to_vec()));
    }
}
