//! `train`: from the parts of a training set to a model that knows how its doubts are distributed.
//!
//! Members of the ensemble learn side by side, one thread each; what they become does not depend on the threads.

pub mod checkpoint;
mod error;
mod member;
mod schedule;
mod weight_decay;

use std::{fmt, path::PathBuf, time::Instant};

use rayon::prelude::*;

pub use error::TrainError;
pub use schedule::learning_rate;
pub use weight_decay::weight_decay;

use crate::network::{DeviceKind, Ensemble};
use crate::prior::Prior;
use crate::seed::Seed;
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::{
    Chosen, HeldOut, History, KeptSimulations, Manifest, MemberHistory, ModelError, ModelFolder,
    Specification, UntrainedEnsemble, calibrate,
};
use crate::training_set::part::TrainingSet;
use crate::training_set::{Dataset, DatasetConfig, DatasetError, InputMap, Noise, Split};
use groundwork::lock::{Attempt, Lock};
use groundwork::progress::Progress;
use groundwork::{FileError, json};
use member::{Member, TrainingPlan};

/// From how much on what the losses say is worth telling.
const FALLING_NATS: f64 = 0.1;
const BY_HEART_NATS: f64 = 0.3;

/// What a training needs besides the forward model.
#[derive(Debug, Clone)]
pub struct TrainInput<'a> {
    /// What the model will be for.
    pub specification: Specification,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The one number of the run.
    pub seed: Seed,
    /// Text of the study, stored in the model.
    pub study_text: &'a str,
    /// Sources of the opacity tables, stored in the model.
    pub opacities: Vec<String>,
    /// The parts.
    pub training_set: TrainingSet,
    /// Where the model goes.
    pub folder: ModelFolder,
    /// Where the networks compute.
    pub device: DeviceKind,
}

/// What a training came to.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainSummary {
    /// Folder of the model.
    pub folder: PathBuf,
    /// Simulations learnt from.
    pub n_training: usize,
    /// Share of the simulations that succeeded.
    pub valid_fraction: f64,
    /// Losses.
    pub history: History,
    /// Time it took, s; that of the earlier training if there was nothing to do.
    pub wall_seconds: f64,
    /// Whether the folder held this model already.
    pub was_done: bool,
}

