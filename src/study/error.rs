//! What can be wrong with a study file, said in one paragraph that names file, line, key, found and expected.

use std::path::PathBuf;

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
    /// A value is of the right type but makes no sense.
    #[error("study {}, line {line}: `{key}` is {found}, expected {expected}", path.display())]
    Value {
        /// The study file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// The key, with its section: `planet.mass_mjup`.
        key: String,
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
}
