//! Writing packed files: when all of them are packed, for a set is of no use in part. They replace those of before, so that a set whose
//! writing was cut short is completed by writing it again.

use std::path::{Path, PathBuf};

use groundwork::atomic;

use crate::error::OpacityFileError;

/// A packed file that is not written yet.
pub(super) struct Packed {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Packed {
    /// What `name.bin` in a folder is to hold.
    pub fn new(folder: &Path, name: &str, bytes: Vec<u8>) -> Self {
        let path = folder.join(format!("{name}.bin"));
        Self { path, bytes }
    }
}

/// Writes them; returns the path and the size in bytes of each.
pub(super) fn write_all(packed: Vec<Packed>) -> Result<Vec<(PathBuf, usize)>, OpacityFileError> {
    let write = |Packed { path, bytes }: Packed| {
        atomic::write_bytes(&path, &bytes)?;
        Ok((path, bytes.len()))
    };
    packed.into_iter().map(write).collect()
}
