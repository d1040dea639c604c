//! Exo-Transmit opacity tables (`opacH2O.dat`, or gzipped `opacH2O.dat.gz`): cross sections sampled at R = 1000.
//!
//! Line 1 lists temperatures in K, line 2 pressures in **Pa**; then for every wavelength a line with it in metres and, for
//! every pressure, a line with log₁₀ of the pressure and the cross section in m² at each temperature.

use std::io::Read;
use std::path::Path;

use forward_model::{CrossSectionTable, OpacityTable, Species, units};
use groundwork::FileError;
use ndarray::{Array3, Axis, Slice};

use super::contents::Contents;
use super::format::{FileHead, Format, FormatName, Recognition};
use crate::error::{NamedFile, OpacityFileError};
use crate::table_info::TableInfo;
use crate::text_lines::{TextLines, quoted};

/// What errors call such a file.
const KIND: &str = "Exo-Transmit table";

/// No molecule absorbs as strongly as this, m²: a larger number is one whose exponent was cut off.
const LARGEST_M2: f64 = 1e-9;

/// Longest wavelength at which Exo-Transmit's CH4 does not depend on temperature or is zero, µm.
const CH4_BROKEN_TO_UM: f64 = 2.076;

/// Exo-Transmit's cross sections.
#[derive(Debug, Clone, Copy)]
pub struct ExoTransmit;

impl Format for ExoTransmit {
    fn description(&self) -> &'static str {
        "an Exo-Transmit table (opacH2O.dat)"
    }

    fn names(&self) -> &'static [FormatName] {
        &[FormatName {
            name: "exo-transmit",
            meaning: "`opacH2O.dat` or `opacH2O.dat.gz`",
        }]
    }

    fn recognise(&self, file: &FileHead) -> Recognition {
        Recognition::from_yes(file.ends_in(&[".dat", ".dat.gz"]) && file.name.starts_with("opac"))
    }

    /// Without the wavelengths at which a table is known to be useless.
    fn read(&self, path: &Path, species: Option<Species>) -> Result<Contents, OpacityFileError> {
        let file = NamedFile { kind: KIND, path };
        let species = species.or_else(|| gas_of_name(path)).ok_or_else(|| {
            let found = "its name does not tell a known gas";
            let expected = "a name such as opacH2O.dat (or `--species`)";
            file.unknown_gas(None, found.into(), expected)
        })?;
        let table = trusted(species, read_exo_transmit(path)?);
        let table = CrossSectionTable::new(
            species,
            table.pressure_pa,
            table.temperature_k,
            table.wavenumber_per_cm,
            table.cross_section_m2,
        );
        let table = OpacityTable::CrossSection(table.map_err(|e| file.no_table(e))?);
        let info = info(&table);
        Ok(Contents::Table(table, info))
    }
}

/// One Exo-Transmit table as it stands in its file, by rising wavenumber.
#[derive(Debug, Clone, PartialEq)]
pub struct ExoTransmitTable {
    /// Pa, rising.
    pub pressure_pa: Vec<f64>,
    /// K, rising.
    pub temperature_k: Vec<f64>,
    /// cm⁻¹, rising.
    pub wavenumber_per_cm: Vec<f64>,
    /// m² per molecule, shape `[P, T, wavenumber]`.
    pub cross_section_m2: Array3<f32>,
}

/// Reads all of a table, useless wavelengths included.
///
/// # Errors
/// [`OpacityFileError`], naming the line.
pub fn read_exo_transmit(path: &Path) -> Result<ExoTransmitTable, OpacityFileError> {
    let text = text(path).map_err(|source| FileError::reading(path, source))?;
    let mut lines = TextLines::new(KIND, path, &text);
    let temperature_k = rising(&mut lines, "the temperatures in K")?;
    let pressure_pa = rising(&mut lines, "the pressures in Pa")?;
    let (n_pressures, n_temperatures) = (pressure_pa.len(), temperature_k.len());
    let (mut wavelength_m, mut values) = (Vec::new(), Vec::new());
    while !lines.is_at_end() {
        wavelength_m.push(numbers(&mut lines, Some(1), "one wavelength in m")?[0]);
        for pressure_pa in &pressure_pa {
            values.push(cross_sections(&mut lines, n_temperatures, *pressure_pa)?);
        }
    }
    check_wavelengths(&lines, &wavelength_m)?;
    let n_wavelengths = wavelength_m.len();
    let from_end = |i: usize| n_wavelengths - 1 - i;
    let shape = (n_pressures, n_temperatures, n_wavelengths);
    let cross_section_m2 = Array3::from_shape_fn(shape, |(p, t, w)| {
        values[from_end(w) * n_pressures + p][t] as f32
    });
    let rising_in_wavenumber = wavelength_m.into_iter().rev();
    Ok(ExoTransmitTable {
        pressure_pa,
        temperature_k,
        wavenumber_per_cm: rising_in_wavenumber.map(units::per_cm_from_m).collect(),
        cross_section_m2,
    })
}

