//! Why a file of opacities cannot be used, and why a table cannot be made.

use std::path::{Path, PathBuf};

use forward_model::{Species, TableError, lines::PartitionError};
use groundwork::FileError;

/// A file or folder of opacities, or a set inside the program, that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpacityFileError {
    /// It cannot be opened, read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder where a file should be.
    #[error("{}: found a folder, expected a file of opacities", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file of something else; a folder of opacities may hold it, and leaves it out.
    #[error("{}: found {found}, expected {expected}", path.display())]
    NoOpacities {
        /// The file.
        path: PathBuf,
        /// What its name or its first bytes are, or what is in it.
        found: String,
        /// What they may be.
        expected: String,
    },
    /// Opacities of a gas or pair that is not known; a folder of opacities may hold them, and leaves them out.
    #[error("{kind} {}{}: {found}, expected {expected}", path.display(), in_line(*line))]
    UnknownGas {
        /// What kind of file it is.
        kind: &'static str,
        /// The file.
        path: PathBuf,
        /// The line, from 1, of a file that has lines.
        line: Option<usize>,
        /// What names the gas, as a phrase.
        found: String,
        /// What may name one.
        expected: String,
    },
    /// Something in the file is not what it should be.
    #[error("{kind} {}{}: {found}, expected {expected}", path.display(), in_line(*line))]
    Content {
        /// What kind of file it is.
        kind: &'static str,
        /// The file.
        path: PathBuf,
        /// The line, from 1, of a file that has lines.
        line: Option<usize>,
        /// What is there, as a phrase: ``found `x` ``, `the number of the gas is 0`.
        found: String,
        /// What should be there.
        expected: String,
    },
    /// The numbers make no table.
    #[error("{kind} {}: {source}", path.display())]
    Table {
        /// What kind of file it is.
        kind: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
    /// Two files of a folder hold the same.
    #[error("{} and {} both hold {what}, expected one file in the folder for each gas and pair", first.display(), second.display())]
    Twice {
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
        /// What both hold.
        what: String,
    },
    /// A set inside the program is damaged.
    #[error("the table of {gas} inside the program is damaged: {reason}; reinstall exosonde")]
    DamagedSet {
        /// The gas or pair.
        gas: String,
        /// What is wrong.
        reason: String,
    },
}

impl OpacityFileError {
    /// Whether the file holds something else than opacities of known gases, so that no study can ask for it.
    pub fn is_of_something_else(&self) -> bool {
        matches!(
            self,
            Self::NoOpacities { .. } | Self::IsFolder { .. } | Self::UnknownGas { .. }
        )
    }
}

fn in_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

/// A table that cannot be made, or tables that cannot be used together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpacityError {
    /// A file.
    #[error(transparent)]
    File(#[from] OpacityFileError),
    /// The partition sums do not reach to a gas or temperature.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// The values make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// An argument out of range.
    #[error("`{argument}` is {found}, expected {expected}")]
    Argument {
        /// The argument.
        argument: &'static str,
        /// What was given.
        found: String,
        /// What may be given.
        expected: String,
    },
    /// A table too fine to be continued as far as is needed.
    #[error(
        "the opacity table of {species} ends at {end_per_cm} cm⁻¹ with cells so narrow that more than {max_cells} of them \
         would be needed to reach the end of the observation; expected a table that covers it"
    )]
    TooFine {
        /// The gas.
        species: Species,
        /// Where the table ends.
        end_per_cm: f64,
        /// Cells by which it may be continued.
        max_cells: usize,
    },
    /// Tables of several kinds or on several grids.
    #[error(
        "the opacity tables of a study must be of one kind and on the same cells, found {first} and {other}"
    )]
    Mixed {
        /// The first gas, its origin and kind.
        first: String,
        /// The gas that differs from it.
        other: String,
    },
}

impl From<FileError> for OpacityError {
    fn from(error: FileError) -> Self {
        Self::File(error.into())
    }
}

/// A file and what kind of file it should be, for what is to be said of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedFile<'a> {
    pub kind: &'static str,
    pub path: &'a Path,
}

impl NamedFile<'_> {
    /// The error that says what was found, as a phrase, and what should have been.
    pub fn wrong(&self, found: impl Into<String>, expected: impl Into<String>) -> OpacityFileError {
        self.wrong_in(None, found.into(), expected.into())
    }

    /// The same of a line, from 1.
    pub fn wrong_in(
        &self,
        line: Option<usize>,
        found: String,
        expected: String,
    ) -> OpacityFileError {
        OpacityFileError::Content {
            kind: self.kind,
            path: self.path.into(),
            line,
            found,
            expected,
        }
    }

    /// The error that says what names a gas that is not known, and what would name one.
    pub fn unknown_gas(
        &self,
        line: Option<usize>,
        found: String,
        expected: &str,
    ) -> OpacityFileError {
        OpacityFileError::UnknownGas {
            kind: self.kind,
            path: self.path.into(),
            line,
            found,
            expected: expected.into(),
        }
    }

    /// The error that says why its numbers make no table.
    pub fn no_table(&self, source: TableError) -> OpacityFileError {
        OpacityFileError::Table {
            kind: self.kind,
            path: self.path.into(),
            source,
        }
    }
}
