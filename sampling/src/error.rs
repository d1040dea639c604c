//! Why there is no outcome at all.

use crate::outcome::Unfinished;

/// A posterior that cannot be sampled. A budget that does not suffice is none of these: see [`Outcome`](crate::Outcome).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SamplingError {
    /// The likelihood is not a number.
    #[error(
        "the log-likelihood at z = {z:?} is {found}, expected a finite number, or −∞ where there is no likelihood"
    )]
    NotALogLikelihood {
        /// Where.
        z: Vec<f64>,
        /// NaN or +∞.
        found: f64,
    },
    /// The likelihood is zero wherever it was evaluated.
    #[error(
        "the likelihood is zero at all {n_calls} points drawn, expected some at which it is not; see whether the model works at all over the prior"
    )]
    ZeroEverywhere {
        /// How many evaluations there were.
        n_calls: u64,
    },
    /// There was an end before there was anything.
    #[error("no point with a likelihood above zero was found before the end: {0}")]
    Nothing(Unfinished),
    /// The start does not fit the likelihood.
    #[error("the start has {found} parameters, the likelihood {expected}")]
    Dimensions {
        /// Those of the likelihood.
        expected: usize,
        /// Those of the start.
        found: usize,
    },
    /// What is drawn to start from has no finite value or density.
    #[error("the start is not a density over z: {what}")]
    Start {
        /// What is wrong with it.
        what: String,
    },
    /// A setting out of range.
    #[error("`{name}` is {found}, expected {expected}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
}
