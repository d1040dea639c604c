//! What can go wrong while training.

use super::checkpoint::CheckpointError;
use crate::trained_model::{FeaturesNotFinite, ModelError};
use crate::training_set::DatasetError;
use groundwork::FileError;

/// A training that cannot be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The training set cannot be learnt from.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A checkpoint cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A file of the model cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The model that is in the folder already cannot be read.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The out-of-distribution scores cannot be calibrated.
    #[error(transparent)]
    Features(#[from] FeaturesNotFinite),
    /// burn cannot pack or unpack weights.
    #[error("weights of member {member} cannot be {action}: {message}")]
    Weights {
        /// The member.
        member: usize,
        /// What was being done.
        action: &'static str,
        /// burn's own words.
        message: String,
    },
    /// The loss is no number.
    #[error(
        "member {member} diverged in epoch {epoch}: its loss is {loss}; \
         lower `network.learning_rate` ({learning_rate}) or raise `network.warmup_epochs`"
    )]
    Diverged {
        /// The member.
        member: usize,
        /// The epoch, from zero.
        epoch: usize,
        /// The loss.
        loss: f64,
        /// The highest learning rate.
        learning_rate: f64,
    },
}
