//! Exo-Transmit opacity tables (`opacH2O.dat`, or gzipped `opacH2O.dat.gz`): cross sections sampled at R = 1000.
//!
//! Line 1 lists temperatures in K, line 2 pressures in **Pa**; then for every wavelength a line with it in metres and, for
//! every pressure, a line with log₁₀ of the pressure and the cross section in m² at each temperature.

use std::io::Read;
use std::path::{Path, PathBuf};

use ndarray::Array3;

/// No molecule absorbs as strongly as this, m²: a larger number is one whose exponent was cut off.
const LARGEST_M2: f64 = 1e-9;

/// One Exo-Transmit table, by rising wavenumber.
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

/// Why an Exo-Transmit table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExoTransmitError {
    /// The file cannot be opened, read or unzipped.
    #[error("Exo-Transmit table {path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A line that is not what should stand there.
    #[error("Exo-Transmit table {path}, line {line}: found {found}, expected {expected}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
}

/// Reads a table.
///
/// # Errors
/// [`ExoTransmitError`], naming the line.
pub fn read(path: &Path) -> Result<ExoTransmitTable, ExoTransmitError> {
    let text = text(path).map_err(|source| ExoTransmitError::Read {
        path: path.into(),
        source,
    })?;
    let mut lines = Lines {
        path,
        lines: text.lines().enumerate().filter(not_empty).collect(),
        next: 0,
    };
    let temperature_k = lines.rising("the temperatures in K")?;
    let pressure_pa = lines.rising("the pressures in Pa")?;
    let (n_pressures, n_temperatures) = (pressure_pa.len(), temperature_k.len());
    let (mut wavelength_m, mut values) = (Vec::new(), Vec::new());
    while lines.next < lines.lines.len() {
        wavelength_m.push(lines.numbers(1, "one wavelength in m")?[0]);
        for pressure_pa in &pressure_pa {
            values.push(lines.cross_sections(n_temperatures, *pressure_pa)?);
        }
    }
    lines.check_wavelengths(&wavelength_m)?;
    let n_wavelengths = wavelength_m.len();
    let from_end = |i: usize| n_wavelengths - 1 - i;
    let shape = (n_pressures, n_temperatures, n_wavelengths);
    let cross_section_m2 = Array3::from_shape_fn(shape, |(p, t, w)| {
        values[from_end(w) * n_pressures + p][t] as f32
    });
    let wavenumber_per_cm = wavelength_m.iter().rev().map(|m| 0.01 / m).collect();
    Ok(ExoTransmitTable {
        pressure_pa,
        temperature_k,
        wavenumber_per_cm,
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

fn not_empty(line: &(usize, &str)) -> bool {
    !line.1.trim().is_empty()
}

/// The lines that hold something, read one after the other.
struct Lines<'a> {
    path: &'a Path,
    lines: Vec<(usize, &'a str)>,
    next: usize,
}

impl Lines<'_> {
    fn wrong(&self, found: impl Into<String>, expected: impl Into<String>) -> ExoTransmitError {
        let line = self
            .lines
            .get(self.next.saturating_sub(1))
            .map_or(self.lines.len(), |l| l.0)
            + 1;
        ExoTransmitError::Line {
            path: self.path.into(),
            line,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// The next line's numbers; any count if `n` is zero.
    fn numbers(&mut self, n: usize, expected: &str) -> Result<Vec<f64>, ExoTransmitError> {
        let Some((_, line)) = self.lines.get(self.next) else {
            return Err(self.wrong("the end of the file", expected));
        };
        self.next += 1;
        let words = line.split_whitespace();
        let numbers: Option<Vec<f64>> = words
            .map(|w| w.parse().ok().filter(|v: &f64| v.is_finite()))
            .collect();
        match numbers {
            Some(numbers) if n == 0 || numbers.len() == n => Ok(numbers),
            Some(numbers) => Err(self.wrong(format!("{} numbers", numbers.len()), expected)),
            None => Err(self.wrong(
                format!("`{}`", line.chars().take(40).collect::<String>()),
                expected,
            )),
        }
    }

    fn rising(&mut self, expected: &str) -> Result<Vec<f64>, ExoTransmitError> {
        let numbers = self.numbers(0, expected)?;
        let is_rising = numbers[0] > 0.0 && numbers.windows(2).all(|w| w[0] < w[1]);
        is_rising
            .then_some(numbers)
            .ok_or_else(|| self.wrong("numbers that do not rise", expected))
    }

    fn cross_sections(&mut self, n: usize, pressure_pa: f64) -> Result<Vec<f64>, ExoTransmitError> {
        let expected =
            format!("log10 of the pressure {pressure_pa:e} Pa and {n} cross sections in m2");
        let mut numbers = self.numbers(n + 1, &expected)?;
        let same_pressure = (numbers[0] - pressure_pa.log10()).abs() < 1e-3;
        let is_value = |v: &f64| (0.0..LARGEST_M2).contains(v);
        if !same_pressure || !numbers.iter().skip(1).all(is_value) {
            let found = "log10 pressure {} or a value below zero or above 1e-9 m2";
            return Err(self.wrong(found.replace("{}", &numbers[0].to_string()), expected));
        }
        numbers.remove(0);
        Ok(numbers)
    }

    fn check_wavelengths(&self, wavelength_m: &[f64]) -> Result<(), ExoTransmitError> {
        let rising =
            wavelength_m.windows(2).all(|w| w[0] < w[1]) && wavelength_m.iter().all(|w| *w > 0.0);
        let enough = wavelength_m.len() >= 2 && rising;
        enough.then_some(()).ok_or_else(|| {
            self.wrong(
                "wavelengths that do not rise",
                "two or more rising ones in m",
            )
        })
    }
}
