//! `generate`: draws θ from the prior, simulates the spectra, and writes them as parts of a training set.
//!
//! Simulation `i` is a pure function of (study, seed, i), so a part may be made by any process, again and
//! in any order, and its `theta` and `spectrum` come out the same to the last bit.

mod outcome;
mod parts;
mod summary;

use std::{collections::BTreeMap, fs, path::Path, time::Instant};

pub use parts::Parts;
pub use summary::GenerateSummary;

use crate::caveat::Caveat;
use crate::observation::Bin;
use crate::simulator::{SimulationFailure, Simulator, SpectrumSource};
use crate::study::Task;
use crate::training_set::part::{self, Provenance, TrainingSet, TrainingSetError};
use groundwork::progress::Progress;
use outcome::{assemble, count_failures, simulate_part};
use parts::Plan;

/// What a training set is made from besides the simulator.
#[derive(Debug, Clone, Copy)]
pub struct GenerateInput<'a> {
    /// Parameters, prior and sizes.
    pub task: &'a Task,
    /// The bins of the spectra.
    pub bins: &'a [Bin],
    /// Where the parts go.
    pub training_set: &'a TrainingSet,
    /// Which of them to make.
    pub parts: Parts,
}

/// Makes the missing parts of the training set and, once all are there, `dataset.h5`.
///
/// A part that exists and belongs to this task is kept.
///
/// # Errors
/// [`TrainingSetError`] if a part belongs to another study or a file cannot be read or written.
pub fn run<S: Simulator>(
    input: &GenerateInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<GenerateSummary, TrainingSetError> {
    let started = Instant::now();
    let (task, training_set) = (input.task, input.training_set);
    let plan = Plan::new(task.training_set);
    plan.check(input.parts)?;
    let (mut kept, mut missing) = (0, Vec::new());
    for k in plan.chosen(input.parts) {
        match is_complete(&training_set.part_path(k), plan.size(k), &task.fingerprint)? {
            true => kept += plan.size(k),
            false => missing.push(k),
        }
    }
    let n_missing: usize = missing.iter().map(|&k| plan.size(k)).sum();
    let provenance = provenance(input, source.caveats());
    let mut failures = BTreeMap::new();
    progress.start(n_missing as u64, "spectra");
    for &k in &missing {
        let outcomes = simulate_part(task, source, plan.samples(k), progress);
        count_failures(&outcomes, &mut failures);
        let part = assemble(&outcomes, input.bins.len());
        part::write_part(&training_set.part_path(k), &part, &provenance)?;
    }
    progress.finish();
    if plan.all().all(|k| training_set.part_path(k).exists()) {
        training_set.write_dataset(&provenance)?;
    }
    Ok(GenerateSummary {
        n_made: n_missing,
        n_kept: kept,
        failures,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// Whether the part is there, whole, and made by this task.
fn is_complete(path: &Path, size: usize, fingerprint: &str) -> Result<bool, TrainingSetError> {
    if !fs::exists(path).unwrap_or(false) {
        return Ok(false);
    }
    let header = part::read_header(path)?;
    if header.fingerprint != fingerprint {
        return Err(TrainingSetError::Foreign {
            path: path.into(),
            found: header.fingerprint,
            expected: fingerprint.to_owned(),
        });
    }
    // The last part of a smaller training set is shorter: it is made again.
    Ok(header.n == size)
}

fn provenance(input: &GenerateInput, caveats: &[Caveat]) -> Provenance {
    let task = input.task;
    let reasons: BTreeMap<String, &str> = SimulationFailure::CODES
        .iter()
        .map(|&(code, reason)| (code.to_string(), reason))
        .collect();
    let bins = input.bins.iter();
    Provenance {
        parameter_names: task.parameters.iter().map(|p| p.name.clone()).collect(),
        parameter_units: task.parameters.iter().map(|p| p.unit.clone()).collect(),
        wavelength_um: bins
            .map(|bin| format!("{:.6}", bin.wavelength_um))
            .collect(),
        quantity: task.quantity.clone(),
        study: task.text.clone(),
        fingerprint: task.fingerprint.clone(),
        seed: task.seed.0,
        opacities: task.sources.clone(),
        caveats: caveats.iter().map(Caveat::to_string).collect(),
        status_reasons: serde_json::to_string(&reasons).expect("a map of strings is JSON"),
    }
}
