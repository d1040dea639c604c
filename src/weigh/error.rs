//! What can be wrong with rows of θ.

use std::io;

use groundwork::FileError;

/// Rows that cannot be weighed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeighError {
    /// A file cannot be read or written, or its content is wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// The batch in the pipe is too large to be one.
    #[error(
        "batch {batch}, counted from one, says that it has {found} rows, expected at most {most}: a batch is the number of its \
         rows as an unsigned 64-bit integer, then {n_parameters} doubles a row, all little-endian"
    )]
    BatchSize {
        /// Number of the batch.
        batch: u64,
        /// Rows that it claims.
        found: u64,
        /// The most there may be.
        most: u64,
        /// Doubles in a row.
        n_parameters: usize,
    },
    /// A row in the pipe holds what is no number.
    #[error(
        "batch {batch}, row {row}, both counted from one: `{parameter}` is NaN, expected a number"
    )]
    BatchNaN {
        /// Number of the batch.
        batch: u64,
        /// Row in it.
        row: usize,
        /// Column.
        parameter: String,
    },
    /// The pipe ends too early.
    #[error(
        "the input ends within batch {batch}, counted from one, expected {n_bytes} bytes after the number of its rows"
    )]
    BatchEnd {
        /// Number of the batch.
        batch: u64,
        /// Length of its rows.
        n_bytes: u64,
    },
    /// The input cannot be read.
    #[error("cannot read the input: {source}")]
    Input {
        /// Why.
        source: io::Error,
    },
    /// Nobody takes the output.
    #[error("cannot write the output: {source}")]
    Output {
        /// Why.
        source: io::Error,
    },
}

/// Columns that are not the parameters of the study.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ColumnFault {
    #[error("column `{found}` is none of the study's parameters, expected {expected}")]
    Unknown { found: String, expected: String },
    #[error("there is no column `{missing}`, expected {expected}")]
    Missing { missing: String, expected: String },
    #[error("column `{found}` is there twice, expected {expected}")]
    Twice { found: String, expected: String },
    #[error("`theta` has {found} columns and `parameter_names` {n_names} names, expected as many")]
    Names { found: usize, n_names: usize },
}

/// A cell that holds what is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum CellFault {
    #[error("`{parameter}` is NaN, expected a number")]
    InLine { parameter: String },
    #[error("row {row} of `theta`, counted from one: `{parameter}` is NaN, expected a number")]
    InRow { row: usize, parameter: String },
}
