//! Where a posterior has no end of its own, because the prior ends first.

use std::fmt;

use crate::posterior::Samples;
use crate::statistics::LIMITS_95;

/// Share of the prior at either end that a posterior must have left empty to count as bounded there.
const EDGE: f64 = 0.05;

/// A posterior that reaches an end of its prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Limit {
    /// It reaches the lower end: 95 % lies below this.
    Below(f64),
    /// It reaches the upper end: 95 % lies above this.
    Above(f64),
    /// It reaches both ends.
    Nothing,
}

impl Limit {
    /// Of parameter `i`, if its samples reach an end of those of the prior.
    pub(super) fn new(samples: &Samples, prior: &Samples, i: usize) -> Option<Self> {
        let [lower, upper] = samples.quantiles(i, LIMITS_95);
        let [low_edge, high_edge] = prior.quantiles(i, [EDGE, 1.0 - EDGE]);
        let reaches_low = samples.share_below(i, low_edge) > 0.5 * EDGE;
        let reaches_high = samples.share_above(i, high_edge) > 0.5 * EDGE;
        match (reaches_low, reaches_high) {
            (false, false) => None,
            (true, false) => Some(Self::Below(upper)),
            (false, true) => Some(Self::Above(lower)),
            (true, true) => Some(Self::Nothing),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Below(value) => write!(f, "below {value:.2} (95 %)"),
            Self::Above(value) => write!(f, "above {value:.2} (95 %)"),
            Self::Nothing => write!(f, "the prior's whole range"),
        }
    }
}
