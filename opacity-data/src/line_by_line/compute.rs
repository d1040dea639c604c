//! One line list to one table.

use std::path::{Path, PathBuf};

use forward_model::{
    CrossSectionTable, KTable, OpacityTable, Points, Species,
    lines::{Broadening, Deuterium, isotopologues},
    touching_cells, units,
};

use groundwork::progress::Progress;

use super::bins::log_spaced_edges_per_cm;
use super::default_grid::{TEMPERATURE_K, pressure_pa};
use super::line_list::{LineFile, read_line_list};
use super::quadrature::split_gauss_legendre;
use super::spectra::{Request, cross_sections, k_coefficients};
use crate::error::OpacityError;
use crate::formats::write_hdf5;
use crate::table_info::{Broadener, TableInfo};
use crate::write_over::refuse_to_write_over;

/// What kind of table to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Correlated-k coefficients in bins.
    CorrelatedK,
    /// Cross sections sampled at single wavenumbers.
    CrossSection,
}

/// Which pressure-broadened widths to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widths {
    /// Widths in air scaled to an atmosphere of hydrogen and helium.
    HydrogenHelium,
    /// Widths in air.
    Air,
}

/// What to compute, and from what.
#[derive(Debug, Clone)]
pub struct ComputeConfig {
    /// HITRAN `.par` or HDF5 line list.
    pub lines: PathBuf,
    /// The gas that the list must be of; whatever it is of if absent.
    pub species: Option<Species>,
    /// Kind of table.
    pub method: Method,
    /// Resolving power of bins or samples.
    pub resolution: f64,
    /// Shortest and longest wavelength, µm.
    pub wavelength_um: [f64; 2],
    /// Temperatures, K, rising; those of the default set if empty.
    pub temperature_k: Vec<f64>,
    /// Pressures, bar, rising; those of the default set if empty.
    pub pressure_bar: Vec<f64>,
    /// Edges of the bins, or the samples, cm⁻¹, rising, in place of `resolution` and `wavelength_um`.
    pub edges_per_cm: Option<Vec<f64>>,
    /// Widths of the lines.
    pub widths: Widths,
    /// How much of the gas is deuterated.
    pub deuterium: Deuterium,
    /// Part of the strength in every thousandth of the wavenumber that may be lost with the weakest lines.
    pub lost_fraction: f64,
}

/// Computes a table, writes it to `out`, and returns what it is.
///
/// # Errors
/// [`OpacityError`] if the line list cannot be read, an argument is out of range, `out` is there already, or the
/// table cannot be written.
pub fn compute(
    config: &ComputeConfig,
    out: &Path,
    progress: &dyn Progress,
) -> Result<TableInfo, OpacityError> {
    config.check()?;
    refuse_to_write_over(out)?;
    let file = read_line_list(&config.lines)?;
    if let Some(expected) = config.species {
        file.check_gas(expected, &config.lines)?;
    }
    let table = config.table(&file, progress)?;
    let info = config.info(&file, &table);
    write_hdf5(out, &table, &info)?;
    Ok(info)
}

impl ComputeConfig {
    /// The table of a list's gas; the lists's own path is not looked at.
    ///
    /// # Errors
    /// [`OpacityError`] if TIPS-2021 lacks the gas or a temperature, or the axes make no table.
    pub fn table(
        &self,
        file: &LineFile,
        progress: &dyn Progress,
    ) -> Result<OpacityTable, OpacityError> {
        let (pressure_pa, temperature_k) = (self.pressure_pa(), self.temperature_k());
        let request = Request {
            gas: file.gas,
            lines: &file.lines,
            broadening: self.broadening(file.gas),
            deuterium: self.deuterium,
            lost_fraction: self.lost_fraction,
            temperature_k: &temperature_k,
            pressure_pa: &pressure_pa,
        };
        let edges = self.edges_per_cm();
        Ok(match self.method {
            Method::CorrelatedK => {
                let q = split_gauss_legendre();
                let cells = touching_cells(&edges);
                let k = k_coefficients(&request, &cells, &q, progress)?;
                let table = KTable::new(
                    file.gas,
                    pressure_pa,
                    temperature_k,
                    cells,
                    Points::of_g(q.samples, q.weights),
                    k,
                );
                OpacityTable::CorrelatedK(table?)
            }
            Method::CrossSection => {
                let sigma = cross_sections(&request, &edges, progress)?;
                let table =
                    CrossSectionTable::new(file.gas, pressure_pa, temperature_k, edges, sigma);
                OpacityTable::CrossSection(table?)
            }
        })
    }

