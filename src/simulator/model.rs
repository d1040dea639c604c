//! The forward model of a study with opacities at hand.

use std::sync::Arc;

use forward_model::{CiaTable, ForwardModel, Interpolation, ModelConfig, OpacityTable, Star};

use super::{SimulatorError, opacities::Loaded, star_spectrum::star};
use crate::study::{Continuum, InterpolationKind, Study};

/// The model of a study by tables of its gases, in its order, everywhere where these are.
///
/// # Errors
/// [`SimulatorError`] if the tables do not fit together, or the star's light or the collisions are not known.
pub(super) fn model_of_tables(
    study: &Study,
    tables: Vec<Arc<OpacityTable>>,
) -> Result<ForwardModel, SimulatorError> {
    Ok(ForwardModel::new(config_of_tables(study, tables)?)?)
}

/// What that is made of.
///
/// # Errors
/// [`SimulatorError`] if the star's light or the collisions are not known.
pub(super) fn config_of_tables(
    study: &Study,
    tables: Vec<Arc<OpacityTable>>,
) -> Result<ModelConfig, SimulatorError> {
    let cia = Loaded::continuum(study)?.cia;
    let everywhere = [0.0, f64::INFINITY];
    Ok(model_config(study, star(study)?, (tables, cia), everywhere))
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
            InterpolationKind::Linear => Interpolation::Linear,
        },
        cia,
        rayleigh: atmosphere.continuum.contains(&Continuum::Rayleigh),
        wavenumber_range_per_cm,
    }
}
