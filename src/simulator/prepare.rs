//! Opacities for the bins at hand: k-tables of a study's gases, computed line by line in cells of which its bins are whole numbers.

use std::fs;
use std::path::{Path, PathBuf};

use forward_model::{OpacityTable, Species, lines::Alkali, units};
use groundwork::{FileError, progress::Progress};
use opacity_data::formats::{Contents, FORMATS};
use opacity_data::line_by_line::{
    ComputeConfig, LOST_FRACTION, Method, Widths, cells_of_bins, compute, default_pressure_bar,
    default_temperature_k, line_list_in,
};
use opacity_data::{OpacityError, TableInfo};

use super::SimulatorError;
use super::temperatures::PriorTemperatures;
use crate::observation::{Bin, wavelength_range_um};
use crate::study::Study;

/// Temperatures between those of the default set, K: halfway, interpolation costs most there.
const MORE_TEMPERATURES_K: [f64; 2] = [1100.0, 1300.0];

/// Where the lines are, and where the tables go.
#[derive(Debug, Clone)]
pub struct PrepareConfig {
    /// Folder with a line list of every gas, `H2O.h5` or `H2O.par` and so on.
    pub lines: PathBuf,
    /// Folder for the tables, `H2O.h5` and so on.
    pub out: PathBuf,
    /// Resolving power that each cell has at least; bins that are wider are several cells.
    pub resolution: f64,
}

/// A table that is ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What it is.
    pub info: TableInfo,
    /// Whether it was there already.
    pub was_there: bool,
}

/// Computes the tables of the study's gases for `bins`, at the temperatures and pressures that its priors and layers reach; those
/// that are there already, on the same cells, are kept. Alkali metals, which the program computes as it needs them, are left out.
///
/// # Errors
/// [`SimulatorError`] if a line list is missing or wrong, or another table is in a table's place.
pub fn prepare(
    study: &Study,
    bins: &[Bin],
    config: &PrepareConfig,
    progress: &dyn Progress,
) -> Result<Vec<Prepared>, SimulatorError> {
    let gases = study.atmosphere.gases.iter();
    let with_lists = gases.filter(|gas| Alkali::of(**gas).is_none());
    let tasks: Vec<(PathBuf, ComputeConfig)> = with_lists
        .map(|gas| {
            let table = config.out.join(format!("{gas}.h5"));
            (table, computation(study, bins, *gas, config))
        })
        .collect();
    // Whatever is in the way is found before hours of work.
    let kept = tasks.iter().map(|(path, task)| existing(path, task));
    let kept: Vec<Option<TableInfo>> = kept.collect::<Result<_, _>>()?;
    fs::create_dir_all(&config.out).map_err(|source| FileError::writing(&config.out, source))?;
    let tables = tasks.iter().zip(kept).map(|((path, task), kept)| {
        let was_there = kept.is_some();
        let info = match kept {
            Some(info) => info,
            None => {
                progress.message(task.species.map_or("", Species::formula));
                compute(task, path, progress)?
            }
        };
        Ok(Prepared { info, was_there })
    });
    tables.collect()
}

fn computation(study: &Study, bins: &[Bin], gas: Species, config: &PrepareConfig) -> ComputeConfig {
    let bins_per_cm: Vec<[f64; 2]> = bins.iter().map(Bin::edges_per_cm).collect();
    let mut temperature_k = [&default_temperature_k()[..], &MORE_TEMPERATURES_K].concat();
    temperature_k.sort_by(f64::total_cmp);
    let levels_pa = study.atmosphere.pressure_grid.level_pressure_pa();
    let layers_bar = [levels_pa[0], levels_pa[levels_pa.len() - 1]].map(units::bar_from_pa);
    ComputeConfig {
        lines: line_list_in(&config.lines, gas),
        species: Some(gas),
        method: Method::CorrelatedK,
        resolution: config.resolution,
        wavelength_um: wavelength_range_um(bins),
        temperature_k: around(&temperature_k, PriorTemperatures::of(study).range_k()),
        pressure_bar: around(&default_pressure_bar(), layers_bar),
        edges_per_cm: None,
        cells_per_cm: Some(cells_of_bins(&bins_per_cm, config.resolution)),
        widths: Widths::HydrogenHelium,
        lost_fraction: LOST_FRACTION,
    }
}

/// Those of rising nodes between which a range lies.
fn around(nodes: &[f64], [low, high]: [f64; 2]) -> Vec<f64> {
    let last = nodes.len() - 1;
    let from = nodes.partition_point(|node| *node <= low).saturating_sub(1);
    let to = nodes.partition_point(|node| *node < high).min(last);
    nodes[from.min(to)..=to].to_vec()
}

/// The table in a task's place, if it is the one that would be computed.
fn existing(path: &Path, task: &ComputeConfig) -> Result<Option<TableInfo>, SimulatorError> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    match FORMATS.read(path)? {
        Contents::Table(table, info) if is_result(&table, task) => Ok(Some(info)),
        _ => Err(OpacityError::Argument {
            argument: "out",
            found: format!(
                "a folder with {}, on other cells, temperatures or pressures than this study's",
                path.display()
            ),
            expected: "a folder without it, for nothing is written over".into(),
        }
        .into()),
    }
}

fn is_result(table: &OpacityTable, task: &ComputeConfig) -> bool {
    let close = |a: &f64, b: &f64| (a - b).abs() <= 1e-6 * b.abs();
    let all_close = |found: &[f64], expected: &[f64]| {
        found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| close(a, b))
    };
    let pressure_pa = task.pressure_bar.iter();
    let pressure_pa: Vec<f64> = pressure_pa.map(|bar| units::pa_from_bar(*bar)).collect();
    let cells = task.cells_per_cm.as_deref().unwrap_or_default();
    Some(table.species()) == task.species
        && all_close(table.temperature_k(), &task.temperature_k)
        && all_close(table.pressure_pa(), &pressure_pa)
        && all_close(
            table.cell_bounds_per_cm().as_flattened(),
            cells.as_flattened(),
        )
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn nodes_around_a_range_are_the_fewest_that_hold_it() {
        let nodes = [100.0, 200.0, 300.0, 400.0];
        assert_eq!(around(&nodes, [210.0, 290.0]), [200.0, 300.0]);
        assert_eq!(around(&nodes, [200.0, 300.0]), [200.0, 300.0]);
        assert_eq!(around(&nodes, [50.0, 250.0]), [100.0, 200.0, 300.0]);
        assert_eq!(around(&nodes, [350.0, 9000.0]), [300.0, 400.0]);
        assert_eq!(around(&nodes, [500.0, 600.0]), [400.0]);
    }
}
