//! Atmospheres of a study's prior, and what is seen of them at many wavenumbers.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use forward_model::{ForwardModel, OpacityTable, SimulationFailure, digits::significant};
use ndarray::Array2;
use rayon::prelude::*;

use super::super::{SimulatorError, model::Surroundings};
use crate::seed::{Purpose, Seed};
use crate::study::Study;

/// Atmospheres by whose spectra the few wavenumbers are chosen.
const N_ATMOSPHERES: usize = 512;
/// Layers of their models at most: with 25 the tables are up to twice as far from line by line.
const N_LAYERS: usize = 50;
/// Draws of the prior for each of them, of which some describe nothing that could be seen.
const DRAWS_FOR_EACH: usize = 20;

/// Draws of the prior that have a spectrum.
pub(super) struct Atmospheres {
    thetas: Vec<Vec<f64>>,
}

impl Atmospheres {
    /// Draws them, the same whatever the seed of the study.
    ///
    /// # Errors
    /// [`SimulatorError::NoAtmosphere`] if no draw has a spectrum.
    pub fn of_prior(
        surroundings: &Surroundings,
        tables: &[Arc<OpacityTable>],
    ) -> Result<Self, SimulatorError> {
        let model = surroundings.model(tables.to_vec())?;
        let study = surroundings.study;
        let mut rng = Seed(0).rng(Purpose::Wavenumbers, 0);
        let mut workspace = model.workspace();
        let mut thetas = Vec::new();
        let mut failures = Vec::new();
        for _ in 0..N_ATMOSPHERES * DRAWS_FOR_EACH {
            let theta = study.parameters.prior().sample(&mut rng);
            match model.check(&study.parameters.physics(&theta), &mut workspace) {
                Ok(()) => thetas.push(theta),
                Err(failure) => failures.push(failure),
            }
            if thetas.len() == N_ATMOSPHERES {
                break;
            }
        }
        match thetas.is_empty() {
            true => Err(no_atmosphere(study, &failures)),
            false => Ok(Self { thetas }),
        }
    }

    /// Depths in the tables' cells, `[n_atmospheres, n_cells]`; an atmosphere that has none there, because it has no end, is left out.
    ///
    /// # Errors
    /// [`SimulatorError`] if the tables make no model, or no atmosphere has depths.
    pub fn depths(
        &self,
        surroundings: &Surroundings,
        tables: Vec<Arc<OpacityTable>>,
    ) -> Result<Array2<f64>, SimulatorError> {
        let model = surroundings.model(tables)?.on_few_layers(N_LAYERS);
        let study = surroundings.study;
        let spectrum =
            |workspace: &mut _, theta: &Vec<f64>| spectrum(study, &model, theta, workspace);
        let spectra: Vec<Result<Vec<f64>, SimulationFailure>> = self
            .thetas
            .par_iter()
            .map_init(|| model.workspace(), spectrum)
            .collect();
        let mut failures = Vec::new();
        let mut depths = Array2::zeros((0, model.n_cells()));
        for spectrum in spectra {
            match spectrum {
                Ok(spectrum) => depths
                    .push_row(spectrum[..].into())
                    .expect("all spectra are of one model"),
                Err(failure) => failures.push(failure),
            }
        }
        match depths.is_empty() {
            true => Err(no_atmosphere(study, &failures)),
            false => Ok(depths),
        }
    }
}

/// The error that says why none of some draws of the prior has a spectrum.
fn no_atmosphere(study: &Study, failures: &[SimulationFailure]) -> SimulatorError {
    let found = format!(
        "such that no draw of the priors has a spectrum, {}",
        in_words(failures)
    );
    let expected =
        "priors that leave some planets which can be seen: narrow those behind these reasons";
    let error = study.source.value_error("parameters", found, expected);
    SimulatorError::NoAtmosphere(error)
}

/// The reasons, the most frequent first, with their shares, and the last one with its numbers.
fn in_words(failures: &[SimulationFailure]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for failure in failures {
        *counts.entry(failure.reason()).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| Reverse(*n));
    let share = |(reason, n): (&str, usize)| {
        let percent = 100.0 * n as f64 / failures.len() as f64;
        format!("{} % because {reason}", significant(percent, 3))
    };
    let shares: Vec<String> = counts.into_iter().map(share).collect();
    let last = failures.last();
    let last = last.map(|failure| format!(" (the last one: {failure})"));
    shares.join(", ") + &last.unwrap_or_default()
}

fn spectrum(
    study: &Study,
    model: &ForwardModel,
    theta: &[f64],
    workspace: &mut forward_model::Workspace,
) -> Result<Vec<f64>, SimulationFailure> {
    let values = study.parameters.physics(theta);
    Ok(model.spectrum(&values, workspace)?.to_vec())
}
