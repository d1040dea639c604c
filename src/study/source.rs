//! The text of a study and where its keys stand in it, for errors that name a line.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use groundwork::FileError;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::StudyError;

/// A study file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it was read from.
    pub path: PathBuf,
    /// All of it.
    pub text: String,
}

impl Source {
    /// # Errors
    /// [`FileError`] if the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let text = fs::read_to_string(path).map_err(|source| FileError::reading(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            text,
        })
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
            line: self.line_of(key),
            key: key.to_owned(),
            found: found.to_string(),
            expected: expected.to_string(),
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
        let source = Source {
            path: "s.toml".into(),
            text: "name = \"x\"\n\n[planet]\nmass_mjup = -1.0\n".into(),
        };
        let error = source.value_error("planet.mass_mjup", -1.0, "a positive number");
        assert_eq!(
            error.to_string(),
            "study s.toml, line 4: `planet.mass_mjup` is -1, expected a positive number"
        );
        assert_eq!(source.line_of("planet.radius"), 3);
    }
}