    fn broadening(&self, gas: Species) -> Broadening {
        match self.widths {
            Widths::HydrogenHelium => Broadening::in_hydrogen_helium(gas),
            Widths::Air => Broadening::AIR,
        }
    }

    fn temperature_k(&self) -> Vec<f64> {
        if self.temperature_k.is_empty() {
            TEMPERATURE_K.to_vec()
        } else {
            self.temperature_k.clone()
        }
    }

    /// What a table of a list is.
    pub fn info(&self, file: &LineFile, table: &OpacityTable) -> TableInfo {
        TableInfo {
            source: self.source(file),
            citation: "Gamache et al. 2021, JQSRT 271, 107713 (partition sums), and the line list's authors".into(),
            broadened_by: Some(match self.widths {
                Widths::HydrogenHelium => Broadener::HydrogenHelium,
                Widths::Air => Broadener::Air,
            }),
            ..TableInfo::of(table)
        }
    }

    /// Pressures, Pa.
    pub fn pressure_pa(&self) -> Vec<f64> {
        if self.pressure_bar.is_empty() {
            return pressure_pa();
        }
        let pressure_bar = self.pressure_bar.iter();
        pressure_bar.map(|bar| units::pa_from_bar(*bar)).collect()
    }

    fn edges_per_cm(&self) -> Vec<f64> {
        let log_spaced = || log_spaced_edges_per_cm(self.wavelength_um, self.resolution);
        self.edges_per_cm.clone().unwrap_or_else(log_spaced)
    }

    fn source(&self, file: &LineFile) -> String {
        let name = self.lines.file_name().unwrap_or_default().to_string_lossy();
        let list = if file.source.is_empty() {
            name.into_owned()
        } else {
            file.source.clone()
        };
        format!("{list}; {}", self.recipe(file.gas))
    }

    /// How lines become cross sections, as a table's source says it.
    pub fn recipe(&self, gas: Species) -> String {
        let factor = self.broadening(gas).air_width_factor;
        let kinds = isotopologues(gas);
        let deuterium = match kinds.iter().any(|kind| kind.n_deuterium > 0) {
            true => format!(", {} D/H", self.deuterium.name()),
            false => String::new(),
        };
        format!("TIPS-2021, Voigt profiles to 25 cm-1, widths in air times {factor:.2}{deuterium}")
    }

    fn check(&self) -> Result<(), OpacityError> {
        let [from, to] = self.wavelength_um;
        check(
            "wavelength-um",
            from > 0.0 && from < to && to.is_finite(),
            || format!("{from} {to}"),
            "two rising positive wavelengths in µm",
        )?;
        check(
            "resolution",
            self.resolution >= 1.0 && self.resolution <= 1e8,
            || self.resolution.to_string(),
            "a resolving power from 1 to 1e8",
        )?;
        check(
            "lost-fraction",
            (0.0..0.1).contains(&self.lost_fraction),
            || self.lost_fraction.to_string(),
            "a number from 0 to below 0.1",
        )?;
        check(
            "temperature-k",
            rises(&self.temperature_k),
            || format!("{:?}", self.temperature_k),
            "rising positive temperatures in K",
        )?;
        check(
            "pressure-bar",
            rises(&self.pressure_bar),
            || format!("{:?}", self.pressure_bar),
            "rising positive pressures in bar",
        )
    }
}

fn rises(values: &[f64]) -> bool {
    values.windows(2).all(|w| w[0] < w[1]) && values.iter().all(|v| *v > 0.0 && v.is_finite())
}

fn check(
    argument: &'static str,
    is_right: bool,
    found: impl Fn() -> String,
    expected: &str,
) -> Result<(), OpacityError> {
    match is_right {
        true => Ok(()),
        false => Err(OpacityError::Argument {
            argument,
            found: found(),
            expected: expected.into(),
        }),
    }
}
