//! Makes the set from the NEMESIS tables of nemesispy.

use std::path::{Path, PathBuf};

use forward_model::{OpacityTable, Species};

use super::gases::{GASES, HstGas};
use crate::error::{NamedFile, OpacityFileError};
use crate::formats::{Contents, Format, Nemesis};
use crate::sets::{
    packed_table,
    written::{Packed, write_all},
};
use crate::table_info::TableInfo;

const SOURCE: &str = "NEMESIS k-tables from ExoMolOP lists, PyPI nemesispy 0.0.10 (BSD-3)";

const CITATION: &str = "Chubb et al. 2021, A&A 646, A21";

/// What is known to be wrong with all of them.
const FAULTS: &str = "17 channels only: 15 of HST/WFC3 G141 from 1.125 to 1.65 µm, 0.035 µm wide, and Spitzer's 3.6 and 4.5 µm bands, for bins that match them. Widths and pressure unit (taken as atm) are not in the files; 150 K between temperatures. Against HITRAN at 296 K the channels of WFC3 look 0.0075 µm shortward of their nominal places and 0.045 µm wide: on the flanks of bands their means are off by factors of 1.3 to 3.";

/// Where the ingredients are.
#[derive(Debug, Clone)]
pub struct ExomolHstConfig {
    /// Folder with nemesispy's `.kta` files.
    pub nemesis: PathBuf,
    /// Gases to make; all if empty.
    pub gases: Vec<Species>,
}

/// Packs the tables into `out`; returns each file with its size in bytes.
///
/// # Errors
/// [`OpacityFileError`] naming the ingredient that is missing or wrong.
pub fn make_exomol_hst(
    config: &ExomolHstConfig,
    out: &Path,
) -> Result<Vec<(PathBuf, usize)>, OpacityFileError> {
    let is_wanted = |gas: &&HstGas| config.gases.is_empty() || config.gases.contains(&gas.species);
    let make = |gas: &HstGas| {
        let bytes = packed(&config.nemesis.join(gas.file), gas)?;
        Ok(Packed::new(out, gas.species.formula(), bytes))
    };
    let packed = GASES.iter().filter(is_wanted).map(make);
    write_all(packed.collect::<Result<_, OpacityFileError>>()?)
}

/// The packed table of a gas from its `.kta` file.
fn packed(path: &Path, gas: &HstGas) -> Result<Vec<u8>, OpacityFileError> {
    let Contents::Table(OpacityTable::CorrelatedK(table), info) = Nemesis.read(path, None)? else {
        unreachable!("NEMESIS files hold k-tables");
    };
    if info.species != gas.species {
        let kind = "NEMESIS k-table";
        let found = format!("found {}", info.species);
        return Err(NamedFile { kind, path }.wrong(found, gas.species.formula()));
    }
    let info = TableInfo {
        source: SOURCE.into(),
        citation: CITATION.into(),
        known_faults: format!("{FAULTS}{}", gas.faults),
        ..info
    };
    Ok(packed_table::encode(&table, &info))
}
