//! The lines of a text file that hold something, read one after the other.

use std::path::Path;

use crate::error::{NamedFile, OpacityFileError};

/// The lines of a text file that hold something, each with its number.
pub(crate) struct TextLines<'a> {
    file: NamedFile<'a>,
    lines: Vec<(usize, &'a str)>,
    next: usize,
}

impl<'a> TextLines<'a> {
    /// `kind` is what errors call the file.
    pub fn new(kind: &'static str, path: &'a Path, text: &'a str) -> Self {
        let numbered = text.lines().enumerate().map(|(i, line)| (i + 1, line));
        let lines = numbered.filter(|(_, line)| !line.trim().is_empty());
        Self {
            file: NamedFile { kind, path },
            lines: lines.collect(),
            next: 0,
        }
    }

    pub fn is_at_end(&self) -> bool {
        self.next == self.lines.len()
    }

    /// The next line, unless all are taken.
    pub fn take(&mut self) -> Option<&'a str> {
        let (_, line) = self.lines.get(self.next)?;
        self.next += 1;
        Some(line)
    }

    /// The error that says that the line that was taken last is not what it should be.
    pub fn wrong(&self, found: impl Into<String>, expected: impl Into<String>) -> OpacityFileError {
        let found = format!("found {}", found.into());
        self.file
            .wrong_in(Some(self.number()), found, expected.into())
    }

    /// The error that says that the line that was taken last names a gas that is not known.
    pub fn unknown_gas(&self, found: impl Into<String>, expected: &str) -> OpacityFileError {
        let found = format!("found {}", found.into());
        self.file.unknown_gas(Some(self.number()), found, expected)
    }

    /// Number of the line that was taken last.
    fn number(&self) -> usize {
        let last = self.next.saturating_sub(1);
        self.lines.get(last).map_or(1, |(number, _)| *number)
    }
}

/// The beginning of a line as errors quote it.
pub(crate) fn quoted(line: &str, n_characters: usize) -> String {
    let beginning: String = line.chars().take(n_characters).collect();
    format!("`{beginning}`")
}
