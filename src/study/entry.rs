//! An entry of a study that is a number or a prior, and whether it is plausible.

use forward_model::Parameter;

use super::{
    Source, StudyError,
    file::ParameterEntry,
    unit_hint::{OF_JUPITER_MASSES, OF_JUPITER_RADII, OF_SOLAR_RADII, hint},
};
use crate::prior::Marginal;

/// What an entry says.
pub(super) enum Quantity {
    /// The same always.
    Number(f64),
    /// What it is drawn from.
    Prior(Marginal),
}

impl ParameterEntry {
    /// What the entry of a parameter under `key` says; its number is not looked at, its prior is plausible.
    pub(super) fn quantity(
        &self,
        (key, parameter): (&str, &Parameter),
        source: &Source,
    ) -> Result<Quantity, StudyError> {
        let marginal = match self {
            Self::Fixed(value) => return Ok(Quantity::Number(*value)),
            Self::Prior(marginal) => *marginal,
            Self::CutPrior(cut) => Marginal::TruncatedNormal(*cut),
            Self::Other(other) => return Err(no_prior(key, other, source)),
        };
        let marginal = check_prior((key, parameter), marginal, source)?;
        Ok(Quantity::Prior(marginal))
    }
}

fn no_prior(key: &str, found: &toml::Value, source: &Source) -> StudyError {
    source.value_error(key, found, EXPECTED)
}

/// What an entry may be.
pub(super) const EXPECTED: &str = "a number, or a prior of two numbers: { uniform = [a, b] }, { log_uniform = [a, b] }, { normal = [mean, std] } or \
     { normal = [mean, std], within = [a, b] }";

/// The prior, if it is one and plausible; a normal prior is cut to what is.
fn check_prior(
    (key, parameter): (&str, &Parameter),
    marginal: Marginal,
    source: &Source,
) -> Result<Marginal, StudyError> {
    let checked = marginal.checked();
    let cut = checked.and_then(|marginal| marginal.cut_to(parameter.plausible));
    let marginal = cut.map_err(|error| {
        let (found, expected) = error.found_and_expected();
        source.value_error(key, found, expected)
    })?;
    check_range((key, parameter), marginal.bounds(), source)?;
    Ok(marginal)
}

/// By how much a value may exceed its range: a share of one, or its logarithm, is the result of a rounded calculation.
const ROUNDING: f64 = 1e-10;

/// Refuses values of a parameter that are not plausible.
pub(super) fn check_range(
    (key, parameter): (&str, &Parameter),
    bounds: [f64; 2],
    source: &Source,
) -> Result<(), StudyError> {
    let [lower, upper] = parameter.plausible;
    let plausible = lower..=upper + ROUNDING;
    if bounds.iter().all(|value| plausible.contains(value)) {
        return Ok(());
    }
    let [from, to] = bounds;
    let found = if from.to_bits() == to.to_bits() {
        from.to_string()
    } else {
        format!("{from} to {to}")
    };
    let unit = match parameter.unit {
        "R_Jup" => hint(bounds, parameter.plausible, &OF_JUPITER_RADII),
        "M_Jup" => hint(bounds, parameter.plausible, &OF_JUPITER_MASSES),
        "R_Sun" => hint(bounds, parameter.plausible, &OF_SOLAR_RADII),
        _ => String::new(),
    };
    let meaning = parameter.meaning;
    let expected = format!("values between {lower} and {upper} ({meaning}){unit}");
    Err(source.value_error(key, found, expected))
}
