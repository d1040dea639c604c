//! The layouts as a format.

use std::path::Path;

use forward_model::Species;

use super::read::read_hdf5;
use crate::error::OpacityFileError;
use crate::formats::contents::Contents;
use crate::formats::format::{FileHead, Format, FormatName, Recognition};

/// First bytes of an HDF5 file.
const SIGNATURE: [u8; 8] = *b"\x89HDF\r\n\x1a\n";

/// The HDF5 layouts of ExoMolOP, which TauREx, petitRADTRANS 3, exo_k and this program share.
#[derive(Debug, Clone, Copy)]
pub struct Hdf5;

impl Format for Hdf5 {
    fn description(&self) -> &'static str {
        "an HDF5 table (ExoMolOP, TauREx, petitRADTRANS)"
    }

    fn names(&self) -> &'static [FormatName] {
        &[
            FormatName {
                name: "exomol",
                meaning: "HDF5 of ExoMolOP for TauREx, cross sections or k-table",
            },
            FormatName {
                name: "petitradtrans",
                meaning: "HDF5 of petitRADTRANS 3, `.xsec.petitRADTRANS.h5` or `.ktable.petitRADTRANS.h5`",
            },
        ]
    }

    fn recognise(&self, file: &FileHead) -> Recognition {
        if file.first_bytes.starts_with(&SIGNATURE) {
            Recognition::Yes
        } else if file.ends_in(&[".h5", ".hdf5"]) {
            Recognition::Pretends("a name of an HDF5 file but not its first eight bytes")
        } else {
            Recognition::No
        }
    }

    /// The gas is the one that the file names.
    fn read(&self, path: &Path, _species: Option<Species>) -> Result<Contents, OpacityFileError> {
        let (table, info) = read_hdf5(path)?;
        Ok(Contents::Table(table, info))
    }
}
