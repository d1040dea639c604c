//! Figures: plain data in, an SVG out, and the same as a PNG. They read files and run no model.
//!
//! A figure is as wide as the page or the column it is made for and is legible at one column (85 mm). The text of the SVG
//! is outlines of the embedded font, and the PNG is drawn from that SVG, so both are the same on every machine; the same
//! data gives the same bytes.

mod axis;
mod band;
mod canvas;
mod check;
mod contours;
pub mod contribution;
pub mod corner;
pub mod coverage;
mod density;
mod figure;
mod files;
mod font;
mod frame;
mod geometry;
mod label;
mod legend;
mod number;
pub mod opacity;
pub mod profile;
mod sheet;
pub mod simulated;
pub mod spectrum;
mod theme;
pub mod training;
mod vector;

pub use figure::Figure;
pub use files::{Kind, OpacityPoints, draw_simulation, run, run_opacity};

use std::path::PathBuf;

use crate::posterior::PosteriorError;
use groundwork::FileError;
use opacity_data::foreign::ForeignError;

/// A figure that cannot be drawn or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// Nothing to show.
    #[error("a figure needs at least one {quantity}")]
    Empty {
        /// What is missing.
        quantity: &'static str,
    },
    /// Not enough to show.
    #[error("{found} {quantity} are too few for a figure, expected at least {expected}")]
    TooFew {
        /// What there is not enough of.
        quantity: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        expected: usize,
    },
    /// The posterior has no temperature that varies.
    #[error(
        "{} holds no temperature profile, expected the posterior of a study whose profile is not isothermal", path.display()
    )]
    NoProfile {
        /// The posterior's file.
        path: PathBuf,
    },
    /// Two inputs that belong together have different lengths.
    #[error("the number of {quantity} is {found}, expected {expected}")]
    Length {
        /// What was counted.
        quantity: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A NaN or an infinity.
    #[error("{quantity} must be finite, number {index} is {found}")]
    NotFinite {
        /// What it is a value of.
        quantity: String,
        /// Which value, counted from zero.
        index: usize,
        /// The value.
        found: f64,
    },
    /// A value that must be above zero.
    #[error("{quantity} must be positive, number {index} is {found}")]
    NotPositive {
        /// What it is a value of.
        quantity: String,
        /// Which value, counted from zero.
        index: usize,
        /// The value.
        found: f64,
    },
    /// A distribution without width.
    #[error("{quantity} are all {value}: a constant has no distribution to draw")]
    Constant {
        /// What is constant.
        quantity: String,
        /// Its value.
        value: f64,
    },
    /// A temperature or pressure beyond a table.
    #[error(
        "the {quantity} is {found}, expected one within the table of {gas}, which reaches from {from:.4e} to {to:.4e}"
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
        path: std::path::PathBuf,
        /// What it holds.
        found: &'static str,
    },
    /// The file of a table could not be read.
    #[error(transparent)]
    Opacity(#[from] ForeignError),
    /// The drawing could not be turned into an image.
    #[error("cannot render the figure: {reason}")]
    Render {
        /// What the renderer said.
        reason: String,
    },
    /// The posterior's file could not be read.
    #[error(transparent)]
    Posterior(#[from] PosteriorError),
    /// The history or the evaluation could not be read, or a figure's file not be written.
    #[error(transparent)]
    File(#[from] FileError),
}
