//! Why a θ has no likelihood.

use crate::simulator::SimulationFailure;

/// A θ whose likelihood is nothing, and why.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NoLikelihood {
    /// It is impossible before any data.
    #[error("outside of the prior")]
    OutsidePrior,
    /// It describes nothing that could be seen.
    #[error(transparent)]
    Simulation(#[from] SimulationFailure),
    /// The simulator made a spectrum that is none.
    #[error("the spectrum holds what is no number")]
    NotANumber,
}

/// Codes of files for what the simulator does not know of; its own are those of [`SimulationFailure::CODES`].
const OUTSIDE_PRIOR: u8 = 254;
const NOT_A_NUMBER: u8 = 255;

impl NoLikelihood {
    /// A number that stands for the reason in files; it never changes its meaning, and 0 means that there is a likelihood.
    pub fn code(&self) -> u8 {
        match self {
            Self::OutsidePrior => OUTSIDE_PRIOR,
            Self::Simulation(failure) => failure.code(),
            Self::NotANumber => NOT_A_NUMBER,
        }
    }

    /// The reason without numbers, by which failures are counted.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OutsidePrior => "outside of the prior",
            Self::Simulation(failure) => failure.reason(),
            Self::NotANumber => "the spectrum holds what is no number",
        }
    }

    /// What each [`code`](Self::code) means, for a file's legend.
    pub fn codes() -> Vec<(u8, &'static str)> {
        let own = [Self::OutsidePrior, Self::NotANumber].map(|it| (it.code(), it.reason()));
        [&SimulationFailure::CODES[..], &own].concat()
    }
}
