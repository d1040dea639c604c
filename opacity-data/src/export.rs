//! The tables inside the program as files that others read.

use std::path::{Path, PathBuf};

use forward_model::{OpacityTable, Species};

use crate::error::OpacityError;
use crate::formats::{write_cia, write_hdf5};
use crate::sets::{OpacitySet, cia_tables};
use crate::sorted::k_distributions;
use crate::table_info::TableInfo;
use crate::write_over::refuse_to_write_over_any;

/// Which tables to export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportConfig {
    /// The set.
    pub set: OpacitySet,
    /// These of its gases; all, and the collision-induced absorption, if there are none.
    pub gases: Vec<Species>,
}

/// Writes k-distributions of each gas as `H2O.h5`, in the layout of ExoMolOP that TauREx and exo_k read, and the
/// collision-induced absorption as `H2-H2.cia`, as HITRAN has it, into `folder`. Nothing is written over. Returns the files.
///
/// # Errors
/// [`OpacityError::Argument`] if a gas is not in the set, or the folder has a file of one of these names, and then nothing is
/// written; [`OpacityError::File`] if the disk does not take a file.
pub fn export(config: &ExportConfig, folder: &Path) -> Result<Vec<PathBuf>, OpacityError> {
    let gases = gases(config)?;
    let cia = match config.gases.is_empty() {
        true => cia_tables()?,
        false => Vec::new(),
    };
    let gas_path = |gas: &Species| folder.join(format!("{gas}.h5"));
    let pair_path = |[a, b]: [Species; 2]| folder.join(format!("{a}-{b}.cia"));
    let mut paths: Vec<PathBuf> = gases.iter().map(gas_path).collect();
    paths.extend(cia.iter().map(|table| pair_path(table.pair())));
    refuse_to_write_over_any(folder, &paths)?;
    for (gas, path) in gases.into_iter().zip(&paths) {
        let (table, info) = config.set.k_table(gas)?.expect("a gas of the set");
        let table = OpacityTable::CorrelatedK(k_distributions(&table)?);
        let method = TableInfo::of(&table).method;
        write_hdf5(path, &table, &TableInfo { method, ..info })?;
    }
    for (table, path) in cia.iter().rev().zip(paths.iter().rev()) {
        write_cia(path, table, "written by exosonde")?;
    }
    Ok(paths)
}

/// The gases that are asked for, each once.
fn gases(config: &ExportConfig) -> Result<Vec<Species>, OpacityError> {
    let known = config.set.gases();
    if let Some(unknown) = config.gases.iter().find(|gas| !known.contains(gas)) {
        let formulae: Vec<&str> = known.iter().map(|gas| gas.formula()).collect();
        let (set, formulae) = (config.set.name(), formulae.join(", "));
        return Err(OpacityError::Argument {
            argument: "species",
            found: unknown.to_string(),
            expected: format!("gases of the set {set}: {formulae}"),
        });
    }
    let is_asked = |gas: &Species| config.gases.is_empty() || config.gases.contains(gas);
    Ok(known.into_iter().filter(is_asked).collect())
}
