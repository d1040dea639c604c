//! JSON files of ours: read and written whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::atomic::{self, WriteError};

/// A JSON file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The text is not what the file should hold.
    #[error("{} is damaged or of another version: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What was found and expected.
        source: serde_json::Error,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Reads a `T`.
///
/// # Errors
/// [`JsonError::Read`] or [`JsonError::Parse`].
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, JsonError> {
    let text = fs::read_to_string(path).map_err(|source| JsonError::Read {
        path: path.into(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|source| JsonError::Parse {
        path: path.into(),
        source,
    })
}

/// Writes `value`, indented.
///
/// # Errors
/// [`JsonError::Write`].
pub fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), JsonError> {
    let text = serde_json::to_string_pretty(value).expect("our types have no keys that JSON lacks");
    Ok(atomic::write_text(path, &(text + "\n"))?)
}
