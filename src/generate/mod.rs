//! `generate`: draws θ from the prior, simulates the spectra, and writes them as parts of a training set.
//!
//! Simulation `i` is a pure function of (study, seed, i), so a part may be made by any process, again and
//! in any order, and its `theta` and `spectrum` come out the same to the last bit.

mod outcome;
mod parts;
mod summary;
mod workshop;

use std::{collections::BTreeMap, time::Instant};

pub use parts::Parts;
pub use summary::GenerateSummary;

use crate::caveat::Caveat;
use crate::observation::Bin;
use crate::simulator::{SimulationFailure, Simulator, SpectrumSource};
use crate::study::Task;
use crate::training_set::Tally;
use crate::training_set::part::{Provenance, TrainingSet, TrainingSetError};
use groundwork::{lock::Lock, progress::Progress};
use parts::Plan;
use workshop::Workshop;

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
/// A part that exists and belongs to this task is kept. Several processes may work in one folder: each makes parts that none
/// of the others is making, and whoever has nothing left to do waits for the rest, which it makes itself should its maker die.
///
/// # Errors
/// [`TrainingSetError`] if a part belongs to another study or a file cannot be read or written; or if no simulation of the
/// parts has a spectrum, which are kept.
pub fn run<S: Simulator>(
    input: &GenerateInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<GenerateSummary, TrainingSetError> {
    let started = Instant::now();
    let (task, training_set) = (input.task, input.training_set);
    let plan = Plan::new(task.training_set);
    plan.check(input.parts)?;
    let mut workshop = Workshop {
        input,
        source,
        progress,
        provenance: provenance(input, source),
        plan,
        n_made: 0,
    };
    let (n_chosen, missing) = workshop.survey()?;
    let n_missing: usize = missing.iter().map(|&k| workshop.plan.size(k)).sum();
    progress.start(n_missing as u64, "spectra");
    workshop.make(missing)?;
    progress.finish();
    write_dataset(
        training_set,
        task.training_set.n_spectra,
        &workshop.provenance,
    )?;
    let tally = workshop.tally()?;
    if is_hopeless(&tally, task.training_set.n_spectra) {
        let folder = training_set.folder().into();
        return Err(TrainingSetError::NoneSucceeded { folder, tally });
    }
    Ok(GenerateSummary {
        n_made: workshop.n_made,
        n_kept: n_chosen - workshop.n_made,
        failures: tally.failures,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// Whether the study is at fault: all of its simulations failed, or so many that there is no doubt what the others would do.
fn is_hopeless(tally: &Tally, n_spectra: usize) -> bool {
    const CONCLUSIVE: usize = 100;
    tally.n > 0 && tally.n_failed() == tally.n && tally.n >= n_spectra.min(CONCLUSIVE)
}

/// Writes `dataset.h5` if all parts are there.
fn write_dataset(
    training_set: &TrainingSet,
    n_spectra: usize,
    provenance: &Provenance,
) -> Result<(), TrainingSetError> {
    use TrainingSetError::{Incomplete, Missing};
    match training_set.first(n_spectra, &provenance.fingerprint) {
        Err(Incomplete { .. } | Missing { .. }) => return Ok(()),
        found => found?,
    };
    let _lock = Lock::wait(&training_set.dataset_path())?;
    training_set.write_dataset(n_spectra, provenance)
}

fn provenance<S: Simulator>(input: &GenerateInput, source: &SpectrumSource<S>) -> Provenance {
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
        fingerprint: task.training_set_fingerprint(input.bins, source.instruments()),
        seed: task.seed.0,
        opacities: task.sources.clone(),
        caveats: source.caveats().iter().map(Caveat::to_string).collect(),
        status_reasons: serde_json::to_string(&reasons).expect("a map of strings is JSON"),
    }
}
