//! `[parameters]`: every quantity the chosen physics needs, each fixed or given a prior; nothing is implicit.

use std::collections::BTreeMap;

use forward_model::Parameter;

use super::{Source, StudyError, file::ParameterEntry};
use crate::{
    parameters::ParameterInfo,
    prior::{Marginal, Prior},
};

/// Where a needed quantity comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParameterValue {
    /// The same in every simulation.
    Fixed(f64),
    /// The element of θ with this index.
    Free(usize),
}

impl ParameterValue {
    /// The quantity in a simulation of `theta`.
    pub fn at(self, theta: &[f64]) -> f64 {
        match self {
            Self::Fixed(fixed) => fixed,
            Self::Free(i) => theta[i],
        }
    }
}

/// A quantity that the chosen physics does not need.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a parameter of this study, expected one of {expected}")]
pub struct UnknownParameter {
    /// The name.
    pub found: String,
    /// The names there are.
    pub expected: String,
}

/// The quantities a simulation needs and the prior of those that vary.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSpace {
    /// Every needed quantity, in the order in which the physics names them.
    needed: Vec<(String, ParameterValue)>,
    /// Name, unit and label of each element of θ.
    free: Vec<ParameterInfo>,
    prior: Prior,
}

impl ParameterSpace {
    /// Reads the entries of the parameters that the study's choices have.
    pub(super) fn new(
        entries: &BTreeMap<String, ParameterEntry>,
        parameters: &[Parameter],
        source: &Source,
    ) -> Result<Self, StudyError> {
        reject_unneeded(entries, parameters, source)?;
        let (mut needed, mut free, mut marginals) = (Vec::new(), Vec::new(), Vec::new());
        for parameter in parameters {
            let value = match entries.get(&parameter.name) {
                None => return Err(missing(&parameter.name, source)),
                Some(&ParameterEntry::Fixed(value)) => {
                    check_range(parameter, [value; 2], source)?;
                    ParameterValue::Fixed(value)
                }
                Some(&ParameterEntry::Prior(marginal)) => {
                    marginals.push(check_prior(parameter, marginal, source)?);
                    free.push(ParameterInfo::from(parameter));
                    ParameterValue::Free(free.len() - 1)
                }
            };
            needed.push((parameter.name.clone(), value));
        }
        if free.is_empty() {
            let expected = "at least one prior, such as { uniform = [400.0, 1500.0] }";
            return Err(source.value_error("parameters", "all fixed", expected));
        }
        Ok(Self {
            needed,
            free,
            prior: Prior::new(marginals),
        })
    }

    /// Name, unit and label of each element of θ.
    pub fn free(&self) -> &[ParameterInfo] {
        &self.free
    }

    /// The prior over θ.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Every quantity the physics needs and where it comes from.
    pub fn needed(&self) -> &[(String, ParameterValue)] {
        &self.needed
    }

    /// Where the quantity `name` comes from; none if the chosen physics does not need it.
    pub fn get(&self, name: &str) -> Option<ParameterValue> {
        let found = self.needed.iter().find(|(needed, _)| needed == name);
        found.map(|&(_, value)| value)
    }

    /// The values that `name` can take: both ends of its prior, or the fixed value twice.
    pub fn range(&self, name: &str) -> Option<[f64; 2]> {
        self.get(name).map(|value| match value {
            ParameterValue::Fixed(value) => [value; 2],
            ParameterValue::Free(i) => self.prior.marginals()[i].bounds(),
        })
    }

    /// θ at the prior's median, but for the quantities that `settings` names; a fixed quantity that is named
    /// is fixed at the new value from now on.
    ///
    /// # Errors
    /// [`UnknownParameter`] if the physics does not need a quantity of that name.
    pub fn theta_with(&mut self, settings: &[(String, f64)]) -> Result<Vec<f64>, UnknownParameter> {
        let mut theta = self.median();
        for (name, value) in settings {
            let position = self.needed.iter().position(|(needed, _)| needed == name);
            let i = position.ok_or_else(|| self.unknown(name))?;
            match &mut self.needed[i].1 {
                ParameterValue::Fixed(fixed) => *fixed = *value,
                ParameterValue::Free(i) => theta[*i] = *value,
            }
        }
        Ok(theta)
    }

    fn unknown(&self, found: &str) -> UnknownParameter {
        let names: Vec<&str> = self.needed.iter().map(|(name, _)| name.as_str()).collect();
        UnknownParameter {
            found: found.to_owned(),
            expected: names.join(", "),
        }
    }

    /// The prior's median, shape `[n_parameters]`.
    pub fn median(&self) -> Vec<f64> {
        let marginals = self.prior.marginals().iter();
        marginals.map(|marginal| marginal.quantile(0.5)).collect()
    }
}

fn reject_unneeded(
    entries: &BTreeMap<String, ParameterEntry>,
    parameters: &[Parameter],
    source: &Source,
) -> Result<(), StudyError> {
    let names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
    match entries.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(source.value_error(
            &format!("parameters.{key}"),
            "not a parameter of the chosen physics",
            format!("one of {}", names.join(", ")),
        )),
    }
}

fn missing(name: &str, source: &Source) -> StudyError {
    let expected = "a number that fixes it or a prior, such as { uniform = [a, b] }, \
                    because the chosen physics needs it";
    source.value_error(&format!("parameters.{name}"), "missing", expected)
}

fn check_prior(
    parameter: &Parameter,
    marginal: Marginal,
    source: &Source,
) -> Result<Marginal, StudyError> {
    let key = format!("parameters.{}", parameter.name);
    let marginal = marginal.checked().map_err(|error| {
        let text = error.to_string();
        let (found, expected) = text.split_once(", expected ").unwrap_or((&text, "a prior"));
        source.value_error(&key, found, expected)
    })?;
    check_range(parameter, marginal.bounds(), source)?;
    Ok(marginal)
}

fn check_range(parameter: &Parameter, bounds: [f64; 2], source: &Source) -> Result<(), StudyError> {
    let [lower, upper] = parameter.plausible;
    if bounds.iter().all(|value| (lower..=upper).contains(value)) {
        return Ok(());
    }
    let [from, to] = bounds;
    let found = if from == to {
        from.to_string()
    } else {
        format!("{from} to {to}")
    };
    let meaning = parameter.meaning;
    let expected = format!("values between {lower} and {upper} ({meaning})");
    Err(source.value_error(&format!("parameters.{}", parameter.name), found, expected))
}
