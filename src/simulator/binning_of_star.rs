//! The map from cells to bins where the star's temperature is a parameter, and with it what the wavelengths of a bin count.

use std::sync::Arc;

use forward_model::{ForwardModel, SimulationFailure, SystemParameter};

use crate::observation::{Binning, BinningError, Responses};
use crate::study::Study;

/// What the map is made from besides the star.
#[derive(Clone)]
pub(super) struct BinningOfStar {
    responses: Arc<Responses>,
}

/// A map that cannot be made.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Bins(#[from] BinningError),
    #[error(transparent)]
    Star(#[from] SimulationFailure),
}

impl BinningOfStar {
    /// Of a study whose star is a black body of a temperature that is a parameter; none of others.
    pub fn of(study: &Study, responses: &Responses) -> Option<Self> {
        let is_black_body = study.star.spectrum_path.is_none();
        let varying = &study.atmosphere.ingredients.system;
        let is_varying = varying.contains(&SystemParameter::StarTemperature);
        (is_black_body && is_varying).then(|| Self {
            responses: Arc::new(responses.clone()),
        })
    }

    /// The map before a star of that temperature, K; the bins are those of a map that was made before another one.
    ///
    /// # Errors
    /// [`SimulationFailure`] if the star is dark.
    pub fn at(
        &self,
        model: &ForwardModel,
        temperature_k: f64,
    ) -> Result<Binning, SimulationFailure> {
        let light = |bounds_per_cm| model.light_of_star(temperature_k, bounds_per_cm);
        let cells = model.cell_bounds_per_cm();
        match Binning::of_responses::<_, Fault>(cells, &self.responses, light) {
            Ok(binning) => Ok(binning),
            Err(Fault::Star(failure)) => Err(failure),
            Err(Fault::Bins(error)) => unreachable!("the bins fitted the cells before: {error}"),
        }
    }
}
