//! Collision-induced absorption.

use super::{
    cia_nodes::nodes,
    cia_table::CiaTable,
    source::Opacity,
    stencil::{Stencil, UNIT_M2},
};
use crate::{
    atmosphere::Atmosphere,
    interpolate::bracket,
    simd::{Columns, Row},
    species::Species,
};

/// Unit of the coefficients in the single-precision rows, m⁵.
const UNIT_M5: f64 = 1e-60;

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
            pair: table.pair(),
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
