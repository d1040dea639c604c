//! The opacity tables of a study: the user's own where there are any, else the default set's;
//! and whether they reach as far as the study asks.

use std::{path::PathBuf, sync::Arc};

use forward_model::{CiaTable, OpacityTable, Species};
use sha2::{Digest, Sha256};

use super::SimulatorError;
use crate::{
    io::{
        default_set,
        opacity_table::{self, TableInfo},
    },
    study::{Continuum, Study, StudyError, hex},
};

/// Tables in the order of the study's gases, and what is to be said of them.
pub(super) struct Loaded {
    pub tables: Vec<Arc<OpacityTable>>,
    pub infos: Vec<TableInfo>,
    /// Hash of the values of each table: two files may describe themselves alike and still differ.
    pub digests: Vec<String>,
    pub cia: Vec<Arc<CiaTable>>,
    pub warnings: Vec<String>,
}

pub(super) fn load(study: &Study, wavelength_um: [f64; 2]) -> Result<Loaded, SimulatorError> {
    let own = own_tables(study)?;
    let (mut tables, mut infos) = (Vec::new(), Vec::new());
    for &gas in &study.atmosphere.gases {
        let (table, info) = match own.iter().find(|(_, info)| info.species == gas) {
            Some((table, info)) => (table.clone(), info.clone()),
            None => default_table(gas, study)?,
        };
        check_wavelengths(study, &info, wavelength_um)?;
        check_temperatures(study, &info)?;
        tables.push(table);
        infos.push(info);
    }
    let warnings = infos
        .iter()
        .filter_map(|info| reliability_warning(study, info))
        .collect();
    Ok(Loaded {
        digests: tables.iter().map(|table| digest(table)).collect(),
        tables,
        infos,
        cia: cia_tables(study)?,
        warnings,
    })
}

/// SHA-256 of a table's values.
fn digest(table: &OpacityTable) -> String {
    let values = match table {
        OpacityTable::CrossSection(table) => table.cross_section_m2().as_slice(),
        OpacityTable::CorrelatedK(table) => table.k_m2().as_slice(),
    };
    let values: &[f32] = values.expect("tables are stored in standard layout");
    hex(&Sha256::digest(bytemuck::cast_slice(values)))
}

type Table = (Arc<OpacityTable>, TableInfo);

/// Every table in the study's own folder.
fn own_tables(study: &Study) -> Result<Vec<Table>, SimulatorError> {
    let Some(folder) = &study.opacities.folder else {
        return Ok(Vec::new());
    };
    let unreadable = |error| {
        let found = format!("\"{}\", which cannot be read: {error}", folder.display());
        study
            .source
            .value_error("opacities.folder", found, "a folder of opacity tables")
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "h5" || extension == "hdf5")
    });
    paths.sort();
    let read = |path: &PathBuf| {
        let (table, info) = opacity_table::read(path)?;
        Ok((Arc::new(table), info))
    };
    paths.iter().map(read).collect()
}

fn default_table(gas: Species, study: &Study) -> Result<Table, SimulatorError> {
    let Some((table, info)) = default_set::k_table(gas)? else {
        let known: Vec<String> = default_set::list()
            .iter()
            .map(|info| info.species.to_string())
            .collect();
        let expected = format!(
            "a gas of the default set ({}) or one with a table in `opacities.folder`",
            known.join(", ")
        );
        let found = format!("{gas}, a gas without an opacity table");
        return Err(study
            .source
            .value_error("atmosphere.gases", found, expected)
            .into());
    };
    Ok((Arc::new(OpacityTable::CorrelatedK(table)), info))
}

fn cia_tables(study: &Study) -> Result<Vec<Arc<CiaTable>>, SimulatorError> {
    if !study.atmosphere.continuum.contains(&Continuum::Cia) {
        return Ok(Vec::new());
    }
    let present = |gas: &Species| {
        study.atmosphere.gases.contains(gas)
            || study
                .atmosphere
                .background
                .iter()
                .any(|(filler, _)| filler == gas)
    };
    let tables = default_set::cia()?;
    let wanted = tables
        .into_iter()
        .filter(|table| table.pair().iter().all(present));
    Ok(wanted.map(Arc::new).collect())
}

fn check_wavelengths(
    study: &Study,
    info: &TableInfo,
    [from_um, to_um]: [f64; 2],
) -> Result<(), StudyError> {
    let [table_from_um, table_to_um] = info.wavelength_um;
    // Bin edges in published tables are rounded to about 1e-6 µm.
    if table_from_um <= from_um + 1e-6 && to_um <= table_to_um + 1e-6 {
        return Ok(());
    }
    let gas = info.species;
    let found = format!("{gas}, while the observation reaches from {from_um:.4} to {to_um:.4} µm");
    let expected = format!(
        "an observation inside {gas}'s opacity table, which reaches from {table_from_um:.4} to {table_to_um:.4} µm"
    );
    Err(study
        .source
        .value_error("atmosphere.gases", found, expected))
}

/// A prior on an isothermal temperature must lie inside the tables.
fn check_temperatures(study: &Study, info: &TableInfo) -> Result<(), StudyError> {
    let Some([from_k, to_k]) = study.parameters.range("temperature_k") else {
        return Ok(());
    };
    let [table_from_k, table_to_k] = info.temperature_k;
    if table_from_k <= from_k && to_k <= table_to_k {
        return Ok(());
    }
    let found = format!("{from_k} to {to_k} K");
    let gas = info.species;
    let expected =
        format!("temperatures inside {gas}'s opacity table, {table_from_k} to {table_to_k} K");
    Err(study
        .source
        .value_error("parameters.temperature_k", found, expected))
}

fn reliability_warning(study: &Study, info: &TableInfo) -> Option<String> {
    let [_, to_k] = study.parameters.range("temperature_k")?;
    let reliable_to_k = info.reliable_to_k.filter(|&limit| limit < to_k)?;
    Some(format!(
        "the prior on temperature reaches {to_k:.0} K, the opacity of {} is reliable to about {reliable_to_k:.0} K: {}",
        info.species, info.known_faults
    ))
}
