//! The forward model of a study with opacities at hand.

use std::sync::Arc;

use forward_model::{CiaTable, ForwardModel, Interpolation, ModelConfig, OpacityTable, Star};

use super::{SimulatorError, opacities::Loaded, star_spectrum::star};
use crate::study::{Continuum, InterpolationKind, Study};

/// What all models of a study have besides the tables of its gases.
pub(super) struct Surroundings<'a> {
    pub study: &'a Study,
    star: Star,
    cia: Vec<Arc<CiaTable>>,
}

impl<'a> Surroundings<'a> {
    /// # Errors
    /// [`SimulatorError`] if the star's light or the collisions are not known.
    pub fn of(study: &'a Study) -> Result<Self, SimulatorError> {
        Ok(Self {
            study,
            star: star(study)?,
            cia: Loaded::continuum(study)?.cia,
        })
    }

    /// The model by tables of the study's gases, in its order, everywhere where these are.
    ///
    /// # Errors
    /// [`SimulatorError`] if the tables do not fit together.
    pub fn model(&self, tables: Vec<Arc<OpacityTable>>) -> Result<ForwardModel, SimulatorError> {
        Ok(ForwardModel::new(self.config(tables))?)
    }

    /// What that is made of.
    pub fn config(&self, tables: Vec<Arc<OpacityTable>>) -> ModelConfig {
        let opacities = (tables, self.cia.clone());
        model_config(
            self.study,
            self.star.clone(),
            opacities,
            [0.0, f64::INFINITY],
        )
    }
}

/// What it is made of.
pub(super) fn model_config(
    study: &Study,
    star: Star,
    (opacities, cia): (Vec<Arc<OpacityTable>>, Vec<Arc<CiaTable>>),
    wavenumber_range_per_cm: [f64; 2],
) -> ModelConfig {
    let atmosphere = &study.atmosphere;
    ModelConfig {
        geometry: atmosphere.geometry,
        star,
        detected: study.observation.bin_weights.into(),
        planet_mass_kg: study.planet.mass_kg,
        reference_pressure_pa: study.planet.reference_pressure_pa,
        pressure_grid: atmosphere.pressure_grid.clone(),
        ingredients: atmosphere.ingredients.clone(),
        background: atmosphere.background.clone(),
        opacities,
        interpolation: match study.opacities.interpolation {
            InterpolationKind::Log => Interpolation::Log,
            InterpolationKind::LogInverseTemperature => Interpolation::LogInverseTemperature,
            InterpolationKind::Linear => Interpolation::Linear,
        },
        cia,
        rayleigh: atmosphere.continuum.contains(&Continuum::Rayleigh),
        wavenumber_range_per_cm,
    }
}
