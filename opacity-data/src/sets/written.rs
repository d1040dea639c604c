//! Writing a packed file.

use std::path::{Path, PathBuf};

use groundwork::atomic;

use crate::error::OpacityFileError;

/// Writes `name.bin` into a folder; returns its path and its size in bytes.
pub(super) fn write_packed(
    folder: &Path,
    name: &str,
    bytes: &[u8],
) -> Result<(PathBuf, usize), OpacityFileError> {
    let path = folder.join(format!("{name}.bin"));
    atomic::write_bytes(&path, bytes)?;
    Ok((path, bytes.len()))
}
