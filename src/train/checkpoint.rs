//! A member that is being trained, as one HDF5 file: what the next epoch needs to go on as if nothing had happened.

use std::path::{Path, PathBuf};

use hdf5::{File, types::VarLenUnicode};
use ndarray::ArrayView1;

use crate::trained_model::folder::MemberHistory;
use groundwork::{FileError, atomic};

/// The state of a member after an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What is being trained, and from what; a checkpoint of anything else is not continued.
    pub key: String,
    /// Epochs done.
    pub n_epochs: usize,
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
    Write(#[from] FileError),
    /// HDF5 refuses the file.
    #[error("checkpoint {} cannot be {action}: {source}; remove it to train from the start", path.display())]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// HDF5's own words.
        source: hdf5::Error,
    },
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
    /// [`CheckpointError::Write`] or [`CheckpointError::Hdf5`].
    pub fn write(&self, path: &Path) -> Result<(), CheckpointError> {
        let history = serde_json::to_string(&self.history).expect("losses are plain numbers");
        atomic::write(path, |temporary| {
            let fill = || {
                let file = File::create(temporary)?;
                write_text(&file, "key", &self.key)?;
                write_text(&file, "history", &history)?;
                file.new_attr::<u64>()
                    .create("n_epochs")?
                    .write_scalar(&(self.n_epochs as u64))?;
                let blobs = [
                    ("weights", &self.weights),
                    ("optimizer", &self.optimizer),
                    ("best_weights", &self.best_weights),
                ];
                for (name, bytes) in blobs {
                    file.new_dataset_builder()
                        .with_data(ArrayView1::from(bytes))
                        .create(name)?;
                }
                file.flush()?;
                file.close()
            };
            fill().map_err(|source| hdf5_error(path, "written", source))
        })
    }

    /// Reads the checkpoint; none if there is no file.
    ///
    /// # Errors
    /// [`CheckpointError::Hdf5`] or [`CheckpointError::History`].
    pub fn read(path: &Path) -> Result<Option<Self>, CheckpointError> {
        if !path.exists() {
            return Ok(None);
        }
        let read = || {
            let file = File::open(path)?;
            let text = |name| {
                Ok::<_, hdf5::Error>(file.attr(name)?.read_scalar::<VarLenUnicode>()?.to_string())
            };
            let bytes = |name| file.dataset(name)?.read_raw::<u8>();
            let n_epochs = file.attr("n_epochs")?.read_scalar::<u64>()? as usize;
            let history = text("history")?;
            Ok((
                text("key")?,
                n_epochs,
                bytes("weights")?,
                bytes("optimizer")?,
                bytes("best_weights")?,
                history,
            ))
        };
        let (key, n_epochs, weights, optimizer, best_weights, history) =
            read().map_err(|source| hdf5_error(path, "read", source))?;
        let history =
            serde_json::from_str(&history).map_err(|source| CheckpointError::History {
                path: path.into(),
                source,
            })?;
        Ok(Some(Self {
            key,
            n_epochs,
            weights,
            optimizer,
            best_weights,
            history,
        }))
    }
}

fn write_text(file: &File, name: &str, text: &str) -> hdf5::Result<()> {
    let text: VarLenUnicode = text.parse().expect("keys and JSON hold no NUL");
    file.new_attr::<VarLenUnicode>()
        .create(name)?
        .write_scalar(&text)
}

fn hdf5_error(path: &Path, action: &'static str, source: hdf5::Error) -> CheckpointError {
    CheckpointError::Hdf5 {
        path: path.into(),
        action,
        source,
    }
}
