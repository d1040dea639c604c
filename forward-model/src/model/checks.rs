//! What a model and a planet must satisfy.

use std::{ops::Range, sync::Arc};

use crate::{
    config::{ModelConfig, ModelError, PlanetParameters},
    failure::{SimulationFailure, non_negative, positive},
    opacity::OpacityTable,
    species::Species,
};

pub(super) fn check_numbers(config: &ModelConfig) -> Result<(), ModelError> {
    let numbers = [
        ("star radius [m]", config.star_radius_m),
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

/// Gases, then background; none twice.
pub(super) fn species_once(config: &ModelConfig) -> Result<Vec<Species>, ModelError> {
    let gases = config.opacities.iter().map(|table| table.species());
    let all: Vec<Species> = gases
        .chain(config.background.iter().map(|(species, _)| *species))
        .collect();
    match (1..all.len()).find(|&i| all[..i].contains(&all[i])) {
        Some(i) => Err(ModelError::SpeciesTwice { species: all[i] }),
        None => Ok(all),
    }
}

/// The first table, if all others are of its kind and on its cells.
pub(super) fn common_table(tables: &[Arc<OpacityTable>]) -> Result<&OpacityTable, ModelError> {
    let first = tables.first().ok_or(ModelError::NoOpacity)?;
    let same = |table: &OpacityTable| {
        table.method() == first.method()
            && table.cell_edges_per_cm() == first.cell_edges_per_cm()
            && table.lines().g_weights() == first.lines().g_weights()
    };
    match tables.iter().find(|table| !same(table)) {
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
        "{}, {n_cells} cells from {low} to {high} cm⁻¹, {} g points",
        table.method(),
        table.n_g()
    )
}

pub(super) fn overlapping_cells(
    table: &OpacityTable,
    range: [f64; 2],
) -> Result<Range<usize>, ModelError> {
    let edges = table.cell_edges_per_cm();
    let first = edges[1..].partition_point(|&edge| edge <= range[0]);
    let last = edges[..edges.len() - 1].partition_point(|&edge| edge < range[1]);
    if first < last {
        return Ok(first..last);
    }
    Err(ModelError::EmptyRange {
        range,
        table: table.wavenumber_range_per_cm(),
    })
}

pub(super) fn check_planet(
    planet: &PlanetParameters,
    n_gases: usize,
) -> Result<(), SimulationFailure> {
    positive("planet radius [m]", planet.radius_m)?;
    if planet.vmr.len() != n_gases {
        return Err(SimulationFailure::GasCount {
            found: planet.vmr.len(),
            expected: n_gases,
        });
    }
    if let Some(cloud_top_pa) = planet.cloud_top_pa {
        positive("cloud-top pressure [Pa]", cloud_top_pa)?;
    }
    if let Some(haze) = planet.haze {
        non_negative("haze enhancement", haze.enhancement)?;
        non_negative("magnitude of the haze slope", haze.slope.abs())?;
    }
    Ok(())
}
