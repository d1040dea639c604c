//! Opacities: line lists to tables, foreign tables to ours, and the default set.
//!
//! [`compute`] is the line-by-line stage for one table; [`make_default_set`] repeats it for the set that ships inside the
//! program; [`import`] converts a foreign table. The line physics itself is in `forward_model::lines`.

mod bins;
mod chunk;
mod compute;
mod default_set;
mod hot_lines;
mod hst_set;
mod import;
mod k_distribution;
mod quadrature;
mod spectra;

use std::path::PathBuf;

use forward_model::{TableError, UnknownSpecies, lines::PartitionError};

use crate::cia::CiaFileError;
use crate::exo_transmit::ExoTransmitError;
use crate::foreign::ForeignError;
use crate::line_list::LineListError;
use crate::opacity_table::OpacityFileError;
use groundwork::FileError;

pub use compute::{ComputeConfig, Method, Widths, compute};
pub use default_set::{DefaultSetConfig, LOST_FRACTION, make_default_set};
pub use hst_set::{HstSetConfig, make_hst_set};
pub use import::{ImportConfig, import};

/// Why an opacity stage failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpacityError {
    /// The line list.
    #[error(transparent)]
    Lines(#[from] LineListError),
    /// The partition sums.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// An Exo-Transmit table.
    #[error(transparent)]
    ExoTransmit(#[from] ExoTransmitError),
    /// A table of another maker.
    #[error(transparent)]
    Foreign(#[from] ForeignError),
    /// A collision-induced-absorption table.
    #[error(transparent)]
    Cia(#[from] CiaFileError),
    /// A table file.
    #[error(transparent)]
    File(#[from] OpacityFileError),
    /// A packed file.
    #[error(transparent)]
    Write(#[from] FileError),
    /// Computed values that make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A gas that this program does not know.
    #[error(transparent)]
    Species(#[from] UnknownSpecies),
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
    /// The line list is of another gas than asked for.
    #[error("line list {}: found lines of {found}, expected {expected}", path.display())]
    OtherGas {
        /// The line list.
        path: PathBuf,
        /// Its gas.
        found: String,
        /// The gas asked for.
        expected: String,
    },
    /// An Exo-Transmit table without the pressure at which its samples are smooth.
    #[error("Exo-Transmit table {}: found no pressure of 1e7 Pa, at which hot lines are taken from it", path.display())]
    NoHotPressure {
        /// The table.
        path: PathBuf,
    },
}
