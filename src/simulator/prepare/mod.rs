//! Opacities for the bins at hand: of each bin a few wavenumbers, with the cross sections of all gases of a study.
//!
//! ```text
//! line lists ─► every gas at thousands of wavenumbers of a bin ─► spectra of the study's prior there ─► the few whose weighted
//!                                                               mean is the bin's ─► one table a gas, at those
//! ```

mod others;
mod samples;

use std::ops::RangeInclusive;
use std::path::PathBuf;

use forward_model::{OpacityTable, Species, lines::Deuterium};
use groundwork::{progress::Progress, together::write_together};
use opacity_data::formats::{Contents, FORMATS, write_hdf5};
use opacity_data::line_by_line::{ComputeConfig, LOST_FRACTION, Method, Widths, cells_of_bins};
use opacity_data::{OpacityError, TableInfo};

use super::SimulatorError;
use super::lists::{Lists, gases_of_lists};
use super::model::Surroundings;
use super::nodes::{around, pressures_bar, temperatures_k};
use super::temperatures::PriorTemperatures;
use super::wavenumbers::{Chooser, Tables};
use crate::observation::{Bin, Responses};
use crate::study::Study;
use samples::windows;

pub use others::other_tables;

/// Wavenumbers that may stand for a cell.
const POINTS: RangeInclusive<usize> = 4..=1000;

/// Where the lines are, and where the tables go.
#[derive(Debug, Clone)]
pub struct PrepareConfig {
    /// Folder with a line list of every gas, `H2O.h5` or `H2O.par` and so on.
    pub lines: PathBuf,
    /// Folder for the tables, `H2O.h5` and so on.
    pub out: PathBuf,
    /// Resolving power that each cell has at least; bins that are wider are several cells.
    pub resolution: f64,
    /// Wavenumbers that stand for a cell, 4 to 1000.
    pub n_points: usize,
    /// How much of the gases is deuterated.
    pub deuterium: Deuterium,
}

/// A table that is ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What it is.
    pub info: TableInfo,
    /// Whether it was there already.
    pub was_there: bool,
}

/// Computes the tables of the study's gases for `bins`, at the temperatures and pressures that its priors and layers reach; where all
/// of them are there already, they are kept. Alkali metals, which the program computes as it needs them, are left out.
///
/// # Errors
/// [`SimulatorError`] if the wavenumbers are too few or too many, a line list is missing or wrong, another table is in a table's place, or no draw of the prior has a spectrum.
pub fn prepare(
    study: &Study,
    bins: &[Bin],
    config: &PrepareConfig,
    progress: &dyn Progress,
) -> Result<Vec<Prepared>, SimulatorError> {
    check_points(config.n_points)?;
    let task = Task::new(study, &study.responses(bins)?, config);
    // Whatever is in the way is found before hours of work.
    if let Some(infos) = task.kept()? {
        return Ok(prepared(infos, true));
    }
    let lists = Lists::read(study, &task.request)?;
    let tables = task.tables(&lists, progress)?;
    let infos = write_together(&config.out, |waiting| {
        let infos = lists.files.iter().zip(tables).map(|(list, table)| {
            let info = task.request.info(list, &table);
            write_hdf5(&waiting.join(file_name(list.gas)), &table, &info)?;
            Ok(info)
        });
        infos.collect::<Result<_, SimulatorError>>()
    });
    Ok(prepared(infos?, false))
}

fn file_name(gas: Species) -> String {
    format!("{gas}.h5")
}

fn prepared(infos: Vec<TableInfo>, was_there: bool) -> Vec<Prepared> {
    let one = |info| Prepared { info, was_there };
    infos.into_iter().map(one).collect()
}

/// What is to be computed.
struct Task<'a> {
    study: &'a Study,
    config: &'a PrepareConfig,
    /// Gases with line lists.
    gases: Vec<Species>,
    cells_per_cm: Vec<[f64; 2]>,
    /// The bins without regard to resolution: cells within one of them are right together.
    intervals_per_cm: Vec<[f64; 2]>,
    request: ComputeConfig,
}

impl<'a> Task<'a> {
    fn new(study: &'a Study, responses: &Responses, config: &'a PrepareConfig) -> Self {
        Self {
            study,
            config,
            gases: gases_of_lists(study),
            cells_per_cm: cells_of_bins(&responses.even_per_cm(), config.resolution),
            intervals_per_cm: cells_of_bins(&responses.bins_per_cm(), 0.0),
            request: request(study, responses.reach_um(), config),
        }
    }

    fn path(&self, gas: Species) -> PathBuf {
        self.config.out.join(file_name(gas))
    }

