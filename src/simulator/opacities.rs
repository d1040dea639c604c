//! The opacity tables of a study: the user's own where there are any, else the default set's;
//! and whether they reach as far as the study asks.

use std::sync::Arc;

use forward_model::{CiaTable, OpacityTable, Species, lines::Alkali, units};
use sha2::{Digest, Sha256};

use super::{CellsError, SimulatorError, alkali, gaps, own::Own};
use crate::study::{Continuum, Study, StudyError, hex};
use opacity_data::default_set;
use opacity_data::opacity_table::TableInfo;

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
    let own = Own::load(study)?;
    let gases = study.atmosphere.gases.iter();
    let given = |gas: &Species| given_table(*gas, &own.tables, study);
    let mut given: Vec<Option<Table>> = gases.map(given).collect::<Result<_, _>>()?;
    let mut warnings = own.skipped.clone();
    for (table, info) in given.iter_mut().flatten() {
        warnings.extend(check_wavelengths(study, info, wavelength_um)?);
        if study.opacities.allow_gaps {
            *table = covering(table, wavelength_um)?;
        }
    }
    let (mut tables, mut infos) = (Vec::new(), Vec::new());
    for (table, info) in with_alkalis(study, given, wavelength_um)? {
        tables.push(table);
        infos.push(info);
    }
    own.check_one_grid(study, &tables)?;
    let own_cia = own.cia.iter().map(|table| cia_digest(table));
    Ok(Loaded {
        digests: tables.iter().map(|t| digest(t)).chain(own_cia).collect(),
        tables,
        infos,
        cia: cia_tables(study, &own)?,
        warnings,
    })
}

/// SHA-256 of the values of the user's own collision-induced absorption.
fn cia_digest(table: &CiaTable) -> String {
    let values: Vec<f64> = table.coefficient_m5().iter().copied().collect();
    hex(&Sha256::digest(bytemuck::cast_slice(&values)))
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

/// The user's own table of a gas, else that of the default set; `None` for an alkali metal, whose table is to be computed.
fn given_table(
    gas: Species,
    own: &[Table],
    study: &Study,
) -> Result<Option<Table>, SimulatorError> {
    if let Some(table) = own.iter().find(|(_, info)| info.species == gas) {
        return Ok(Some(table.clone()));
    }
    match Alkali::of(gas) {
        Some(_) => Ok(None),
        None => default_table(gas, study).map(Some),
    }
}

/// Fills in the tables of alkali metals, on the grid of the first table there is, or of the default set's H2O.
fn with_alkalis(
    study: &Study,
    given: Vec<Option<Table>>,
    wavelength_um: [f64; 2],
) -> Result<Vec<Table>, SimulatorError> {
    let grid = match given.iter().flatten().next() {
        Some((table, _)) => table.clone(),
        None => covering(&default_table(Species::H2O, study)?.0, wavelength_um)?,
    };
    let fill = |(gas, table): (&Species, Option<Table>)| match (table, Alkali::of(*gas)) {
        (None, Some(doublet)) => {
            let range_per_cm = wavenumber_range_per_cm(wavelength_um);
            let table = alkali::table(*gas, &doublet, &grid, range_per_cm);
            let table = table.map_err(CellsError::from)?;
            let info = alkali::info(&table);
            Ok((Arc::new(table), info))
        }
        (Some(table), _) => Ok(table),
        (None, None) => default_table(*gas, study),
    };
    study.atmosphere.gases.iter().zip(given).map(fill).collect()
}

fn covering(
    table: &Arc<OpacityTable>,
    wavelength_um: [f64; 2],
) -> Result<Arc<OpacityTable>, CellsError> {
    gaps::covering(table, wavenumber_range_per_cm(wavelength_um))
}

fn wavenumber_range_per_cm([from_um, to_um]: [f64; 2]) -> [f64; 2] {
    [to_um, from_um].map(units::per_cm_from_um)
}

fn default_table(gas: Species, study: &Study) -> Result<Table, SimulatorError> {
    let set = study.opacities.set;
    let Some((table, info)) = default_set::k_table_of(set, gas)? else {
        let known: Vec<String> = default_set::list(set)
            .iter()
            .map(|info| info.species.to_string())
            .collect();
        let expected = format!(
            "a gas of the set {} ({}), Na, K or one with a table in `opacities.folder`",
            set.name(),
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

/// The user's own pairs, and the default ones that are not among them.
fn cia_tables(study: &Study, own: &Own) -> Result<Vec<Arc<CiaTable>>, SimulatorError> {
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
    let default = default_set::cia()?.into_iter().map(Arc::new);
    let replaced = |table: &Arc<CiaTable>| own.cia_of(table.pair()).next().is_some();
    let tables = own.cia.iter().cloned();
    let tables = tables.chain(default.filter(|table| !replaced(table)));
    Ok(tables
        .filter(|table| table.pair().iter().all(present))
        .collect())
}

/// The sentence that says where a table lacks what the observation covers, if the study allows that and it does.
fn check_wavelengths(
    study: &Study,
    info: &TableInfo,
    [from_um, to_um]: [f64; 2],
) -> Result<Option<String>, StudyError> {
    let [table_from_um, table_to_um] = info.wavelength_um;
    let gas = info.species;
    let missing = missing_um([from_um, to_um], info.wavelength_um);
    if missing.is_empty() {
        return Ok(None);
    }
    let overlaps = from_um < table_to_um && table_from_um < to_um;
    if study.opacities.allow_gaps && overlaps {
        let spans: Vec<String> = missing
            .iter()
            .map(|[a, b]| format!("{a:.4} to {b:.4} µm"))
            .collect();
        let spans = spans.join(" and from ");
        return Ok(Some(format!(
            "{gas} has no opacity from {spans}, where its table ends (`opacities.allow_gaps`)"
        )));
    }
    let found = format!("{gas}, while the observation reaches from {from_um:.4} to {to_um:.4} µm");
    let reach = format!(
        "{gas}'s opacity table, which reaches from {table_from_um:.4} to {table_to_um:.4} µm"
    );
    let expected = match study.opacities.allow_gaps {
        true => format!("an observation that overlaps {reach}"),
        false => format!(
            "an observation inside {reach}, or `allow_gaps = true` in [opacities], which takes {gas} as transparent beyond"
        ),
    };
    Err(study
        .source
        .value_error("atmosphere.gases", found, expected))
}

/// The parts of the observation beyond a table's ends, µm.
fn missing_um([from_um, to_um]: [f64; 2], [table_from_um, table_to_um]: [f64; 2]) -> Vec<[f64; 2]> {
    // Bin edges in published tables are rounded to about 1e-6 µm.
    let beyond = [[from_um, table_from_um], [table_to_um, to_um]];
    beyond.into_iter().filter(|[a, b]| b - a > 1e-6).collect()
}
