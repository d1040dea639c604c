//! What a score says of one spectrum.

use serde::{Deserialize, Serialize};

/// An out-of-distribution score of one spectrum, beside those of held-out simulations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Name.
    pub name: String,
    /// Value; larger the less the spectrum resembles the simulations.
    pub value: f64,
    /// Share of held-out simulations that score as high, the spectrum counted among them.
    pub p_value: f64,
    /// Whether this score raises the flag.
    pub flag: bool,
}