/// Trains the ensemble and calibrates its scores; goes on from checkpoints, and does nothing if the model is there. A process
/// that finds another one at it waits for it. A model of something else gives way, once the training set is known to be whole.
///
/// # Errors
/// [`TrainError`].
pub fn run<S: Simulator>(
    input: &TrainInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<TrainSummary, TrainError> {
    if let Some(manifest) = finished(input)? {
        return summarise(input, &manifest, true);
    }
    check_training_set(input)?;
    let _lock = lock(input, progress)?;
    match finished(input)? {
        Some(manifest) => summarise(input, &manifest, true),
        None => train(input, source, progress),
    }
}

fn train<S: Simulator>(
    input: &TrainInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<TrainSummary, TrainError> {
    let start = Instant::now();
    let dataset = open_dataset(input, source)?;
    clear(input, progress)?;
    let input_map = train_members(input, &dataset, progress)?;
    let members = untrained(input, &input_map).with_weights(&input.folder)?;
    let simulations = KeptSimulations::of(&dataset);
    simulations.write(&input.folder.simulations_path())?;
    let held_out = HeldOut {
        valid_fraction: dataset.valid_fraction,
        input_map: &input_map,
        noise: &Noise::of_training(&input_map),
        prior: input.prior,
        source,
        seed: input.seed,
    };
    let ensemble = Ensemble::new(members, input.specification.n_masks);
    let chosen = [&simulations.fitted, &simulations.scored].map(Chosen::all);
    let calibration = calibrate(&ensemble, &held_out, chosen, progress)?;
    calibration.write(&input.folder.calibration_path())?;
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").into(),
        study_text: input.study_text.into(),
        specification: input.specification.clone(),
        n_training: dataset.n_training,
        valid_fraction: dataset.valid_fraction,
        opacities: input.opacities.clone(),
        wall_seconds: start.elapsed().as_secs_f64(),
    };
    manifest.write(&input.folder.manifest_path())?;
    let n_members = input.specification.network.ensemble;
    input.folder.remove_checkpoints(n_members);
    summarise(input, &manifest, false)
}

/// The model in the folder, if it is finished and the one that is wanted; one of another layout is replaced.
fn finished(input: &TrainInput) -> Result<Option<Manifest>, TrainError> {
    match Manifest::read(&input.folder) {
        Ok(manifest) if manifest.specification == input.specification => Ok(Some(manifest)),
        Ok(_) | Err(ModelError::NotTrained { .. } | ModelError::Layout { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether all simulations are there, before anything is written.
fn check_training_set(input: &TrainInput) -> Result<(), DatasetError> {
    let Specification {
        n_spectra,
        fingerprint,
        ..
    } = &input.specification;
    input.training_set.first(*n_spectra, fingerprint)?;
    Ok(())
}

/// The right to write the model.
fn lock(input: &TrainInput, progress: &dyn Progress) -> Result<Lock, FileError> {
    let folder = input.folder.folder();
    match Lock::attempt(folder)? {
        Attempt::Taken(lock) => Ok(lock),
        Attempt::Held(holder) => {
            let text = format!("{holder} trains {}: waiting", folder.display());
            progress.remark(&text);
            Lock::wait(folder)
        }
    }
}

/// Clears the folder of a model of something else, which is said, and of what a killed training left.
fn clear(input: &TrainInput, progress: &dyn Progress) -> Result<(), TrainError> {
    if let Ok(manifest) = Manifest::read(&input.folder) {
        let found = &manifest.specification;
        let difference = found.difference(&input.specification);
        progress.remark(&format!(
            "the model in {} is replaced: {}",
            input.folder.folder().display(),
            difference.unwrap_or("the observation's errors differ".into())
        ));
    }
    Ok(input.folder.clear()?)
}

fn open_dataset<S: Simulator>(
    input: &TrainInput,
    source: &SpectrumSource<S>,
) -> Result<Dataset, TrainError> {
    Ok(Dataset::open(&DatasetConfig {
        training_set: &input.training_set,
        fingerprint: &input.specification.fingerprint,
        n_spectra: input.specification.n_spectra,
        prior: input.prior,
        error_inflation: source.error_inflation(),
        split: Split::new(input.seed, input.specification.n_spectra),
        memory_budget_mb: input.specification.network.memory_budget_mb,
    })?)
}

/// The networks before they have learnt.
fn untrained<'a>(input: &'a TrainInput, input_map: &InputMap) -> UntrainedEnsemble<'a> {
    UntrainedEnsemble {
        config: &input.specification.network,
        n_inputs: input_map.n_inputs(),
        n_parameters: input.specification.n_targets(),
        seed: input.seed,
        device: input.device,
    }
}

/// Trains the members and writes what they are; returns what they see of a spectrum.
fn train_members(
    input: &TrainInput,
    dataset: &Dataset,
    progress: &dyn Progress,
) -> Result<InputMap, TrainError> {
    let (specification, folder) = (&input.specification, &input.folder);
    let config = &specification.network;
    let input_map = dataset
        .input_map(&specification.sigma, config.noise_factor)
        .with_conditions(specification.n_conditions);
    input_map.write(&folder.input_path())?;
    let key = serde_json::to_string(specification).expect("it is plain numbers and text");
    let plan = TrainingPlan {
        untrained: untrained(input, &input_map),
        dataset,
        input_map: &input_map,
        key: &key,
    };
    progress.start((config.ensemble * config.max_epochs) as u64, "epochs");
    let members: Vec<MemberHistory> = (0..config.ensemble)
        .into_par_iter()
        .map(|number| {
            let member = Member::begin(plan, number, folder.checkpoint_path(number))?;
            let (weights, history) = member.train(progress)?;
            folder.write_weights(number, &weights)?;
            Ok(history)
        })
        .collect::<Result<_, TrainError>>()?;
    progress.finish();
    let history = History::new(specification.n_targets(), members);
    json::write(&folder.history_path(), &history)?;
    Ok(input_map)
}

fn summarise(
    input: &TrainInput,
    manifest: &Manifest,
    was_done: bool,
) -> Result<TrainSummary, TrainError> {
    Ok(TrainSummary {
        folder: input.folder.folder().into(),
        n_training: manifest.n_training,
        valid_fraction: manifest.valid_fraction,
        history: History::read(&input.folder.history_path())?,
        wall_seconds: manifest.wall_seconds,
        was_done,
    })
}

impl fmt::Display for TrainSummary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let verb = if self.was_done {
            "was trained already"
        } else {
            "trained"
        };
        writeln!(
            f,
            "Model {verb} on {} simulations ({:.1} % of all were physical) in {:.0} s: {}",
            self.n_training,
            100.0 * self.valid_fraction,
            self.wall_seconds,
            self.folder.display()
        )?;
        for (number, member) in self.history.members.iter().enumerate() {
            let best = member.best_epoch;
            writeln!(
                f,
                "  member {number}: held-out loss {:.3} nats after {} epochs (the prior alone: {:.3})",
                member.validation_nll[best],
                best + 1,
                self.history.prior_nll
            )?;
        }
        let numbers = self.history.no_better_than_the_prior();
        if numbers.is_empty() {
            return self.write_advice(f);
        }
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        writeln!(
            f,
            "  NOT TRAINED: member {} says no more than the prior, and its posteriors are worth nothing; more epochs (`network.max_epochs`), \
             more simulations (`training_set.n_spectra`) or smaller steps (`network.learning_rate`) may help",
            numbers.join(" and ")
        )
    }
}

impl TrainSummary {
    /// What would make the networks sharper.
    fn write_advice(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (falling, by_heart) = (
            self.history.still_falling_nats(),
            self.history.learnt_by_heart_nats(),
        );
        if by_heart > BY_HEART_NATS {
            writeln!(
                f,
                "  {by_heart:.2} nats better on the simulations that they learnt from: more of them (`training_set.n_spectra`) would make the networks sharper"
            )?;
        }
        if falling > FALLING_NATS {
            writeln!(
                f,
                "  The loss still fell by {falling:.2} nats in the last tenth of the epochs: more (`network.max_epochs`) would make the networks sharper"
            )?;
        }
        Ok(())
    }
}
