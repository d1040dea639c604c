//! What can be wrong with the text of a CSV file.

use std::error::Error;

/// What is wrong with the text of a CSV file. `line` counts from one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvFault {
    /// The first line that is no comment is not the header.
    #[error("line {line}: header is `{found}`, expected `{expected}`")]
    Header {
        /// Where.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A row has too few or too many columns.
    #[error("line {line}: {found} columns, expected {expected}")]
    Columns {
        /// Where.
        line: usize,
        /// Number of columns.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
    /// A cell is no number.
    #[error("line {line}: `{column}` is `{found}`, expected a number")]
    Number {
        /// Where.
        line: usize,
        /// Column.
        column: String,
        /// What stands there.
        found: String,
    },
    /// The cells are readable, and what they say is wrong.
    #[error("line {line}: {source}")]
    Meaning {
        /// Where.
        line: usize,
        /// What is wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The text is no CSV.
    #[error(transparent)]
    Syntax(#[from] csv::Error),
}
