//! The formats that are known: one line each.

use std::path::Path;

use super::contents::Contents;
use super::exo_transmit::ExoTransmit;
use super::format::{FileHead, Format, FormatName, Recognition};
use super::hdf5::Hdf5;
use super::hitran_cia::HitranCia;
use super::nemesis::Nemesis;
use crate::error::OpacityFileError;

/// The formats that are known. A new one is a file beside this one with an `impl` of [`Format`], and a line here.
pub const FORMATS: Formats<'static> = Formats(&[&Hdf5, &Nemesis, &ExoTransmit, &HitranCia]);

/// Formats of opacity files, in the order in which they are asked whether a file is theirs.
#[derive(Clone, Copy)]
pub struct Formats<'a>(pub &'a [&'a dyn Format]);

impl<'a> Formats<'a> {
    /// The format of a file, by its first bytes and its name.
    ///
    /// # Errors
    /// [`OpacityFileError::NoOpacities`] with what it is instead; [`OpacityFileError::File`] if it cannot be opened.
    pub fn recognise(self, path: &Path) -> Result<&'a dyn Format, OpacityFileError> {
        let head = FileHead::of(path)?;
        for format in self.0 {
            match format.recognise(&head) {
                Recognition::Yes => return Ok(*format),
                Recognition::Pretends(found) => return Err(self.unknown(path, found.into())),
                Recognition::No => {}
            }
        }
        let found = match head.ends_in(&[".par"]) {
            true => "a line list, of which `exosonde opacity compute --lines` makes a table".into(),
            false => format!("the name `{}`", head.name),
        };
        Err(self.unknown(path, found))
    }

    /// Reads a file of whichever format.
    ///
    /// # Errors
    /// [`OpacityFileError`], naming the file and what is wrong with it.
    pub fn read(self, path: &Path) -> Result<Contents, OpacityFileError> {
        self.recognise(path)?.read(path, None)
    }

    /// The names by which formats are asked for.
    pub fn names(self) -> impl Iterator<Item = &'a FormatName> {
        self.0.iter().flat_map(|format| format.names())
    }

    /// The format that a name means.
    pub fn named(self, name: &str) -> Option<&'a dyn Format> {
        let mut formats = self.0.iter().copied();
        formats.find(|format| format.names().iter().any(|known| known.name == name))
    }

    /// What files of opacities are: `an HDF5 table (…), a NEMESIS table (.kta) or …`.
    pub fn description(self) -> String {
        let each: Vec<&str> = self.0.iter().map(|format| format.description()).collect();
        match each.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }

    fn unknown(self, path: &Path, found: String) -> OpacityFileError {
        OpacityFileError::NoOpacities {
            path: path.into(),
            found,
            expected: self.description(),
        }
    }
}
