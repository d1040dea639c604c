//! Opacities of any maker: what format a file has, and what is in it.
//!
//! | format | files | read by |
//! | --- | --- | --- |
//! | ExoMolOP, TauREx, petitRADTRANS 3, exo_k, our own | HDF5: `.h5`, `.hdf5` | [`opacity_table`] |
//! | NEMESIS | `.kta` | [`nemesis`] |
//! | Exo-Transmit | `opacH2O.dat`, also gzipped | [`exo_transmit`](super::exo_transmit) |
//! | HITRAN's collision-induced absorption | `.cia` | [`cia`] |

mod channels;
mod exo_transmit;
mod folder;
pub mod nemesis;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use forward_model::{OpacityTable, Species, TableError};

use crate::cia::{self, CiaFile, CiaFileError};
use crate::exo_transmit::ExoTransmitError;
use crate::opacity_table::{self, OpacityFileError, TableInfo};
pub use folder::{Folder, FolderTable, read_folder};
use nemesis::NemesisError;

/// First bytes of an HDF5 file.
const HDF5_SIGNATURE: [u8; 8] = *b"\x89HDF\r\n\x1a\n";

/// A format of opacities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The HDF5 layouts of ExoMolOP, which TauREx, petitRADTRANS 3, exo_k and this program share.
    Hdf5,
    /// NEMESIS k-tables.
    Nemesis,
    /// Exo-Transmit's cross sections.
    ExoTransmit,
    /// HITRAN's collision-induced absorption.
    Cia,
}

/// What a file of opacities holds.
#[derive(Debug, Clone, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each file that is read, and it is taken apart at once"
)]
pub enum Contents {
    /// Line opacity of one gas.
    Table(OpacityTable, TableInfo),
    /// Collision-induced absorption.
    Cia(CiaFile),
}

/// Why a file or folder of opacities could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForeignError {
    /// The file or folder cannot be opened.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A folder where a file should be.
    #[error("{}: found a folder, expected a file of opacities", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// None of the formats.
    #[error("{}: found {found}, expected {EXPECTED}", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What its name or its first bytes are.
        found: String,
    },
    /// The gas is nowhere.
    #[error("Exo-Transmit table {}: its name does not tell the gas, expected a name such as opacH2O.dat (or `--species`)", path.display())]
    Gas {
        /// The file.
        path: PathBuf,
    },
    /// Two files of a folder hold the same.
    #[error("{} and {} both hold {what}, expected one file in the folder for each gas and pair", first.display(), second.display())]
    Twice {
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
        /// What both hold.
        what: String,
    },
    /// An HDF5 table.
    #[error(transparent)]
    Hdf5(#[from] OpacityFileError),
    /// A NEMESIS table.
    #[error(transparent)]
    Nemesis(#[from] NemesisError),
    /// An Exo-Transmit table.
    #[error(transparent)]
    ExoTransmit(#[from] ExoTransmitError),
    /// Collision-induced absorption.
    #[error(transparent)]
    Cia(#[from] CiaFileError),
    /// The numbers make no table.
    #[error("opacity table {}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
}

/// What the names and the first bytes of files of opacities are.
const EXPECTED: &str = "an HDF5 table (ExoMolOP, TauREx, petitRADTRANS), a NEMESIS table (.kta), an Exo-Transmit table (opacH2O.dat) or collision-induced absorption (.cia)";

/// Recognises a file by its first bytes and its name.
///
/// # Errors
/// [`ForeignError::Unknown`] with what it is instead; [`ForeignError::Read`] if it cannot be opened.
pub fn recognise(path: &Path) -> Result<Format, ForeignError> {
    if path.is_dir() {
        return Err(ForeignError::IsFolder { path: path.into() });
    }
    let first_bytes = first_bytes(path).map_err(|source| ForeignError::Read {
        path: path.into(),
        source,
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let ends_in = |extensions: &[&str]| extensions.iter().any(|e| name.ends_with(e));
    let unknown = |found: String| {
        let path = path.into();
        Err(ForeignError::Unknown { path, found })
    };
    if first_bytes == HDF5_SIGNATURE {
        return Ok(Format::Hdf5);
    }
    if ends_in(&[".h5", ".hdf5"]) {
        return unknown("a name of an HDF5 file but not its first eight bytes".into());
    }
    if ends_in(&[".kta"]) {
        return Ok(Format::Nemesis);
    }
    if ends_in(&[".cia"]) {
        return Ok(Format::Cia);
    }
    if ends_in(&[".dat", ".dat.gz"]) && name.starts_with("opac") {
        return Ok(Format::ExoTransmit);
    }
    if ends_in(&[".par"]) {
        let found = "a line list, of which `exosonde opacity compute --lines` makes a table";
        return unknown(found.into());
    }
    unknown(format!("the name `{name}`"))
}

/// The first bytes of a file, as many as an HDF5 signature has or fewer.
fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let n = HDF5_SIGNATURE.len() as u64;
    File::open(path)?.take(n).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a file of a format; `species` is the gas where the file does not tell it, or tells it wrongly.
///
/// # Errors
/// [`ForeignError`], naming the file and what is wrong with it.
pub fn read(
    path: &Path,
    format: Format,
    species: Option<Species>,
) -> Result<Contents, ForeignError> {
    if path.is_dir() {
        return Err(ForeignError::IsFolder { path: path.into() });
    }
    let (table, info) = match format {
        Format::Hdf5 => opacity_table::read(path)?,
        Format::Nemesis => nemesis::read(path, species)?,
        Format::ExoTransmit => exo_transmit::read(path, species)?,
        Format::Cia => return Ok(Contents::Cia(cia::read_all(path)?)),
    };
    Ok(Contents::Table(table, info))
}
