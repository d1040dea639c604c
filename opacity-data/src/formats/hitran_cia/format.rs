//! The `.cia` files as a format.

use std::path::Path;

use forward_model::Species;

use super::read::read_cia;
use crate::error::OpacityFileError;
use crate::formats::contents::Contents;
use crate::formats::format::{FileHead, Format, FormatName, Recognition};

/// HITRAN's collision-induced absorption.
#[derive(Debug, Clone, Copy)]
pub struct HitranCia;

impl Format for HitranCia {
    fn description(&self) -> &'static str {
        "collision-induced absorption (.cia)"
    }

    fn names(&self) -> &'static [FormatName] {
        &[]
    }

    fn recognise(&self, file: &FileHead) -> Recognition {
        Recognition::from_yes(file.ends_in(&[".cia"]))
    }

    /// The gases are the pairs that the file names.
    fn read(&self, path: &Path, _species: Option<Species>) -> Result<Contents, OpacityFileError> {
        Ok(Contents::Cia(read_cia(path)?))
    }
}
