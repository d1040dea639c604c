//! What can be wrong with a figure.

/// A figure that cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
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
    /// The drawing could not be turned into an image.
    #[error("cannot render the figure: {reason}")]
    Render {
        /// What the renderer said.
        reason: String,
    },
}
