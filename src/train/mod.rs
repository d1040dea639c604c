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

use crate::network::{DeviceKind, Ensemble, Network, NetworkShape};
use crate::prior::Prior;
use crate::seed::Seed;
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::folder::{
    History, Manifest, MemberHistory, ModelFolder, SCHEMA, Subject,
};
use crate::trained_model::{
    Held, ModelError, calibrate, calibration_file, new_member, read_manifest,
};
use crate::training_set::part::TrainingSet;
use crate::training_set::{Dataset, DatasetConfig, Features, Split};
use groundwork::json;
use groundwork::progress::Progress;
use member::{Lesson, Member, weights_error};

/// What a training needs besides the forward model.
#[derive(Debug, Clone)]
pub struct TrainInput<'a> {
    /// What the model will be for.
    pub subject: Subject,
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

/// Trains the ensemble and calibrates its scores; goes on from checkpoints, and does nothing if the model is there.
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
    let start = Instant::now();
    let config = &input.subject.network;
    let dataset = Dataset::open(&DatasetConfig {
        training_set: &input.training_set,
        fingerprint: &input.subject.fingerprint,
        prior: input.prior,
        error_inflation: source.error_inflation(),
        split: Split::new(input.seed, input.subject.n_spectra),
        memory_budget_mb: config.memory_budget_mb,
    })?;
    let features = dataset.features(&input.subject.sigma, config.noise_factor);
    train_members(input, &dataset, &features, progress)?;
    let ensemble = Ensemble::new(load_members(input, &features)?, input.subject.n_masks);
    let held = Held {
        dataset: &dataset,
        features: &features,
        prior: input.prior,
        source,
        seed: input.seed,
    };
    let (reference, calibration) = calibrate(&ensemble, &held, progress)?;
    calibration_file(&reference, &calibration).write(&input.folder.calibration_path())?;
    let manifest = Manifest {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        study_text: input.study_text.into(),
        subject: input.subject.clone(),
        features,
        n_training: dataset.n_training,
        valid_fraction: dataset.valid_fraction,
        opacities: input.opacities.clone(),
        wall_seconds: start.elapsed().as_secs_f64(),
    };
    json::write(&input.folder.manifest_path(), &manifest)?;
    input.folder.remove_checkpoints(config.ensemble);
    summarise(input, &manifest, false)
}

/// The model in the folder, if it is finished and the one that is wanted.
fn finished(input: &TrainInput) -> Result<Option<Manifest<Features>>, TrainError> {
    match read_manifest(&input.folder) {
        Ok(manifest) if manifest.subject == input.subject => Ok(Some(manifest)),
        Ok(_) | Err(ModelError::NotTrained { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn train_members(
    input: &TrainInput,
    dataset: &Dataset,
    features: &Features,
    progress: &dyn Progress,
) -> Result<(), TrainError> {
    let config = &input.subject.network;
    let key = serde_json::to_string(&input.subject).expect("a subject is plain numbers and text");
    let lesson = Lesson {
        config,
        dataset,
        features,
        seed: input.seed,
        device: input.device,
        key: &key,
    };
    progress.start((config.ensemble * config.max_epochs) as u64, "epochs");
    let members: Vec<MemberHistory> = (0..config.ensemble)
        .into_par_iter()
        .map(|number| {
            let member = Member::begin(lesson, number, input.folder.checkpoint_path(number))?;
            let (weights, history) = member.train(progress)?;
            input.folder.write_weights(number, &weights)?;
            Ok(history)
        })
        .collect::<Result<_, TrainError>>()?;
    progress.finish();
    let d = input.prior.n_parameters() as f64;
    let prior_nll = 0.5 * d * (1.0 + (2.0 * std::f64::consts::PI).ln());
    let history = History {
        schema: "exosonde-history-1".into(),
        prior_nll,
        members,
    };
    Ok(json::write(&input.folder.history_path(), &history)?)
}

fn load_members(input: &TrainInput, features: &Features) -> Result<Vec<Network>, TrainError> {
    let config = &input.subject.network;
    let shape = NetworkShape {
        n_inputs: features.n_inputs(),
        n_parameters: input.prior.n_parameters(),
    };
    let load = |member| {
        let network = new_member(config, shape, input.seed, member, input.device);
        let weights = input.folder.read_weights(member)?;
        network
            .with_weights(weights)
            .map_err(weights_error(member, "read"))
    };
    (0..config.ensemble).map(load).collect()
}

fn summarise(
    input: &TrainInput,
    manifest: &Manifest<Features>,
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
        Ok(())
    }
}
