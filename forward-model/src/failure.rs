//! Why one simulation has no spectrum.

use crate::{
    digits::{beside, significant},
    units::bar_from_pa,
};

/// A planet whose spectrum cannot be computed, and why.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SimulationFailure {
    /// The gases alone exceed the whole.
    #[error("the volume mixing ratios add up to {}, expected at most 1", beside(*sum, 1.0))]
    VmrSumExceedsOne {
        /// Σ VMR of the gases.
        sum: f64,
    },
    /// Spots and faculae leave no room for the photosphere.
    #[error("spots and faculae cover {} of the star's disc, expected at most 1", beside(*sum, 1.0))]
    RegionsExceedDisc {
        /// Σ covering fraction of the regions.
        sum: f64,
    },
    /// The planet lies within its sonic radius, or a cloud where no radius has so little pressure.
    #[error(
        "the atmosphere is not bound: there is no hydrostatic equilibrium at {} bar and above; \
         are mass and radius of the planet in their units, and is it not too hot?",
        significant(bar_from_pa(*pressure_pa), 3)
    )]
    Unbound {
        /// The highest pressure that has no finite radius, or that of the reference for a planet within its sonic radius, Pa.
        pressure_pa: f64,
    },
    /// A quantity has a value that it cannot have.
    #[error("{quantity} is {}, which is not physical", beside(*value, 1.0))]
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
    /// The planet is opaque further out than an atmosphere in hydrostatic equilibrium can reach.
    #[error(
        "the atmosphere has no end: it is opaque out to {found:.2} radii of the planet (at the reference pressure), expected at most {expected}"
    )]
    NoEnd {
        /// Radius of the opaque disc of some cell over the planet's.
        found: f64,
        /// The most that it may be.
        expected: f64,
    },
    /// More light is missing, or comes from the planet, than the star has. An eclipse of a white dwarf by a hot companion may
    /// be that deep; this is a model of planets, whose stars outshine them, and such a depth is a mistake in its values.
    #[error(
        "the {quantity} is {}, expected at most 1: {}", beside(*depth, 1.0), cause_of_depth(*star_factor)
    )]
    DepthAboveOne {
        /// Which depth.
        quantity: &'static str,
        /// The largest of the spectrum.
        depth: f64,
        /// What unocculted spots and faculae multiply it by; one without any.
        star_factor: f64,
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
            Self::NoEnd { .. } => 5,
            Self::DepthAboveOne { .. } => 6,
            Self::RegionsExceedDisc { .. } => 7,
        }
    }

    /// The reason without numbers, as in [`CODES`](Self::CODES).
    pub fn reason(&self) -> &'static str {
        let found = Self::CODES.iter().find(|(code, _)| *code == self.code());
        found.expect("every failure has a code").1
    }

    /// What each [`code`](Self::code) means, for a file's legend.
    pub const CODES: [(u8, &'static str); 8] = [
        (0, "success"),
        (1, "the volume mixing ratios add up to more than one"),
        (2, "the atmosphere is not bound"),
        (3, "a quantity is not physical"),
        (4, "wrong number of parameters"),
        (5, "the atmosphere has no end"),
        (6, "a depth is above one"),
        (7, "spots and faculae cover more than the star's disc"),
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

/// Spots that multiply a depth by more than this are a mistake in their values, not a feature of a star.
const PLAUSIBLE_STAR_FACTOR: f64 = 2.0;

fn cause_of_depth(star_factor: f64) -> String {
    match star_factor > PLAUSIBLE_STAR_FACTOR {
        true => format!(
            "unocculted spots leave so little of the star's light that they multiply the depth by {}; \
             are their share of the disc and their temperature right?",
            significant(star_factor, 3)
        ),
        false => "the planet outdoes its star; are the radii of both in their units?".into(),
    }
}

/// Checks that no depth of a spectrum is above one. `disc_light` is the light of each cell's disc over that of a clean one,
/// which the depth was divided by; none for a clean star.
pub(crate) fn depths_at_most_one(
    quantity: &'static str,
    spectrum: &[f64],
    disc_light: Option<&[f64]>,
) -> Result<(), SimulationFailure> {
    let cells = spectrum.iter().copied().enumerate();
    let (i_cell, depth) = cells.fold((0, 0.0), |a, b| if b.1 > a.1 { b } else { a });
    match depth > 1.0 {
        true => Err(SimulationFailure::DepthAboveOne {
            quantity,
            depth,
            star_factor: disc_light.map_or(1.0, |light| 1.0 / light[i_cell]),
        }),
        false => Ok(()),
    }
}

/// By how much shares of a whole may exceed it: decimal numbers, logarithms and sums are rounded.
const ROUNDING: f64 = 1e-9;

/// `sum`, or one if only rounding carries it above; none if it exceeds one, or is not a number.
pub(crate) fn at_most_one(sum: f64) -> Option<f64> {
    (sum <= 1.0 + ROUNDING).then_some(sum.min(1.0))
}

/// `value`, if it lies between zero and one, which rounding may exceed.
pub(crate) fn share_of_one(quantity: &'static str, value: f64) -> Result<f64, SimulationFailure> {
    at_most_one(value)
        .filter(|share| *share >= 0.0)
        .ok_or(SimulationFailure::NonPhysical { quantity, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_above_one_is_blamed_on_spots_where_they_make_it() {
        let message = |light: Option<&[f64]>| {
            let error = depths_at_most_one("transit depth", &[0.02, 3.25, 1.5], light);
            error.unwrap_err().to_string()
        };
        for light in [None, Some(&[0.01, 0.8, 0.01][..])] {
            let said = message(light);
            assert!(
                said.contains("is 3.25, ") && said.contains("radii"),
                "{said}"
            );
        }
        let said = message(Some(&[1.0, 0.008, 1.0]));
        assert!(said.contains("spots") && said.contains("by 125;"), "{said}");
        assert!(!said.contains("radii"), "{said}");
        assert!(depths_at_most_one("transit depth", &[f64::NAN, 0.5], None).is_ok());
    }

    #[test]
    fn pressures_are_told_in_bar_and_numbers_in_few_digits() {
        let unbound = SimulationFailure::Unbound {
            pressure_pa: 3.801_893_963_205_609_7,
        };
        assert!(unbound.to_string().contains(" at 3.8e-5 bar "), "{unbound}");
        let sum = SimulationFailure::VmrSumExceedsOne {
            sum: 1.0 + 0.1 + 0.2,
        };
        assert!(sum.to_string().contains(" to 1.3, "), "{sum}");
    }

    #[test]
    fn rounding_makes_one_of_a_whole_and_nothing_of_more() {
        let shares = [0.0, 0.3, 1.0, 1.0 + f64::EPSILON, 1.0 + 0.9e-9];
        let found = shares.map(|share| share_of_one("share", share));
        assert_eq!(found, [0.0, 0.3, 1.0, 1.0, 1.0].map(Ok));
        for value in [-1e-12, 1.0 + 2e-9, 1.4, f64::NAN, f64::INFINITY] {
            assert!(share_of_one("share", value).is_err(), "{value}");
        }
    }
}
