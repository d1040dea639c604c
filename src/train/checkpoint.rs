//! A member that is being trained, as one HDF5 file: what the next epoch needs to go on as if nothing had happened.

use std::path::{Path, PathBuf};

use groundwork::{FileError, hdf5_file};

use crate::trained_model::MemberHistory;

/// The state of a member after an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What is being trained, and from what; a checkpoint of anything else is not continued.
    pub key: String,
    /// Weights now.
    pub weights: Vec<u8>,
    /// The optimiser's moments.
    pub optimizer: Vec<u8>,
    /// Weights of the best epoch so far.
    pub best_weights: Vec<u8>,
    /// Losses so far.
    pub history: MemberHistory,
}

/// A checkpoint that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(FileError),
    /// The file cannot be read.
    #[error("{0}; remove it to train from the start")]
    Read(FileError),
    /// The losses in it are no JSON.
    #[error("checkpoint {} is damaged: {source}; remove it to train from the start", path.display())]
    History {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
}

impl Checkpoint {
    /// Writes the checkpoint, replacing an older one only once it is complete.
    ///
    /// # Errors
    /// [`CheckpointError::Write`].
    pub fn write(&self, path: &Path) -> Result<(), CheckpointError> {
        let history = serde_json::to_string(&self.history).expect("losses are plain numbers");
        let bytes = [
            ("weights", &self.weights),
            ("optimizer", &self.optimizer),
            ("best_weights", &self.best_weights),
        ];
        let written = hdf5_file::write(path, |file| {
            hdf5_file::write_text(file, "key", &self.key)?;
            hdf5_file::write_text(file, "history", &history)?;
            for (name, bytes) in bytes {
                let builder = file.new_dataset_builder();
                builder.with_data(bytes.as_slice()).create(name)?;
            }
            Ok(())
        });
        written.map_err(CheckpointError::Write)
    }

    /// Reads the checkpoint; none if there is no file.
    ///
    /// # Errors
    /// [`CheckpointError::Read`] or [`CheckpointError::History`].
    pub fn read(path: &Path) -> Result<Option<Self>, CheckpointError> {
        if !path.exists() {
            return Ok(None);
        }
        let history = hdf5_file::read(path, |file| hdf5_file::read_text(file, "history"));
        let history = history.map_err(CheckpointError::Read)?;
        let history =
            serde_json::from_str(&history).map_err(|source| CheckpointError::History {
                path: path.into(),
                source,
            })?;
        let read = hdf5_file::read(path, |file| {
            let bytes = |name| file.dataset(name)?.read_raw::<u8>();
            Ok(Self {
                key: hdf5_file::read_text(file, "key")?,
                weights: bytes("weights")?,
                optimizer: bytes("optimizer")?,
                best_weights: bytes("best_weights")?,
                history,
            })
        });
        Ok(Some(read.map_err(CheckpointError::Read)?))
    }
}
