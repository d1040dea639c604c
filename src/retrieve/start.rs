//! Where the search for a posterior begins.

use std::path::PathBuf;

use crate::network::DeviceKind;
use crate::trained_model::ModelFolder;

/// Where the search for a posterior begins. Where it ends does not depend on it, unless its budget is too small.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// From the networks' posterior, which is reported beside the exact one.
    Networks {
        /// The trained model.
        model: ModelFolder,
        /// Where the networks compute.
        device: DeviceKind,
        /// Whether the networks' posterior is also the end: nothing is sampled.
        is_alone: bool,
    },
    /// From the prior alone, without any network.
    Prior,
    /// From another posterior: a `posterior.h5` of this spectrum or another reduction of it, by this study or one that shares
    /// parameters with it; what it does not have begins at its prior.
    Posterior(PathBuf),
}

impl Start {
    /// Whether anything is sampled.
    pub fn is_exact(&self) -> bool {
        !matches!(self, Self::Networks { is_alone: true, .. })
    }
}
