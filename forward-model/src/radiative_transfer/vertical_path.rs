//! The way of light straight up through the layers.
//!
//! Between two levels the column of molecules is `dN = dP / (μ g)` and the cross section per molecule is linear in log
//! pressure. Then the vertical optical depth of a layer is a fixed linear combination of the cross sections at its levels:
//!
//! `Δτ_k = U_k σ_k + L_k σ_{k+1}`,  `U + L = ΔP / (μ g)`,  `L = [P_{k+1} − ΔP / Δln P] / (μ g)`.
//!
//! Above the highest level lies the rest of the column with that level's cross section: `P_0 / (μ g)`, and what the falling
//! gravity adds to it.

use super::outer_atmosphere::OuterAtmosphere;
use crate::{
    atmosphere::{Atmosphere, structure::gravity_m_per_s2},
    opacity::UNIT_M2,
};

/// Columns of molecules between the levels, times what makes exponents to base two of optical depths:
/// `−log₂e · UNIT · N`.
#[derive(Debug, Clone)]
pub(crate) struct VerticalPath {
    n_levels: usize,
    /// The column above the highest level.
    above: f32,
    /// Share of each layer's column that takes the cross section at its upper level.
    upper: Vec<f32>,
    /// Share that takes the cross section at its lower level.
    lower: Vec<f32>,
}

impl VerticalPath {
    pub fn new(n_levels: usize) -> Self {
        Self {
            n_levels: 0,
            above: 0.0,
            upper: vec![0.0; n_levels],
            lower: vec![0.0; n_levels],
        }
    }

    /// Fills in the columns of an atmosphere around a planet of this mass, for cross sections at its levels; `outer` is what
    /// is above them.
    pub fn trace_levels(
        &mut self,
        atmosphere: &Atmosphere,
        outer: &OuterAtmosphere,
        planet_mass_kg: f64,
    ) {
        self.n_levels = atmosphere.n_levels();
        let pressure_pa = atmosphere.pressure_pa();
        self.above = outer.exponent(outer.vertical_m()) as f32;
        for (i, pair) in pressure_pa.windows(2).enumerate() {
            let mean = mean_column_per_pa(atmosphere, planet_mass_kg, i);
            let slope = (pair[1] - pair[0]) / (pair[1] / pair[0]).ln();
            self.upper[i] = (mean * (slope - pair[0])) as f32;
            self.lower[i] = (mean * (pair[1] - slope)) as f32;
        }
    }

    /// The same for cross sections in the middle of each layer, which take the place of those at the level below it:
    /// density there times thickness, `√(P_k P_{k+1}) Δln P / (μ g)`.
    pub fn trace_layers(
        &mut self,
        atmosphere: &Atmosphere,
        outer: &OuterAtmosphere,
        planet_mass_kg: f64,
    ) {
        self.n_levels = atmosphere.n_levels();
        self.above = outer.exponent(outer.vertical_m()) as f32;
        for (i, pair) in atmosphere.pressure_pa().windows(2).enumerate() {
            let mean = mean_column_per_pa(atmosphere, planet_mass_kg, i);
            let middle_pa = (pair[0] * pair[1]).sqrt();
            self.upper[i] = 0.0;
            self.lower[i] = (mean * middle_pa * (pair[1] / pair[0]).ln()) as f32;
        }
    }

    pub fn n_levels(&self) -> usize {
        self.n_levels
    }

    pub fn above(&self) -> f32 {
        self.above
    }

    /// Weights of the cross sections at levels `i_layer` and `i_layer + 1`.
    pub fn layer(&self, i_layer: usize) -> [f32; 2] {
        [self.upper[i_layer], self.lower[i_layer]]
    }
}

/// Exponent to base two of a unit cross section, over pressure: `−log₂e · UNIT / (μ g)` at a level.
fn column_per_pa(atmosphere: &Atmosphere, planet_mass_kg: f64, i_level: usize) -> f64 {
    let gravity = gravity_m_per_s2(planet_mass_kg, atmosphere.radius_m()[i_level]);
    let weight_n = atmosphere.mean_molecular_weight_kg()[i_level] * gravity;
    -std::f64::consts::LOG2_E * UNIT_M2 / weight_n
}

fn mean_column_per_pa(atmosphere: &Atmosphere, planet_mass_kg: f64, i_layer: usize) -> f64 {
    let at = |i_level| column_per_pa(atmosphere, planet_mass_kg, i_level);
    0.5 * (at(i_layer) + at(i_layer + 1))
}
