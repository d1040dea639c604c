//! `[parameters]`: every quantity the chosen physics needs, each fixed or given a prior; nothing is implicit. Where all are fixed there is
//! one spectrum to simulate, and nothing to infer.

use std::{collections::BTreeMap, ops::Range};

use forward_model::{Parameter, ParameterLayout};

use super::{
    ObservationConfig, Source, StudyError, UnknownParameter,
    entry::{Quantity, check_range},
    file::ParameterEntry,
    system::{System, key_of},
};
use crate::{
    parameters::{ParameterInfo, ParameterValue},
    prior::{Marginal, Prior},
};

/// The quantities a simulation needs, where each comes from, and the prior of those that vary: the one map from θ to
/// whatever takes a value.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSpace {
    /// Every needed quantity: those of the physics, then those of the instruments, then conditions.
    needed: Vec<(String, ParameterValue)>,
    /// What each value of the physics means.
    layout: ParameterLayout,
    /// Where the values of the physics lie in `needed`, in the order of its layout, but for its last ones, which are conditions.
    physics: Range<usize>,
    /// Where those lie.
    conditions: Range<usize>,
    /// Where the shift of each instrument lies in `needed`.
    offsets: BTreeMap<String, usize>,
    /// Where each factor on σ lies in `needed`, with its instrument; of one on all there is none.
    error_inflation: Vec<(Option<String>, usize)>,
    /// Name, unit and label of each element of θ.
    free: Vec<ParameterInfo>,
    prior: Prior,
}

impl ParameterSpace {
    /// Reads the entries of the parameters that the study's choices have; conditions are the last elements of θ.
    pub(super) fn new(
        entries: &BTreeMap<String, ParameterEntry>,
        (layout, system): (ParameterLayout, &System),
        observation: &ObservationConfig,
        source: &Source,
    ) -> Result<Self, StudyError> {
        let own = &layout.parameters()[..layout.system().start];
        let offsets = observation.offset_parameters();
        let factors = observation.error_inflation_parameters();
        let of_instruments = offsets.iter().map(|(_, offset)| offset);
        let of_instruments = of_instruments.chain(factors.iter().map(|(_, factor)| factor));
        reject_unneeded(entries, own.iter().chain(of_instruments), source)?;
        let mut reader = Reader::new(entries, source);
        for parameter in own {
            reader.read(parameter)?;
        }
        let physics = 0..reader.needed.len();
        let offsets = offsets
            .into_iter()
            .map(|(instrument, offset)| Ok((instrument, reader.read(&offset)?)))
            .collect::<Result<_, StudyError>>()?;
        let error_inflation = factors
            .into_iter()
            .map(|(instrument, factor)| Ok((instrument, reader.read(&factor)?)))
            .collect::<Result<_, StudyError>>()?;
        let first = reader.needed.len();
        for (_, parameter, marginal) in system.priors() {
            reader.free(&parameter, marginal);
        }
        Ok(Self {
            conditions: first..reader.needed.len(),
            needed: reader.needed,
            layout,
            physics,
            offsets,
            error_inflation,
            free: reader.free,
            prior: Prior::new(reader.marginals),
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

    /// How many of the last elements of θ are conditions: known with a spectrum, as a rule, and inputs of the networks.
    pub fn n_conditions(&self) -> usize {
        let own = &self.needed[self.conditions.clone()];
        let is_free =
            |(_, value): &&(String, ParameterValue)| matches!(value, ParameterValue::Free(_));
        own.iter().filter(is_free).count()
    }

    /// Every quantity that a simulation needs and where it comes from: those of the physics, then those of the instruments, then
    /// conditions.
    pub fn needed(&self) -> &[(String, ParameterValue)] {
        &self.needed
    }

    /// What the physics is a function of, and which part of it takes which value.
    pub fn layout(&self) -> &ParameterLayout {
        &self.layout
    }

    /// The quantities of the physics, in the order of [`layout`](Self::layout).
    pub fn of_physics(&self) -> impl Iterator<Item = &(String, ParameterValue)> {
        let places = self.physics.clone().chain(self.conditions.clone());
        places.map(|i| &self.needed[i])
    }

    /// Overwrites `values` with those of the physics at `theta`, in the order of [`layout`](Self::layout), without
    /// allocating.
    ///
    /// # Shapes
    /// `theta`: `[n_parameters]`; `values`: `[n_physics]`.
    pub fn fill_physics(&self, theta: &[f64], values: &mut [f64]) {
        for (value, (_, slot)) in values.iter_mut().zip(self.of_physics()) {
            *value = slot.at(theta);
        }
    }

    /// The values of the physics at `theta`, in the order of [`layout`](Self::layout), shape `[n_physics]`.
    pub fn physics(&self, theta: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.layout.parameters().len()];
        self.fill_physics(theta, &mut values);
        values
    }

    /// Where the shift of an instrument, ppm, comes from; none if the instrument is not shifted.
    pub fn offset_ppm(&self, instrument: &str) -> Option<ParameterValue> {
        let i = *self.offsets.get(instrument)?;
        Some(self.needed[i].1)
    }

    /// Where the factor comes from by which every σ of an instrument is multiplied; one where it is no parameter.
    pub fn error_inflation(&self, instrument: &str) -> ParameterValue {
        let mut factors = self.error_inflation.iter();
        let own = factors.find(|(of, _)| of.as_deref().is_none_or(|of| of == instrument));
        own.map_or(ParameterValue::Fixed(1.0), |(_, i)| self.needed[*i].1)
    }

    /// The values that `name` can take: both ends of its prior, or the fixed value twice; none if the study has no such
    /// parameter.
    pub fn range(&self, name: &str) -> Option<[f64; 2]> {
        let found = self.needed.iter().find(|(needed, _)| needed == name);
        found.map(|(_, value)| match *value {
            ParameterValue::Fixed(value) => [value; 2],
            ParameterValue::Free(i) => self.prior.marginals()[i].bounds(),
        })
    }

    /// The prior of `name`; none if it is fixed or no parameter of the study.
    pub fn prior_of(&self, name: &str) -> Option<&Marginal> {
        let i = self.free.iter().position(|free| free.name == name)?;
        self.prior.marginals().get(i)
    }

    /// Fixes the quantity `name` at a value.
    ///
    /// # Errors
    /// [`UnknownParameter`] if there is none of that name.
    pub(super) fn fix(&mut self, name: &str, value: f64) -> Result<(), UnknownParameter> {
        let position = self.needed.iter().position(|(needed, _)| needed == name);
        let i = position.ok_or_else(|| self.unknown(name))?;
        let was = std::mem::replace(&mut self.needed[i].1, ParameterValue::Fixed(value));
        if let ParameterValue::Free(element) = was {
            self.free.remove(element);
            let mut marginals = self.prior.marginals().to_vec();
            marginals.remove(element);
            self.prior = Prior::new(marginals);
            for (_, other) in &mut self.needed {
                if let ParameterValue::Free(i) = other
                    && *i > element
                {
                    *i -= 1;
                }
            }
        }
        Ok(())
    }

    /// Whether a parameter has a prior that reaches as far as a value.
    pub(super) fn admits(&self, name: &str, value: f64) -> bool {
        let element = self.free.iter().position(|free| free.name == name);
        element.is_some_and(|element| {
            let [lower, upper] = self.prior.marginals()[element].bounds();
            (lower..=upper).contains(&value)
        })
    }

    fn unknown(&self, found: &str) -> UnknownParameter {
        let names = self.needed.iter().map(|(name, _)| name.as_str());
        UnknownParameter::among(found, names)
    }

    /// The prior's median, shape `[n_parameters]`.
    pub fn median(&self) -> Vec<f64> {
        self.prior.median()
    }
}

/// Reads one parameter after the other.
struct Reader<'a> {
    entries: &'a BTreeMap<String, ParameterEntry>,
    source: &'a Source,
    needed: Vec<(String, ParameterValue)>,
    free: Vec<ParameterInfo>,
    marginals: Vec<Marginal>,
}

impl<'a> Reader<'a> {
    fn new(entries: &'a BTreeMap<String, ParameterEntry>, source: &'a Source) -> Self {
        Self {
            entries,
            source,
            needed: Vec::new(),
            free: Vec::new(),
            marginals: Vec::new(),
        }
    }

