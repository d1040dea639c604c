//! What can be wrong with a prior.

/// A prior that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MarginalError {
    /// The bounds are reversed, equal, or not finite.
    #[error("bounds [{lower}, {upper}], expected two finite numbers, the first smaller")]
    Bounds {
        /// First bound as found.
        lower: f64,
        /// Second bound as found.
        upper: f64,
    },
    /// A log-uniform prior reaches zero or below.
    #[error("lower bound {lower}, expected a positive one for a log-uniform prior")]
    NotPositive {
        /// Lower bound as found.
        lower: f64,
    },
    /// The standard deviation of a normal prior is not positive.
    #[error(
        "mean {mean} and standard deviation {std}, expected finite numbers, the second positive"
    )]
    Width {
        /// Mean as found.
        mean: f64,
        /// Standard deviation as found.
        std: f64,
    },
    /// Too much of a normal prior lies outside of the interval that it is cut to.
    #[error(
        "a normal prior of mean {mean} and standard deviation {std}, of which {percent:.0} % lies outside of \
         {lower} to {upper}, expected one that lies mostly inside: move the mean or narrow the standard deviation, or \
         say {{ uniform = [{lower}, {upper}] }}"
    )]
    CutAway {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        std: f64,
        /// Lower end of the interval.
        lower: f64,
        /// Upper end of the interval.
        upper: f64,
        /// What the cut takes away, per cent.
        percent: f64,
    },
}

impl MarginalError {
    /// What was found and what was expected.
    pub fn found_and_expected(&self) -> (String, String) {
        let text = self.to_string();
        let parts = text.split_once(", expected ");
        let (found, expected) = parts.unwrap_or((&text, "a prior"));
        (found.to_owned(), expected.to_owned())
    }
}
