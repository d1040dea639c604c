//! What can be wrong with a training set's files.

use std::path::PathBuf;

use groundwork::{FileError, file_error::Cause};

use super::super::tally::Tally;

/// A part or training set that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainingSetError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A part is no HDF5 file, or not one of ours.
    #[error("{0}; if it is truncated or foreign, remove it and run `exosonde generate` again")]
    Damaged(#[source] FileError),
    /// A dataset has another shape than the part's other datasets say.
    #[error("training-set file {}: `{dataset}` has shape {found:?}, expected {expected:?}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// The dataset.
        dataset: &'static str,
        /// Its shape.
        found: Vec<usize>,
        /// The shape it should have.
        expected: Vec<usize>,
    },
    /// There is no part.
    #[error("{} holds no part of a training set, expected part-000000.h5 and so on; run `exosonde generate`", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// Simulations are missing.
    #[error(
        "training set {}: {found} of the study's {expected} simulations are there, {} is missing or too short; \
         run `exosonde generate` with this study and this --out folder to make the rest, or lower `training_set.n_spectra`",
        folder.display(), missing.file_name().unwrap_or_default().display()
    )]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// How many of the simulations there are.
        found: usize,
        /// How many the study asks for.
        expected: usize,
        /// The first part that lacks some.
        missing: PathBuf,
    },
    /// No simulation has a spectrum: the study describes no planet.
    #[error(
        "training set {}: all {} simulations failed ({tally}), expected some with a spectrum; look at the priors, and at the \
         units of radius and mass of star and planet; `exosonde simulate` with --set says more of one of them. \
         The parts are kept",
        folder.display(), tally.n
    )]
    NoneSucceeded {
        /// The folder.
        folder: PathBuf,
        /// The reasons.
        tally: Tally,
    },
    /// A part was written by another version.
    #[error(
        "{} has the layout `{found}`, this version of exosonde reads and writes `{expected}`, whose fingerprint covers more of \
         what a spectrum depends on; move the training set away and run `exosonde generate` again", path.display()
    )]
    Layout {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: String,
        /// The layout of this version.
        expected: &'static str,
    },
    /// The training set has fewer parts.
    #[error("--part {k}, expected 0 to {} for this study's {n_parts} parts", n_parts - 1)]
    NoSuchPart {
        /// The part asked for.
        k: usize,
        /// Number of parts.
        n_parts: usize,
    },
    /// A part was made by something else than this study.
    #[error(
        "{} was made by another study, from other opacities or by another version of the physics \
         (fingerprint {found}, expected {expected}); choose another --out or move the training set away", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Its fingerprint.
        found: String,
        /// The fingerprint of this study.
        expected: String,
    },
}

impl TrainingSetError {
    /// A part that cannot be read: one that HDF5 does not understand had better be made again.
    pub(super) fn reading(error: FileError) -> Self {
        match error.source {
            Cause::Hdf5(_) => Self::Damaged(error),
            _ => Self::File(error),
        }
    }
}
