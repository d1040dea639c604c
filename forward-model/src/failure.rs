//! Why one simulation has no spectrum.

/// A planet whose spectrum cannot be computed, and why.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SimulationFailure {
    /// The gases alone exceed the whole.
    #[error("the volume mixing ratios add up to {sum}, expected at most 1")]
    VmrSumExceedsOne {
        /// Σ VMR of the gases.
        sum: f64,
    },
    /// The hydrostatic column reaches infinity at a finite pressure.
    #[error("the atmosphere is not bound: hydrostatic equilibrium ends below {pressure_pa:e} Pa")]
    Unbound {
        /// The first pressure, going up, that has no finite radius, Pa.
        pressure_pa: f64,
    },
    /// A quantity has a value that it cannot have.
    #[error("{quantity} is {value}, which is not physical")]
    NonPhysical {
        /// The quantity and its unit.
        quantity: &'static str,
        /// What was found.
        value: f64,
    },
    /// The number of values is not that of the model's parameters.
    #[error("found {found} values, expected {expected}, one per parameter of the model")]
    ParameterCount {
        /// Number of values given.
        found: usize,
        /// Number of parameters of the model.
        expected: usize,
    },
}

impl SimulationFailure {
    /// A number that stands for the reason in files; it never changes its meaning, and 0 means success.
    pub fn code(&self) -> u8 {
        match self {
            Self::VmrSumExceedsOne { .. } => 1,
            Self::Unbound { .. } => 2,
            Self::NonPhysical { .. } => 3,
            Self::ParameterCount { .. } => 4,
        }
    }

    /// The reason without numbers, as in [`CODES`](Self::CODES).
    pub fn reason(&self) -> &'static str {
        let found = Self::CODES.iter().find(|(code, _)| *code == self.code());
        found.expect("every failure has a code").1
    }

    /// What each [`code`](Self::code) means, for a file's legend.
    pub const CODES: [(u8, &'static str); 5] = [
        (0, "success"),
        (1, "the volume mixing ratios add up to more than one"),
        (2, "the atmosphere is not bound"),
        (3, "a quantity is not physical"),
        (4, "wrong number of parameters"),
    ];
}

/// `value`, if it is a positive number.
pub(crate) fn positive(quantity: &'static str, value: f64) -> Result<f64, SimulationFailure> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(SimulationFailure::NonPhysical { quantity, value })
    }
}

/// `value`, if it is a number not below zero.
pub(crate) fn non_negative(quantity: &'static str, value: f64) -> Result<f64, SimulationFailure> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(SimulationFailure::NonPhysical { quantity, value })
    }
}

/// `value`, if it lies between zero and one.
pub(crate) fn share_of_one(quantity: &'static str, value: f64) -> Result<f64, SimulationFailure> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(SimulationFailure::NonPhysical { quantity, value })
    }
}
