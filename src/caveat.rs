//! What a user should know before believing a result: what was asked for and is not there, has no effect, or is taken
//! beyond where it holds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of thing a user should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaveatKind {
    /// Something that was asked for is not there.
    Absent,
    /// Something that was asked for, or a parameter, changes nothing.
    WithoutEffect,
    /// A table is used beyond its range of temperature, pressure or wavelength.
    BeyondTable,
    /// A file, or a part of one, is left out.
    LeftOut,
    /// A number is used where it is known to be doubtful.
    Doubtful,
}

/// The word that goes with so many: `verb(2, ["has", "have"])`.
pub fn verb(n: usize, [one, several]: [&str; 2]) -> &str {
    match n {
        1 => one,
        _ => several,
    }
}

/// What a user should know before believing a result: a kind and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caveat {
    /// What kind of thing it is.
    pub kind: CaveatKind,
    /// The sentence.
    pub text: String,
}

impl Caveat {
    /// A caveat of this kind.
    pub fn new(kind: CaveatKind, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, text }
    }
}

impl fmt::Display for Caveat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
