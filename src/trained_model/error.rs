//! What can be wrong with a trained model.

use std::path::PathBuf;

use groundwork::FileError;

use super::calibration::CalibrationError;
use super::feature_distance::FeaturesNotFinite;

/// A model that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// There is no finished model.
    #[error(
        "{} holds no finished model (no model.json); run `exosonde train` first, or wait for the process that does; `exosonde retrieve --from prior` needs none", folder.display()
    )]
    NotTrained {
        /// The folder.
        folder: PathBuf,
    },
    /// The model was written by another version.
    #[error(
        "the model in {} has the layout `{found}`, this version of exosonde reads `{expected}`; train again", folder.display()
    )]
    Layout {
        /// The folder.
        folder: PathBuf,
        /// Its layout.
        found: String,
        /// The layout of this version.
        expected: &'static str,
    },
    /// The model was trained for something else.
    #[error(
        "the model in {} was trained for another study: {difference}. \
         Train again with this study, or choose the study or --out folder that belongs to the model", folder.display()
    )]
    StudyMismatch {
        /// The folder.
        folder: PathBuf,
        /// What differs, as a clause.
        difference: String,
    },
    /// The networks have not learnt with such spectra.
    #[error(
        "the networks cannot take {observation}: {found}; expected {expected}. Train with this spectrum as the study's, or begin at the \
         prior (`exosonde retrieve --from prior`), which takes any"
    )]
    Unserved {
        /// The spectrum's file.
        observation: String,
        /// What is wrong with it, as a clause.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// Another process has begun to replace the model.
    #[error("the model in {} is being replaced by another process; run the same command again when that is done", folder.display())]
    Replaced {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the model cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The simulations that other errors are calibrated with cannot be read.
    #[error(
        "{0}; the model needs it for spectra whose errors or bins are not those of the training: train again, or begin at the prior \
         (`exosonde retrieve --from prior`)"
    )]
    Simulations(#[source] FileError),
    /// The calibration cannot be read.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// The networks make nothing of simulations with a spectrum's errors.
    #[error(transparent)]
    Features(#[from] FeaturesNotFinite),
    /// burn refuses the weights.
    #[error("weights {} cannot be read: {message}; train again", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// burn's own words.
        message: String,
    },
}
