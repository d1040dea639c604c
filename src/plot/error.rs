//! What can be wrong with a figure of a run.

use std::path::PathBuf;

use figures::FigureError;
use forward_model::digits::significant;

use crate::posterior::PosteriorError;
use groundwork::FileError;
use opacity_data::OpacityFileError;

/// A figure that cannot be drawn or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// What was to be drawn is not fit to be.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The file is sound, but holds nothing that the figure could show.
    #[error("{} holds {found}, expected {expected}", path.display())]
    Absent {
        /// The file.
        path: PathBuf,
        /// What it holds.
        found: &'static str,
        /// What the figure shows.
        expected: &'static str,
    },
    /// The file is another one than the figure is drawn from.
    #[error("{} is {found}, expected {expected}, which the figure `{name}` is drawn from", path.display())]
    OtherFile {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What it should be.
        expected: &'static str,
        /// The figure's name.
        name: &'static str,
    },
    /// A figure of one file was given none or several.
    #[error("found {found} files, expected one for this figure")]
    Files {
        /// How many there are.
        found: usize,
    },
    /// A parameter that was chosen and is not there.
    #[error(
        "{} has no parameter `{found}`, expected some of {known}, each once", path.display()
    )]
    NoParameter {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        found: String,
        /// What there is.
        known: String,
    },
    /// A parameter that was chosen twice.
    #[error("`{found}` is chosen twice, expected each parameter once")]
    TwiceChosen {
        /// The parameter.
        found: String,
    },
    /// Parameters were chosen for a figure that shows none.
    #[error(
        "parameters were chosen ({chosen}) for the figure `{name}`, expected none: it shows no parameters"
    )]
    NoChoice {
        /// The figure's name.
        name: &'static str,
        /// What was asked for.
        chosen: String,
    },
    /// A figure that no file holds.
    #[error("no file holds what the figure `{name}` shows: `simulate` draws it")]
    NoFile {
        /// The figure's name.
        name: &'static str,
    },
    /// A temperature or pressure beyond a table.
    #[error(
        "the {quantity} is {found}, expected one within the table of {gas}, which reaches from {} to {}",
        significant(*from, 5), significant(*to, 5)
    )]
    OutsideTable {
        /// The table's gas.
        gas: String,
        /// Temperature or pressure, with its unit.
        quantity: &'static str,
        /// What was asked for.
        found: f64,
        /// Where the table starts.
        from: f64,
        /// Where it ends.
        to: f64,
    },
    /// A file that holds something else than is to be drawn.
    #[error("{}: found {found}, expected a table of line opacity", path.display())]
    NoLineOpacity {
        /// The file.
        path: PathBuf,
        /// What it holds.
        found: &'static str,
    },
    /// The file of a table could not be read.
    #[error(transparent)]
    Opacity(#[from] OpacityFileError),
    /// The posterior's file could not be read.
    #[error(transparent)]
    Posterior(#[from] PosteriorError),
    /// The history or the evaluation could not be read, or a figure's file not be written.
    #[error(transparent)]
    File(#[from] FileError),
}
