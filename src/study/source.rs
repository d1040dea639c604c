//! The text of a study and where its keys stand in it, for errors that name a line.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use groundwork::{FileError, text};
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::{StudyError, error::Place};

/// A study file as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Where it was read from.
    pub path: PathBuf,
    /// All of it.
    pub text: String,
    /// Parameters that [`Study::with_settings`](super::Study::with_settings) has fixed, as `--set` writes them.
    settings: Vec<(String, f64)>,
}

impl Source {
    /// A text that is called `path`.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            settings: Vec::new(),
        }
    }

    /// # Errors
    /// [`FileError`] if the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        Ok(Self::new(path, text::read(path)?))
    }

    /// Reads the text as a `T`.
    ///
    /// # Errors
    /// [`StudyError::Parse`] with the parser's own words, on one line.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, StudyError> {
        toml::from_str(&self.text).map_err(|error| StudyError::Parse {
            path: self.path.clone(),
            line: error.span().map_or(1, |span| self.line_at(span.start)),
            message: error.message().replace('\n', "; "),
        })
    }

    /// The error that says that `key`, such as `planet.mass_mjup`, holds `found` and not `expected`.
    pub fn value_error(
        &self,
        key: &str,
        found: impl Display,
        expected: impl Display,
    ) -> StudyError {
        StudyError::Value {
            path: self.path.clone(),
            place: Box::new(self.place_of(key)),
            key: key.to_owned(),
            found: found.to_string(),
            expected: expected.to_string(),
        }
    }

    /// Notes that a parameter's number is not the text's.
    pub(super) fn set(&mut self, name: &str, value: f64) {
        self.settings.push((name.to_owned(), value));
    }

    /// Where the value of `key` comes from: from a setting, or from a line and, as far as it depends on parameters, from all
    /// settings.
    fn place_of(&self, key: &str) -> Place {
        let is_its = |(name, _): &&(String, f64)| key.strip_prefix("parameters.") == Some(name);
        let (line, settings) = match self.settings.iter().find(is_its) {
            Some(own) => (None, std::slice::from_ref(own)),
            None => (Some(self.line_of(key)), self.settings.as_slice()),
        };
        let settings = settings
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        Place {
            line,
            settings: settings.collect(),
        }
    }

    /// Line on which the value of `key` stands; of the closest section that exists if it does not.
    fn line_of(&self, key: &str) -> usize {
        let Ok(root) = DeTable::parse(&self.text) else {
            return 1;
        };
        let mut table = root.get_ref();
        let mut line = 1;
        for part in key.split('.') {
            let Some(value) = table.get(part) else { break };
            line = self.line_at(value.span().start);
            let DeValue::Table(inner) = value.get_ref() else {
                break;
            };
            table = inner;
        }
        line
    }

    fn line_at(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        1 + before.iter().filter(|&&byte| byte == b'\n').count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_line_of_its_key() {
        let source = Source::new("s.toml", "name = \"x\"\n\n[planet]\nmass_mjup = -1.0\n");
        let error = source.value_error("planet.mass_mjup", -1.0, "a positive number");
        assert_eq!(
            error.to_string(),
            "study s.toml, line 4: `planet.mass_mjup` is -1, expected a positive number"
        );
        assert_eq!(source.line_of("planet.radius"), 3);
    }
    #[test]
    fn an_error_of_a_setting_names_it_in_place_of_the_line() {
        let text = "[atmosphere]\n[parameters]\ntemperature_k = 900.0\nhaze = 0.0\n";
        let mut source = Source::new("s.toml", text);
        source.set("temperature_k", 2500.0);
        source.set("haze", -1.5);
        let said = |key| source.value_error(key, "odd", "even").to_string();
        assert_eq!(
            said("parameters.temperature_k"),
            "study s.toml with --set temperature_k=2500: `parameters.temperature_k` is odd, expected even"
        );
        assert_eq!(
            said("atmosphere"),
            "study s.toml, line 1, with --set temperature_k=2500 --set haze=-1.5: `atmosphere` is odd, expected even"
        );
    }
}
