//! What can go wrong in a session.

use std::path::PathBuf;

use groundwork::{FileError, file_error::is_disk_fault};
use sampling::{SamplingError, Unfinished};

use crate::evaluate::EvaluateError;
use crate::plot::PlotError;
use crate::retrieve::RetrieveError;
use crate::simulator::{SimulationFailure, SimulatorError};
use crate::study::{KnownError, StudyError, UnknownParameter};
use crate::train::TrainError;
use crate::training_set::part::TrainingSetError;
use crate::weigh::WeighError;

/// A session that cannot be opened, or a stage of it that cannot be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The study makes no sense.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// The study has no such parameter.
    #[error(transparent)]
    Parameter(#[from] UnknownParameter),
    /// What is known with a spectrum is of no condition, or outside of the study's prior.
    #[error("known with the spectrum: {0}")]
    Known(#[from] KnownError),
    /// Another spectrum is not in the bins of the study's own.
    #[error(
        "task {task} cannot take the spectrum {path}: {difference}; expected a spectrum in the bins of the task's own, or a study \
         that names this one"
    )]
    OtherBins {
        /// Name of the task.
        task: String,
        /// The spectrum's file.
        path: String,
        /// The first difference, as a clause of which the task is the subject.
        difference: String,
    },
    /// A spectrum lacks all bins of an instrument.
    #[error(
        "the networks cannot take the spectrum {path}: all bins of `{instrument}` are missing, expected some of every instrument that they \
         have learnt with. Train with a study of this spectrum, or begin at the prior (`exosonde retrieve --from prior`), which takes any"
    )]
    WithoutInstrument {
        /// The spectrum's file.
        path: String,
        /// The instrument.
        instrument: String,
    },
    /// A posterior around which networks cannot learn.
    #[error(
        "{} says not where the posterior of task {task} is: {found}; expected a posterior.h5 with all of its parameters (`exosonde retrieve` makes one; --posterior names another)", path.display()
    )]
    Posterior {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
        /// Name of the task.
        task: String,
    },
    /// The study cannot be simulated.
    #[error(transparent)]
    Simulator(#[from] SimulatorError),
    /// Nothing is free, so there is nothing to infer.
    #[error(
        "task {task}: it has no parameter, expected at least one with a prior, because there is nothing to {verb}"
    )]
    NothingFree {
        /// Name of the task.
        task: String,
        /// What cannot be done.
        verb: &'static str,
    },
    /// A θ cannot be simulated.
    #[error(transparent)]
    Simulation(#[from] SimulationFailure),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The training set cannot be made.
    #[error(transparent)]
    TrainingSet(#[from] TrainingSetError),
    /// The training cannot be finished.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// The model cannot be evaluated.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// The spectrum cannot be retrieved.
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
    /// Rows of θ cannot be weighed.
    #[error(transparent)]
    Weigh(#[from] WeighError),
    /// A figure cannot be drawn.
    #[error(transparent)]
    Plot(#[from] PlotError),
}

impl SessionError {
    /// Whether a stage failed on good input, as on a full disk or in a training that diverged; otherwise what the user gave
    /// is wrong.
    pub fn is_stage_failure(&self) -> bool {
        match self {
            Self::Train(
                TrainError::Diverged { .. } | TrainError::Weights { .. } | TrainError::Features(_),
            )
            | Self::Weigh(WeighError::Output { .. }) => true,
            error => is_disk_fault(error),
        }
    }

    /// Whether a search was told to stop before it had anything.
    pub fn is_interruption(&self) -> bool {
        let Self::Retrieve(RetrieveError::Sampling { source, .. }) = self else {
            return false;
        };
        matches!(source, SamplingError::Nothing(Unfinished::Interrupted))
    }

    /// Whether a search found that no parameters of the prior have a spectrum.
    pub fn is_without_spectrum(&self) -> bool {
        match self {
            Self::Retrieve(RetrieveError::UnphysicalPrior { percent, .. }) => *percent == 0.0,
            Self::Retrieve(RetrieveError::Sampling { source, .. }) => {
                matches!(source, SamplingError::ZeroEverywhere { .. })
            }
            _ => false,
        }
    }
}
