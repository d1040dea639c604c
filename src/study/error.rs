//! What can be wrong with a study file, said in one paragraph that names file, line, key, found and expected.

use std::{fmt, path::PathBuf};

use groundwork::FileError;

use super::UnknownParameter;

/// A study that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no such parameter.
    #[error(transparent)]
    Parameter(#[from] UnknownParameter),
    /// The text is no TOML, a key is unknown or missing, or a value has the wrong type.
    #[error("study {}, line {line}: {message}", path.display())]
    Parse {
        /// The study file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// What the parser found and expected.
        message: String,
    },
    /// A parameter is set twice.
    #[error("`{name}` is set twice, expected one `--set {name}=VALUE`")]
    SetTwice {
        /// The parameter.
        name: String,
    },
    /// A value is of the right type but makes no sense.
    #[error("study {}{place}: `{key}` is {found}, expected {expected}", path.display())]
    Value {
        /// The study file.
        path: PathBuf,
        /// Where the value comes from.
        place: Box<Place>,
        /// The key, with its section: `planet.mass_mjup`.
        key: String,
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
}

/// Where a value comes from: a line of the study, and what takes the place of the study's own numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, from one; none if the value is a setting's.
    pub line: Option<usize>,
    /// The settings that it may come from, as `temperature_k=900`.
    pub settings: Vec<String>,
}

/// What follows on the study's name: `, line 4`, ` with --set temperature_k=900`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if self.settings.is_empty() {
            return Ok(());
        }
        let comma = if self.line.is_some() { "," } else { "" };
        write!(f, "{comma} with --set {}", self.settings.join(" --set "))
    }
}