    /// The tables that are there already, if all of them are those that would be computed.
    fn kept(&self) -> Result<Option<Vec<TableInfo>>, SimulatorError> {
        let out = &self.config.out;
        if out.exists() && !out.is_dir() {
            let found = format!("{}, a file", out.display());
            return Err(wrong_folder(found, "a folder for the tables"));
        }
        let paths: Vec<PathBuf> = self.gases.iter().map(|gas| self.path(*gas)).collect();
        let is_there = |path: &&PathBuf| path.symlink_metadata().is_ok();
        let Some(first) = paths.iter().find(is_there) else {
            return Ok(None);
        };
        if let Some(missing) = paths.iter().find(|path| !is_there(path)) {
            let (first, missing) = (first.display(), missing.display());
            return Err(wrong_folder(
                format!("a folder with {first} and without {missing}"),
                "a folder with the tables of all gases of the study, or of none",
            ));
        }
        let mut kept: Vec<(OpacityTable, TableInfo)> = Vec::new();
        for (path, gas) in paths.iter().zip(&self.gases) {
            match FORMATS.read(path)? {
                Contents::Table(table, info)
                    if self.is_result(*gas, &table)
                        && info.source.ends_with(&self.request.recipe(*gas)) =>
                {
                    kept.push((table, info));
                }
                _ => return Err(in_the_way(path.display().to_string())),
            }
        }
        match kept
            .iter()
            .find(|(table, _)| !table.shares_grid_with(&kept[0].0))
        {
            Some((table, _)) => Err(in_the_way(self.path(table.species()).display().to_string())),
            None => Ok(Some(kept.into_iter().map(|(_, info)| info).collect())),
        }
    }

    fn is_result(&self, gas: Species, table: &OpacityTable) -> bool {
        let points = table.lines().points();
        table.species() == gas
            && points.g_samples().is_empty()
            && points.n() == self.config.n_points
            && all_close(table.temperature_k(), &self.request.temperature_k)
            && all_close(table.pressure_pa(), &self.request.pressure_pa())
            && all_close(
                table.cell_bounds_per_cm().as_flattened(),
                self.cells_per_cm.as_flattened(),
            )
    }

    /// One table a gas.
    fn tables(
        &self,
        lists: &Lists,
        progress: &dyn Progress,
    ) -> Result<Vec<OpacityTable>, SimulatorError> {
        let surroundings = Surroundings::of(self.study)?;
        let chooser = Chooser::new(&surroundings);
        let axes = (
            self.request.pressure_pa(),
            self.request.temperature_k.clone(),
        );
        let mut tables = Tables::new(axes, self.gases.len());
        progress.start(self.cells_per_cm.len() as u64, "cells");
        for window in windows(&self.cells_per_cm, &self.intervals_per_cm) {
            let sampled = lists.at(&window.samples_per_cm)?;
            let gases = lists.with_alkalis(&sampled)?;
            let few = chooser.few(&window, gases, self.config.n_points)?;
            tables.push(&window, &few, |i_gas, [p, t], sample| {
                sampled[i_gas].lines().value_m2(p, t, sample, 0)
            });
            progress.advance(window.cells.len() as u64);
        }
        progress.finish();
        tables.finish(&self.gases, &self.cells_per_cm)
    }
}

fn request(study: &Study, wavelength_um: [f64; 2], config: &PrepareConfig) -> ComputeConfig {
    ComputeConfig {
        lines: config.lines.clone(),
        species: None,
        method: Method::CrossSection,
        resolution: config.resolution,
        wavelength_um,
        temperature_k: around(&temperatures_k(), PriorTemperatures::of(study).range_k()),
        pressure_bar: pressures_bar(study),
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: config.deuterium,
        lost_fraction: LOST_FRACTION,
    }
}

fn all_close(found: &[f64], expected: &[f64]) -> bool {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * b.abs();
    found.len() == expected.len() && found.iter().zip(expected).all(close)
}

/// One wavenumber has a cell's mean in one atmosphere only: depths of WASP-39b at R = 100 with 1, 2 and 3 of them are 234, 135 and 106 ppm
/// (rms) off, with 4, 6, 10 and 40 63, 43, 19 and 2.
fn check_points(n_points: usize) -> Result<(), SimulatorError> {
    if POINTS.contains(&n_points) {
        return Ok(());
    }
    let expected = format!(
        "from {} to {} wavenumbers for each cell: with fewer its depth is not its mean",
        POINTS.start(),
        POINTS.end()
    );
    Err(OpacityError::Argument {
        argument: "points",
        found: n_points.to_string(),
        expected,
    }
    .into())
}

fn in_the_way(path: String) -> SimulatorError {
    wrong_folder(
        format!(
            "a folder with {path}, made for other cells, wavenumbers, temperatures, pressures or deuterium than are asked for"
        ),
        "a folder without it, for nothing is written over",
    )
}

fn wrong_folder(found: String, expected: &str) -> SimulatorError {
    OpacityError::Argument {
        argument: "out",
        found,
        expected: expected.into(),
    }
    .into()
}
