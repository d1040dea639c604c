//! JSON files of ours: read and written whole.

use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::{atomic, file_error::FileError, text};

/// Reads a `T`.
///
/// # Errors
/// [`FileError`] if the file cannot be read or holds something else.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, FileError> {
    let text = text::read(path)?;
    serde_json::from_str(&text).map_err(|source| FileError::reading(path, source))
}

/// Writes `value`, indented.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), FileError> {
    let text = serde_json::to_string_pretty(value).expect("our types have no keys that JSON lacks");
    atomic::write_text(path, &(text + "\n"))
}

/// A number that JSON has as null where it is infinite, for `deserialize_with`.
///
/// # Errors
/// If there is neither a number nor null.
pub fn infinite_if_null<'de, D: Deserializer<'de>>(number: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(number)?.unwrap_or(f64::INFINITY))
}
