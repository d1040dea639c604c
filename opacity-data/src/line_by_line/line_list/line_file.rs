//! What a line list holds.

use std::path::Path;

use forward_model::{Species, lines::Line};

use crate::error::{NamedFile, OpacityFileError};

/// What errors call such a file.
pub(super) const KIND: &str = "line list";

/// The lines of one gas.
#[derive(Debug, Clone, PartialEq)]
pub struct LineFile {
    /// The gas.
    pub gas: Species,
    /// What the file says about its origin; empty for a `.par` file.
    pub source: String,
    /// The lines, by rising wavenumber.
    pub lines: Vec<Line>,
}

impl LineFile {
    /// Whether the list, which was read at a path, is of a gas.
    ///
    /// # Errors
    /// [`OpacityFileError`] if it is of another.
    pub fn check_gas(&self, expected: Species, path: &Path) -> Result<(), OpacityFileError> {
        if self.gas == expected {
            return Ok(());
        }
        let found = format!("found lines of {}", self.gas);
        Err(NamedFile { kind: KIND, path }.wrong(found, expected.formula()))
    }
}

/// The error that says that a list has no lines.
pub(super) fn no_lines(path: &Path) -> OpacityFileError {
    NamedFile { kind: KIND, path }.wrong("found no lines", "at least one")
}
