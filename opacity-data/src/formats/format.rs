//! What a format of opacity files is.

use std::{fs::File, io::Read, path::Path};

use forward_model::Species;
use groundwork::FileError;

use super::contents::Contents;
use crate::error::OpacityFileError;

/// Number of bytes by which a file is recognised.
const N_FIRST_BYTES: u64 = 16;

/// A format of opacity files. [`FORMATS`](super::FORMATS) lists those that are known.
pub trait Format: Sync {
    /// What its files are, as errors and help say it: `a NEMESIS table (.kta)`.
    fn description(&self) -> &'static str;

    /// Names by which a user may ask for it where a file is not to be recognised; none if it holds no line opacity.
    fn names(&self) -> &'static [FormatName];

    /// Whether a file is of this format.
    fn recognise(&self, file: &FileHead) -> Recognition;

    /// Reads a file; `species` is the gas where the file does not tell it, or tells it wrongly.
    ///
    /// # Errors
    /// [`OpacityFileError`], naming the file and what is wrong with it.
    fn read(&self, path: &Path, species: Option<Species>) -> Result<Contents, OpacityFileError>;
}

/// A name by which a user may ask for a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatName {
    /// The name.
    pub name: &'static str,
    /// Whose files it means.
    pub meaning: &'static str,
}

/// Whether a file is of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It is not, although its name says so: what it is instead.
    Pretends(&'static str),
}

impl Recognition {
    /// What a yes or no means.
    pub fn from_yes(is_of_the_format: bool) -> Self {
        match is_of_the_format {
            true => Self::Yes,
            false => Self::No,
        }
    }
}

/// What a file is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    /// Its name, in lower case.
    pub name: String,
    /// Its first bytes; fewer than sixteen only if the file has no more.
    pub first_bytes: Vec<u8>,
}

impl FileHead {
    /// Looks at a file.
    ///
    /// # Errors
    /// [`OpacityFileError::File`] if it cannot be opened; [`OpacityFileError::IsFolder`].
    pub fn of(path: &Path) -> Result<Self, OpacityFileError> {
        if path.is_dir() {
            return Err(OpacityFileError::IsFolder { path: path.into() });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: name.to_lowercase(),
            first_bytes: first_bytes(path).map_err(|source| FileError::reading(path, source))?,
        })
    }

    /// Whether the name ends in one of these.
    pub fn ends_in(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|e| self.name.ends_with(e))
    }
}

fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(N_FIRST_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
