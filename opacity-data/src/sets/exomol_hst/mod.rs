//! Makes the set for studies of HST/WFC3 and Spitzer that ships inside the program, from the NEMESIS tables of nemesispy.

use std::path::{Path, PathBuf};

use forward_model::{OpacityTable, Species};

use super::OpacityError;
use super::default_set::save;
use crate::default_set;
use crate::foreign::{Contents, Format, read};
use crate::opacity_table::TableInfo;

/// The gases and their files.
const GASES: [(Species, &str); 4] = [
    (Species::H2O, "h2owasp43.kta"),
    (Species::CO2, "co2wasp43.kta"),
    (Species::CO, "cowasp43.kta"),
    (Species::CH4, "ch4wasp43.kta"),
];

const SOURCE: &str = "NEMESIS k-tables from ExoMolOP lists, PyPI nemesispy 0.0.10 (BSD-3)";

const CITATION: &str = "Chubb et al. 2021, A&A 646, A21";

/// What is known to be wrong with all of them; each gas may add to it.
const FAULTS: &str = "17 channels only: 15 of HST/WFC3 G141 from 1.125 to 1.65 µm, 0.035 µm wide, and Spitzer's 3.6 and 4.5 µm bands, for bins that match them. Widths and pressure unit (taken as atm) are not in the files; 150 K between temperatures. Against HITRAN at 296 K the channels of WFC3 look 0.0075 µm shortward of their nominal places and 0.045 µm wide: on the flanks of bands their means are off by factors of 1.3 to 3.";

/// Where the ingredients are.
#[derive(Debug, Clone)]
pub struct HstSetConfig {
    /// Folder with nemesispy's `.kta` files.
    pub nemesis: PathBuf,
    /// Gases to make; all if empty.
    pub gases: Vec<Species>,
}

/// Packs the tables into `out`; returns each file with its size in bytes.
///
/// # Errors
/// [`OpacityError`] naming the ingredient that is missing or wrong.
pub fn make_hst_set(
    config: &HstSetConfig,
    out: &Path,
) -> Result<Vec<(PathBuf, usize)>, OpacityError> {
    let mut written = Vec::new();
    for (species, file) in GASES {
        if !config.gases.is_empty() && !config.gases.contains(&species) {
            continue;
        }
        let path = config.nemesis.join(file);
        let Contents::Table(OpacityTable::CorrelatedK(table), info) =
            read(&path, Format::Nemesis, None)?
        else {
            unreachable!("NEMESIS files hold k-tables");
        };
        if info.species != species {
            return Err(OpacityError::OtherGas {
                path,
                found: info.species.to_string(),
                expected: species.to_string(),
            });
        }
        let info = TableInfo {
            source: SOURCE.into(),
            citation: CITATION.into(),
            known_faults: faults(species),
            ..info
        };
        let bytes = default_set::encode_k_table(&table, &info);
        written.push(save(out, species.formula(), bytes)?);
    }
    Ok(written)
}

fn faults(species: Species) -> String {
    let own = match species {
        Species::CO => " No lines in 1.23 to 1.545 µm.",
        Species::CO2 => " No lines below 1.16 µm.",
        _ => "",
    };
    format!("{FAULTS}{own}")
}
