//! `history.json` of a model: how its losses fell.

use std::path::Path;

use groundwork::{FileError, json};
use serde::{Deserialize, Serialize};

/// `history.json`: losses in nats per spectrum, in the standardised θ-space.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// Version of this layout, `exosonde-history-1`.
    pub schema: String,
    /// What a network that always answers with the prior would score.
    pub prior_nll: f64,
    /// One entry a member.
    pub members: Vec<MemberHistory>,
}

/// Losses of one member, one entry an epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MemberHistory {
    /// Epochs from zero.
    pub epoch: Vec<usize>,
    /// Mean over the epoch's batches.
    pub train_nll: Vec<f64>,
    /// Mean over the validation simulations, dropout included.
    pub validation_nll: Vec<f64>,
    /// Learning rate at the end of the epoch.
    pub learning_rate: Vec<f64>,
    /// The epoch whose weights were kept.
    pub best_epoch: usize,
}

impl History {
    /// The losses of `members` over `n_parameters` parameters, whose prior is a standard normal.
    pub fn new(n_parameters: usize, members: Vec<MemberHistory>) -> Self {
        let nats_per_parameter = 0.5 * (1.0 + (2.0 * std::f64::consts::PI).ln());
        Self {
            schema: "exosonde-history-1".into(),
            prior_nll: n_parameters as f64 * nats_per_parameter,
            members,
        }
    }

    /// Reads `history.json`.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read(path: &Path) -> Result<Self, FileError> {
        json::read(path)
    }
}