    /// Appends a parameter to `needed` and returns its place there.
    fn read(&mut self, parameter: &Parameter) -> Result<usize, StudyError> {
        let key = key_of(&parameter.name);
        let entry = self.entries.get(&parameter.name);
        let entry = entry.ok_or_else(|| missing(&key, self.source))?;
        match entry.quantity((&key, parameter), self.source)? {
            Quantity::Prior(marginal) => self.free(parameter, marginal),
            Quantity::Number(value) => {
                check_range((&key, parameter), [value; 2], self.source)?;
                let fixed = ParameterValue::Fixed(value);
                self.needed.push((parameter.name.clone(), fixed));
            }
        }
        Ok(self.needed.len() - 1)
    }

    /// Appends a parameter to `needed` and to θ.
    fn free(&mut self, parameter: &Parameter, marginal: Marginal) {
        let element = ParameterValue::Free(self.free.len());
        self.needed.push((parameter.name.clone(), element));
        self.free.push(ParameterInfo::from(parameter));
        self.marginals.push(marginal);
    }
}

fn reject_unneeded<'a>(
    entries: &BTreeMap<String, ParameterEntry>,
    parameters: impl Iterator<Item = &'a Parameter>,
    source: &Source,
) -> Result<(), StudyError> {
    let names: Vec<&str> = parameters.map(|p| p.name.as_str()).collect();
    match entries.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(source.value_error(
            &format!("parameters.{key}"),
            "not a parameter of the chosen physics",
            format!("one of {}", names.join(", ")),
        )),
    }
}

fn missing(key: &str, source: &Source) -> StudyError {
    let expected = "a number that fixes it or a prior, such as { uniform = [a, b] }, \
                    because the chosen physics needs it";
    source.value_error(key, "missing", expected)
}
