//! The state of the atmosphere at every level that light can reach.

use super::{
    chemistry::{Chemistry, fill_with_background, mean_molecular_weight_kg},
    cloud_top::hide_below_cloud_top,
    structure::{
        Reference, gravity_m_per_s2, hydrostatic_radius_m, number_density_per_m3, scale_height_m,
    },
    temperature::{self, TemperatureProfile},
};
use crate::{failure::SimulationFailure, species::Species};

/// Pressure, temperature, radius and composition of the levels, top first.
///
/// With a grey cloud deck the last level is the cloud top, and nothing below it exists here; nor does what the grid has above
/// the height up to which levels are taken (`model/extent.rs`).
#[derive(Debug, Clone)]
pub struct Atmosphere {
    pub(crate) pressure_pa: Vec<f64>,
    pub(crate) temperature_k: Vec<f64>,
    pub(crate) mean_molecular_weight_kg: Vec<f64>,
    pub(crate) radius_m: Vec<f64>,
    pub(crate) number_density_per_m3: Vec<f64>,
    /// The gases in the chemistry's order, then the background.
    species: Vec<Species>,
    /// Shape `[n_species, n_grid_levels]`, of which `n_levels` of each row from `i_top` on are in use.
    vmr: Vec<f64>,
    n_grid_levels: usize,
    /// Levels of the grid above the highest of these.
    i_top: usize,
}

/// What the structure of an atmosphere follows from.
pub(crate) struct Recipe<'a> {
    pub level_pressure_pa: &'a [f64],
    pub reference: Reference,
    pub temperature: (&'a dyn TemperatureProfile, &'a [f64]),
    pub chemistry: (&'a dyn Chemistry, &'a [f64]),
    pub background_share: &'a [f64],
    pub cloud_top_pa: Option<f64>,
}

impl Atmosphere {
    pub(crate) fn with_capacity(n_levels: usize, species: &[Species]) -> Self {
        Self {
            pressure_pa: Vec::with_capacity(n_levels),
            temperature_k: Vec::with_capacity(n_levels),
            mean_molecular_weight_kg: Vec::with_capacity(n_levels),
            radius_m: Vec::with_capacity(n_levels),
            number_density_per_m3: Vec::with_capacity(n_levels),
            species: species.to_vec(),
            vmr: vec![0.0; species.len() * n_levels],
            n_grid_levels: n_levels,
            i_top: 0,
        }
    }

    /// Solves temperature, composition and structure on the levels of a grid.
    pub(crate) fn solve(&mut self, recipe: &Recipe<'_>) -> Result<(), SimulationFailure> {
        let n_levels = recipe.level_pressure_pa.len();
        self.i_top = 0;
        self.resize(n_levels);
        self.pressure_pa.copy_from_slice(recipe.level_pressure_pa);
        let n_visible = match recipe.cloud_top_pa {
            Some(cloud_top_pa) => hide_below_cloud_top(cloud_top_pa, &mut self.pressure_pa),
            None => n_levels,
        };
        self.solve_temperature(recipe)?;
        self.solve_composition(recipe)?;
        hydrostatic_radius_m(
            &recipe.reference,
            &self.pressure_pa,
            &self.temperature_k,
            &self.mean_molecular_weight_kg,
            &mut self.radius_m,
        )?;
        self.resize(n_visible);
        for i in 0..n_visible {
            self.number_density_per_m3[i] =
                number_density_per_m3(self.pressure_pa[i], self.temperature_k[i]);
        }
        Ok(())
    }

    /// Leaves out the highest levels.
    pub(crate) fn begin_at(&mut self, i_top: usize) {
        self.i_top += i_top;
        for of_levels in [
            &mut self.pressure_pa,
            &mut self.temperature_k,
            &mut self.mean_molecular_weight_kg,
            &mut self.radius_m,
            &mut self.number_density_per_m3,
        ] {
            of_levels.drain(..i_top);
        }
    }

    /// Levels of the grid above the highest of these.
    pub(crate) fn i_top(&self) -> usize {
        self.i_top
    }

    fn solve_temperature(&mut self, recipe: &Recipe<'_>) -> Result<(), SimulationFailure> {
        let gravity = gravity_m_per_s2(recipe.reference.mass_kg, recipe.reference.radius_m);
        temperature::evaluate(
            recipe.temperature,
            &self.pressure_pa,
            gravity,
            &mut self.temperature_k,
        )
    }

    fn solve_composition(&mut self, recipe: &Recipe<'_>) -> Result<(), SimulationFailure> {
        let (chemistry, values) = recipe.chemistry;
        let n_gases = self.species.len() - recipe.background_share.len();
        let gases = &mut self.vmr[..n_gases * self.n_grid_levels];
        chemistry.evaluate(values, &self.pressure_pa, &self.temperature_k, gases);
        fill_with_background(
            n_gases,
            recipe.background_share,
            self.n_grid_levels,
            &mut self.vmr,
        )?;
        mean_molecular_weight_kg(&self.species, &self.vmr, &mut self.mean_molecular_weight_kg);
        Ok(())
    }

    fn resize(&mut self, n_levels: usize) {
        self.pressure_pa.resize(n_levels, 0.0);
        self.temperature_k.resize(n_levels, 0.0);
        self.mean_molecular_weight_kg.resize(n_levels, 0.0);
        self.radius_m.resize(n_levels, 0.0);
        self.number_density_per_m3.resize(n_levels, 0.0);
    }

    /// Number of levels.
    pub fn n_levels(&self) -> usize {
        self.pressure_pa.len()
    }

    /// Pressure, Pa, shape `[n_levels]`, rising.
    pub fn pressure_pa(&self) -> &[f64] {
        &self.pressure_pa
    }

    /// Temperature, K, shape `[n_levels]`.
    pub fn temperature_k(&self) -> &[f64] {
        &self.temperature_k
    }

    /// Mean mass of a molecule, kg, shape `[n_levels]`.
    pub fn mean_molecular_weight_kg(&self) -> &[f64] {
        &self.mean_molecular_weight_kg
    }

    /// Distance from the planet's centre, m, shape `[n_levels]`, falling.
    pub fn radius_m(&self) -> &[f64] {
        &self.radius_m
    }

    /// Molecules per m³, shape `[n_levels]`.
    pub fn number_density_per_m3(&self) -> &[f64] {
        &self.number_density_per_m3
    }

    /// Pressure scale height of a level around a planet of this mass, m.
    pub(crate) fn scale_height_m(&self, i_level: usize, planet_mass_kg: f64) -> f64 {
        let gravity = gravity_m_per_s2(planet_mass_kg, self.radius_m[i_level]);
        scale_height_m(
            self.temperature_k[i_level],
            self.mean_molecular_weight_kg[i_level],
            gravity,
        )
    }

    /// Volume mixing ratio of a species at a level; zero for a species that is not there.
    pub fn vmr(&self, species: Species, i_level: usize) -> f64 {
        let found = self.species.iter().position(|known| *known == species);
        found.map_or(0.0, |row| {
            self.vmr[row * self.n_grid_levels + self.i_top + i_level]
        })
    }
}