/// The file's text, unzipped if its name ends in `.gz`.
fn text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let mut file = std::fs::File::open(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}

/// The next line's numbers, of which there are `n` if that is given.
fn numbers(
    lines: &mut TextLines,
    n: Option<usize>,
    expected: &str,
) -> Result<Vec<f64>, OpacityFileError> {
    let Some(line) = lines.take() else {
        return Err(lines.wrong("the end of the file", expected));
    };
    let number = |word: &str| word.parse().ok().filter(|v: &f64| v.is_finite());
    let numbers: Option<Vec<f64>> = line.split_whitespace().map(number).collect();
    match numbers {
        Some(numbers) if n.is_none_or(|n| numbers.len() == n) => Ok(numbers),
        Some(numbers) => Err(lines.wrong(format!("{} numbers", numbers.len()), expected)),
        None => Err(lines.wrong(quoted(line, 40), expected)),
    }
}

fn rising(lines: &mut TextLines, expected: &str) -> Result<Vec<f64>, OpacityFileError> {
    let numbers = numbers(lines, None, expected)?;
    let is_rising = numbers[0] > 0.0 && numbers.windows(2).all(|w| w[0] < w[1]);
    is_rising
        .then_some(numbers)
        .ok_or_else(|| lines.wrong("numbers that do not rise", expected))
}

/// The next line's cross sections at `n` temperatures.
fn cross_sections(
    lines: &mut TextLines,
    n: usize,
    pressure_pa: f64,
) -> Result<Vec<f64>, OpacityFileError> {
    let expected = format!("log10 of the pressure {pressure_pa:e} Pa and {n} cross sections in m2");
    let mut numbers = numbers(lines, Some(n + 1), &expected)?;
    let same_pressure = (numbers[0] - pressure_pa.log10()).abs() < 1e-3;
    let is_value = |v: &f64| (0.0..LARGEST_M2).contains(v);
    if !same_pressure || !numbers.iter().skip(1).all(is_value) {
        let pressure = numbers[0];
        let found = format!("log10 pressure {pressure} or a value below zero or above 1e-9 m2");
        return Err(lines.wrong(found, expected));
    }
    numbers.remove(0);
    Ok(numbers)
}

fn check_wavelengths(lines: &TextLines, wavelength_m: &[f64]) -> Result<(), OpacityFileError> {
    let rising =
        wavelength_m.windows(2).all(|w| w[0] < w[1]) && wavelength_m.iter().all(|w| *w > 0.0);
    let enough = wavelength_m.len() >= 2 && rising;
    enough.then_some(()).ok_or_else(|| {
        let found = "wavelengths that do not rise";
        lines.wrong(found, "two or more rising ones in m")
    })
}

/// The gas of a file called `opacH2O.dat` or `opacH2O.dat.gz`.
fn gas_of_name(path: &Path) -> Option<Species> {
    let name = path.file_name()?.to_str()?.strip_prefix("opac")?;
    name.split('.').next()?.parse().ok()
}

/// The table without the wavelengths at which it is known to be useless.
fn trusted(species: Species, mut table: ExoTransmitTable) -> ExoTransmitTable {
    if species == Species::CH4 {
        let end_per_cm = units::per_cm_from_um(CH4_BROKEN_TO_UM);
        let n = table.wavenumber_per_cm.partition_point(|w| *w < end_per_cm);
        table.wavenumber_per_cm.truncate(n);
        let cross_section_m2 = &mut table.cross_section_m2;
        cross_section_m2.slice_axis_inplace(Axis(2), Slice::from(..n));
        // Tables are kept without holes.
        table.cross_section_m2 = cross_section_m2.as_standard_layout().into_owned();
    }
    table
}

fn info(table: &OpacityTable) -> TableInfo {
    let samples = "Samples, not means: JWST bins carry 130-210 ppm of sampling noise.";
    let own = match table.species() {
        Species::CH4 => {
            " Wavelengths below 2.076 µm are left out: constant in temperature or zero there."
        }
        Species::CO2 => " Windows of 1.1-1.6 µm are 0.3-2 dex too strong; zero below 0.454 µm.",
        Species::H2O => " Zero below 0.353 µm.",
        _ => "",
    };
    TableInfo {
        source: "Exo-Transmit opacity table (monochromatic samples at R = 1000)".into(),
        citation: "Kempton et al. 2017, PASP 129, 044402; Freedman et al. 2008, ApJS 174, 504; Freedman et al. 2014, ApJS 214, 25; Lupu et al. 2014, ApJ 784, 27".into(),
        known_faults: format!("{samples}{own}"),
        ..TableInfo::of(table)
    }
}
