//! What can be wrong with a study that is to be simulated.

use forward_model::ModelError;
use groundwork::FileError;
use opacity_data::foreign::ForeignError;
use opacity_data::opacity_table::OpacityFileError;

use super::CellsError;
use crate::observation::BinningError;
use crate::study::StudyError;

/// A study that cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The study asks for what its tables do not hold.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] OpacityFileError),
    /// The star's spectrum cannot be read.
    #[error(transparent)]
    Star(#[from] FileError),
    /// A table cannot be made on the cells of the others, or as far as the observation reaches.
    #[error(transparent)]
    Cells(#[from] CellsError),
    /// A file in the study's own folder cannot be read.
    #[error("`opacities.folder`: {0}")]
    Own(#[from] ForeignError),
    /// The tables are of several kinds or on several grids.
    #[error(
        "the opacity tables of a study must be of one kind and on the same cells, found {first} and {other}"
    )]
    Mixed {
        /// The first gas, its origin and kind.
        first: String,
        /// The gas that differs from it.
        other: String,
    },
    /// The tables do not fit together.
    #[error("the opacity tables of this study do not fit together: {0}")]
    Model(#[from] ModelError),
    /// The observation reaches beyond the tables.
    #[error("the observation's {0}")]
    Binning(#[from] BinningError),
}
