//! The way of light straight up through the layers.
//!
//! Between two levels the column of molecules is `dN = dP / (μ g)` and the cross section per molecule is linear in log
//! pressure. Then the vertical optical depth of a layer is a fixed linear combination of the cross sections at its levels:
//!
//! `Δτ_k = U_k σ_k + L_k σ_{k+1}`,  `U + L = ΔP / (μ g)`,  `L = [P_{k+1} − ΔP / Δln P] / (μ g)`.
//!
//! Above the highest level lies the column `P_0 / (μ g)` with that level's cross section.

use crate::{atmosphere::Atmosphere, opacity::UNIT_M2, structure::gravity_m_per_s2};

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

    /// Fills in the columns of an atmosphere around a planet of this mass; without the one above the highest level, if the
    /// atmosphere is to end there.
    pub fn trace(&mut self, atmosphere: &Atmosphere, planet_mass_kg: f64, ends_at_top: bool) {
        let pressure_pa = atmosphere.pressure_pa();
        self.n_levels = pressure_pa.len();
        let unit = -std::f64::consts::LOG2_E * UNIT_M2;
        // Molecules over pressure, 1/(μ g).
        let per_pressure = |i: usize| {
            let gravity = gravity_m_per_s2(planet_mass_kg, atmosphere.radius_m()[i]);
            1.0 / (atmosphere.mean_molecular_weight_kg()[i] * gravity)
        };
        self.above = match ends_at_top {
            true => 0.0,
            false => (unit * per_pressure(0) * pressure_pa[0]) as f32,
        };
        for (i, pair) in pressure_pa.windows(2).enumerate() {
            let mean = 0.5 * unit * (per_pressure(i) + per_pressure(i + 1));
            let step = pair[1] - pair[0];
            let slope = step / (pair[1] / pair[0]).ln();
            self.upper[i] = (mean * (slope - pair[0])) as f32;
            self.lower[i] = (mean * (pair[1] - slope)) as f32;
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
