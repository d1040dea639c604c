//! What a model must satisfy.

use std::{ops::Range, sync::Arc};

use super::config::{ModelConfig, ModelError};
use crate::{opacity::OpacityTable, species::Species};

pub(super) fn check_numbers(config: &ModelConfig) -> Result<(), ModelError> {
    let numbers = [
        ("star radius [m]", config.star.radius_m),
        ("star temperature [K]", config.star.temperature_k),
        ("planet mass [kg]", config.planet_mass_kg),
        ("reference pressure [Pa]", config.reference_pressure_pa),
        ("number of background gases", config.background.len() as f64),
    ];
    let shares = config
        .background
        .iter()
        .map(|(_, share)| ("background share", *share));
    let mut all = numbers.into_iter().chain(shares);
    match all.find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
        Some((quantity, found)) => Err(ModelError::NotPositive { quantity, found }),
        None => Ok(()),
    }
}

/// The gases of the chemistry, which are those of the tables, then the background; none twice.
pub(super) fn species_once(config: &ModelConfig) -> Result<Vec<Species>, ModelError> {
    let gases = config.ingredients.chemistry.gases();
    let tables: Vec<Species> = config
        .opacities
        .iter()
        .map(|table| table.species())
        .collect();
    let background = config.background.iter().map(|(species, _)| *species);
    let all: Vec<Species> = tables.iter().copied().chain(background).collect();
    if let Some(i) = (1..all.len()).find(|&i| all[..i].contains(&all[i])) {
        return Err(ModelError::SpeciesTwice { species: all[i] });
    }
    match tables == gases {
        true => Ok(all),
        false => Err(ModelError::GasesDiffer {
            found: names(&tables),
            expected: names(&gases),
        }),
    }
}

fn names(gases: &[Species]) -> String {
    let names: Vec<&str> = gases.iter().map(|gas| gas.formula()).collect();
    names.join(", ")
}

/// The first table, if all others are of its kind and on its cells.
pub(super) fn common_table(tables: &[Arc<OpacityTable>]) -> Result<&OpacityTable, ModelError> {
    let first = tables.first().ok_or(ModelError::NoOpacity)?;
    match tables.iter().find(|table| !table.shares_grid_with(first)) {
        Some(table) => Err(ModelError::TablesDiffer {
            species: table.species(),
            found: describe(table),
            expected_species: first.species(),
            expected: describe(first),
        }),
        None => Ok(first),
    }
}

fn describe(table: &OpacityTable) -> String {
    let [low, high] = table.wavenumber_range_per_cm();
    let n_cells = table.lines().n_cells();
    format!(
        "{}, {n_cells} cells from {low} to {high} cm⁻¹, {} points a cell",
        table.method(),
        table.n_points()
    )
}

pub(super) fn overlapping_cells(
    table: &OpacityTable,
    range: [f64; 2],
) -> Result<Range<usize>, ModelError> {
    let cells = table.cell_bounds_per_cm();
    let first = cells.partition_point(|[_, upper]| *upper <= range[0]);
    let last = cells.partition_point(|[lower, _]| *lower < range[1]);
    if first < last {
        return Ok(first..last);
    }
    Err(ModelError::EmptyRange {
        range,
        table: table.wavenumber_range_per_cm(),
    })
}
