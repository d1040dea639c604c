//! A spectrum that is to be retrieved.

use std::path::Path;

use groundwork::FileError;

use crate::observation::Observation;
use crate::study::Known;

/// A spectrum that is to be retrieved.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The spectrum.
    pub observation: Observation,
    /// Where it is from.
    pub file: String,
    /// What its posterior is called; that of the session's own spectrum has no name.
    pub name: Option<String>,
    /// What is known of its planet and star besides.
    pub known: Known,
}

impl Target {
    /// Reads a spectrum; its posterior is called after the file, and nothing is known besides.
    ///
    /// # Errors
    /// [`FileError`] with the line at fault.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let stem = path.file_stem();
        Ok(Self {
            observation: Observation::read(path)?,
            file: path.display().to_string(),
            name: stem.map(|stem| stem.to_string_lossy().into_owned()),
            known: Known::nothing(),
        })
    }

    /// The same with what is known of its planet and star, in place of what was known of the same conditions.
    #[must_use]
    pub fn knowing(self, known: &Known) -> Self {
        Self {
            known: self.known.updated(known),
            ..self
        }
    }
}
