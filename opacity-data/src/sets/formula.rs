//! A species as its formula in a header.

use forward_model::{Species, UnknownSpecies};
use serde::{Deserialize, Serialize};

/// A species, written as its formula.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Formula(pub Species);

impl From<Formula> for String {
    fn from(formula: Formula) -> Self {
        formula.0.to_string()
    }
}

impl TryFrom<String> for Formula {
    type Error = UnknownSpecies;

    fn try_from(formula: String) -> Result<Self, Self::Error> {
        formula.parse().map(Self)
    }
}
