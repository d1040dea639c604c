//! The state of the atmosphere at every level that light can reach.

use crate::{
    chemistry::mean_molecular_weight_kg,
    cloud::hide_below_cloud_top,
    failure::SimulationFailure,
    species::Species,
    structure::{Reference, gravity_m_per_s2, hydrostatic_radius_m, number_density_per_m3},
    temperature::Temperature,
};

/// Pressure, temperature, radius and composition of the levels, top first.
///
/// With a grey cloud deck the last level is the cloud top, and nothing below it exists here.
#[derive(Debug, Clone)]
pub struct Atmosphere {
    pub(crate) pressure_pa: Vec<f64>,
    pub(crate) temperature_k: Vec<f64>,
    pub(crate) mean_molecular_weight_kg: Vec<f64>,
    pub(crate) radius_m: Vec<f64>,
    pub(crate) number_density_per_m3: Vec<f64>,
    pub(crate) species: Vec<Species>,
    pub(crate) vmr: Vec<f64>,
    pub(crate) haze: Option<crate::cloud::Haze>,
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
            vmr: vec![0.0; species.len()],
            haze: None,
        }
    }

    /// Solves the structure on the levels of a grid; `vmr` and `haze` must be set already.
    pub(crate) fn solve(
        &mut self,
        level_pressure_pa: &[f64],
        reference: &Reference,
        temperature: &Temperature,
        cloud_top_pa: Option<f64>,
    ) -> Result<(), SimulationFailure> {
        let n_levels = level_pressure_pa.len();
        self.resize(n_levels);
        self.pressure_pa.copy_from_slice(level_pressure_pa);
        let n_visible = match cloud_top_pa {
            Some(cloud_top_pa) => hide_below_cloud_top(cloud_top_pa, &mut self.pressure_pa),
            None => n_levels,
        };
        let gravity = gravity_m_per_s2(reference.mass_kg, reference.radius_m);
        temperature.evaluate(&self.pressure_pa, gravity, &mut self.temperature_k)?;
        self.mean_molecular_weight_kg
            .fill(mean_molecular_weight_kg(&self.species, &self.vmr));
        hydrostatic_radius_m(
            reference,
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

    /// Volume mixing ratio of a species at a level; zero for a species that is not there.
    pub fn vmr(&self, species: Species, _i_level: usize) -> f64 {
        let ratios = self.species.iter().zip(&self.vmr);
        ratios
            .filter(|(known, _)| **known == species)
            .map(|(_, ratio)| ratio)
            .sum()
    }
}
