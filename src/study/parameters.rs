//! `[parameters]`: every quantity the chosen physics needs, each fixed or given a prior; nothing is implicit.

use std::collections::BTreeMap;

use super::{
    AtmosphereConfig, Source, StudyError,
    file::{Cloud, ParameterEntry, TemperatureKind},
};
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
    pub(super) fn new(
        entries: &BTreeMap<String, ParameterEntry>,
        atmosphere: &AtmosphereConfig,
        source: &Source,
    ) -> Result<Self, StudyError> {
        let names = needed_names(atmosphere);
        reject_unneeded(entries, &names, source)?;
        let (mut needed, mut free, mut marginals) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            let value = match entries.get(&name) {
                None => return Err(missing(&name, source)),
                Some(&ParameterEntry::Fixed(value)) => {
                    check_range(&name, [value; 2], source)?;
                    ParameterValue::Fixed(value)
                }
                Some(&ParameterEntry::Prior(marginal)) => {
                    marginals.push(check_prior(&name, marginal, source)?);
                    free.push(ParameterInfo::of(&name));
                    ParameterValue::Free(free.len() - 1)
                }
            };
            needed.push((name, value));
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

/// The names that this physics needs, in the order of θ.
fn needed_names(atmosphere: &AtmosphereConfig) -> Vec<String> {
    let temperature: &[&str] = match atmosphere.temperature {
        TemperatureKind::Isothermal => &["temperature_k"],
        TemperatureKind::Guillot2010 => &[
            "t_irr_k",
            "t_int_k",
            "log_kappa_ir",
            "log_kappa_v1",
            "log_kappa_v2",
            "alpha",
        ],
    };
    let cloud = |cloud: &Cloud| match cloud {
        Cloud::GreyDeck => ["log_cloud_top_bar"].as_slice(),
        Cloud::PowerLawHaze => &["log_haze_enhancement", "haze_slope"],
    };
    let clouds = atmosphere.clouds.iter().flat_map(cloud);
    let before = ["radius_rjup"]
        .iter()
        .chain(temperature)
        .map(|name| (*name).to_owned());
    let gases = atmosphere.gases.iter().map(|gas| format!("log_{gas}"));
    before
        .chain(gases)
        .chain(clouds.map(|name| (*name).to_owned()))
        .collect()
}

fn reject_unneeded(
    entries: &BTreeMap<String, ParameterEntry>,
    names: &[String],
    source: &Source,
) -> Result<(), StudyError> {
    match entries.keys().find(|key| !names.contains(key)) {
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

fn check_prior(name: &str, marginal: Marginal, source: &Source) -> Result<Marginal, StudyError> {
    let key = format!("parameters.{name}");
    let marginal = marginal.checked().map_err(|error| {
        let text = error.to_string();
        let (found, expected) = text.split_once(", expected ").unwrap_or((&text, "a prior"));
        source.value_error(&key, found, expected)
    })?;
    check_range(name, marginal.bounds(), source)?;
    Ok(marginal)
}

/// Values outside these are a wrong unit or a typing error.
fn plausible_range(name: &str) -> ([f64; 2], &'static str) {
    match name {
        "radius_rjup" => ([0.01, 10.0], "Jupiter radii"),
        "temperature_k" | "t_irr_k" => ([10.0, 10_000.0], "kelvin"),
        "t_int_k" => ([0.0, 5000.0], "kelvin"),
        "log_cloud_top_bar" => ([-12.0, 4.0], "log10 of bar"),
        "log_haze_enhancement" => (
            [-10.0, 15.0],
            "log10 of a factor over H2 Rayleigh scattering",
        ),
        "haze_slope" => ([-20.0, 4.0], "power of wavelength, -4 for Rayleigh"),
        "log_kappa_ir" | "log_kappa_v1" | "log_kappa_v2" => ([-12.0, 4.0], "log10 of m2/kg"),
        "alpha" => ([0.0, 1.0], "share of the second visible channel"),
        _ => ([-30.0, 0.0], "log10 of a volume mixing ratio"),
    }
}

fn check_range(name: &str, bounds: [f64; 2], source: &Source) -> Result<(), StudyError> {
    let ([lower, upper], meaning) = plausible_range(name);
    if bounds.iter().all(|value| (lower..=upper).contains(value)) {
        return Ok(());
    }
    let [from, to] = bounds;
    let found = if from == to {
        from.to_string()
    } else {
        format!("{from} to {to}")
    };
    let expected = format!("values between {lower} and {upper} ({meaning})");
    Err(source.value_error(&format!("parameters.{name}"), found, expected))
}
