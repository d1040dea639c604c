//! Collision-induced absorption.

use ndarray::Array2;

use super::{
    cia_nodes::nodes,
    source::Opacity,
    stencil::{Stencil, UNIT_M2},
    table_error::{TableError, check_axis, check_shape, check_value},
};
use crate::{
    atmosphere::Atmosphere,
    content::{Content, Listener},
    interpolate::bracket,
    simd::{Columns, Row},
    species::Species,
};

/// Unit of the coefficients in the single-precision rows, m⁵.
const UNIT_M5: f64 = 1e-60;

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
        for ((t, wavenumber), value) in coefficient_m5.indexed_iter() {
            check_value(&table, &[t, wavenumber], *value)?;
        }
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

/// A pair's absorption on a model's columns; rows `[n_temperatures]` in each block.
pub(crate) struct CollisionInducedAbsorption {
    pair: [Species; 2],
    temperature_k: Vec<f64>,
    rows: Vec<Row>,
}

impl CollisionInducedAbsorption {
    /// Between the table's temperatures ln k is a straight line in ln T, from so many nodes that lines between these do.
    pub fn new(table: &CiaTable, columns: &Columns) -> Self {
        let nodes = nodes(table);
        let node = |i: usize, per_cm| nodes[i].coefficient_m5(table, per_cm) / UNIT_M5;
        Self {
            pair: table.pair,
            temperature_k: nodes.iter().map(|node| node.temperature_k).collect(),
            rows: columns.block_rows(nodes.len(), node),
        }
    }
}

impl Opacity for CollisionInducedAbsorption {
    fn name(&self) -> &str {
        "CIA"
    }

    fn stencil(&self, _values: &[f64], atmosphere: &Atmosphere, i_level: usize) -> Stencil {
        let t = bracket(&self.temperature_k, atmosphere.temperature_k[i_level]);
        let [a, b] = self.pair;
        let density_per_m3 = atmosphere.number_density_per_m3[i_level];
        let partners_per_m3 =
            density_per_m3 * atmosphere.vmr(a, i_level) * atmosphere.vmr(b, i_level);
        let pairs = [(t.lower, 1.0 - t.fraction), (t.upper, t.fraction)];
        Stencil::new(partners_per_m3 * (UNIT_M5 / UNIT_M2), &pairs)
    }

    fn rows(&self, _i_chunk: usize, i_block: usize) -> &[Row] {
        let n = self.temperature_k.len();
        &self.rows[i_block * n..(i_block + 1) * n]
    }
}
