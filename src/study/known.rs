//! What is known of a spectrum's planet and star besides the spectrum: a value of a condition, or a prior narrower than the study's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{entry::EXPECTED, file::ParameterEntry};
use crate::prior::Marginal;

/// What is known of one condition.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Given {
    /// Its value.
    Number(f64),
    /// A prior in place of the study's.
    Prior(Marginal),
}

/// What is known with a spectrum, by the names of the conditions. Of those that are not among them the study's own prior is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Known(BTreeMap<String, Given>);

/// Something that cannot be known of a study's conditions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is {found}, expected {expected}")]
pub struct KnownError {
    /// What is said to be known.
    pub name: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Known {
    /// Nothing but a study's priors.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The same and `given` of the condition `name`, in place of what was known of it.
    #[must_use]
    pub fn with(mut self, name: &str, given: Given) -> Self {
        self.0.insert(name.to_owned(), given);
        self
    }

    /// The same with what `others` know in place of what was known of the same conditions.
    #[must_use]
    pub fn updated(mut self, others: &Self) -> Self {
        self.0.extend(others.0.clone());
        self
    }

    /// The same without what is known of one condition.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    pub(super) fn of(&self, name: &str) -> Option<Given> {
        self.0.get(name).copied()
    }

    /// What is known of each condition, by its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(name, given)| (name.as_str(), given))
    }

    /// The same for a report.
    pub fn to_json(&self) -> BTreeMap<String, serde_json::Value> {
        let json = |given: &Given| serde_json::to_value(given).expect("numbers are JSON");
        self.iter()
            .map(|(name, given)| (name.to_owned(), json(given)))
            .collect()
    }

    pub(super) fn of_entries(
        entries: &BTreeMap<String, ParameterEntry>,
    ) -> Result<Self, KnownError> {
        let given = |(name, entry): (&String, &ParameterEntry)| {
            let given = Given::of_entry(entry).map_err(|found| KnownError {
                name: name.clone(),
                found,
                expected: EXPECTED.into(),
            })?;
            Ok((name.clone(), given))
        };
        entries
            .iter()
            .map(given)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Given {
    /// What a TOML value says: a number or a prior.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Line {
            given: ParameterEntry,
        }
        let expected = || format!("`{text}`, expected {EXPECTED}");
        let line = toml::from_str::<Line>(&format!("given = {text}"));
        let line = line.map_err(|_| expected())?;
        Self::of_entry(&line.given).map_err(|_| expected())
    }

    fn of_entry(entry: &ParameterEntry) -> Result<Self, String> {
        Ok(match entry {
            ParameterEntry::Fixed(value) => Self::Number(*value),
            ParameterEntry::Prior(marginal) => Self::Prior(*marginal),
            ParameterEntry::CutPrior(cut) => Self::Prior(Marginal::TruncatedNormal(*cut)),
            ParameterEntry::Other(other) => return Err(other.to_string()),
        })
    }

    /// The same, if it lies within the prior `own` of a study; a normal prior is cut to it.
    pub(super) fn within(self, own: &Marginal) -> Result<Self, (String, String)> {
        let range = own.bounds();
        let (given, bounds) = match self {
            Self::Number(value) => (self, [value; 2]),
            Self::Prior(marginal) => {
                let cut = marginal.checked().and_then(|own| own.cut_to(range));
                let cut = cut.map_err(|error| error.found_and_expected())?;
                (Self::Prior(cut), cut.bounds())
            }
        };
        let [low, high] = range;
        if bounds.iter().all(|value| (low..=high).contains(value)) {
            return Ok(given);
        }
        let [from, to] = bounds;
        let found = match self {
            Self::Number(value) => value.to_string(),
            Self::Prior(_) => format!("{from} to {to}"),
        };
        let expected = format!("values within {low} to {high}, the study's own range of it");
        Err((found, expected))
    }
}
