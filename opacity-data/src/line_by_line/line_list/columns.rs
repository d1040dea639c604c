//! The HDF5 layout: one dataset a column.

use std::path::Path;

use forward_model::{
    Species,
    lines::{Line, isotopologues},
    units,
};
use groundwork::hdf5_file;

use super::line_file::{KIND, LineFile, no_lines};
use crate::error::{NamedFile, OpacityFileError};

/// The columns of numbers, in the order in which they are read and written.
pub(super) const FLOAT_COLUMNS: [&str; 7] = [
    "wavenumber",
    "intensity_296k",
    "lower_energy",
    "gamma_air",
    "gamma_self",
    "n_air",
    "shift_air",
];

/// Reads a line list in HDF5.
pub(super) fn read_hdf5(path: &Path) -> Result<LineFile, OpacityFileError> {
    let file = hdf5_file::read(path, |file| Ok(file.clone()))?;
    let named = NamedFile { kind: KIND, path };
    let columns = Columns::read(named, &file)?;
    if columns.len() == 0 {
        return Err(no_lines(path));
    }
    let gas = gas(named, &text(named, &file, "molecule")?)?;
    let line = |i| columns.line(named, gas, i);
    Ok(LineFile {
        lines: (0..columns.len()).map(line).collect::<Result<_, _>>()?,
        source: text(named, &file, "source").unwrap_or_default(),
        gas,
    })
}

fn gas(file: NamedFile, formula: &str) -> Result<Species, OpacityFileError> {
    formula.parse().map_err(|_| {
        let expected = "the formula of a known gas, such as H2O";
        file.wrong(format!("`molecule` is `{formula}`"), expected)
    })
}

/// An attribute of text.
fn text(file: NamedFile, hdf5: &hdf5::File, name: &str) -> Result<String, OpacityFileError> {
    hdf5_file::read_text(hdf5, name)
        .map_err(|source| unreadable(file, name, source, "an attribute of text"))
}

fn unreadable(
    file: NamedFile,
    name: &str,
    source: hdf5::Error,
    expected: &str,
) -> OpacityFileError {
    file.wrong(format!("`{name}` cannot be read ({source})"), expected)
}

/// The columns as they stand in the file.
struct Columns {
    floats: [Vec<f64>; 7],
    isotopologue: Vec<i64>,
}

impl Columns {
    fn read(file: NamedFile, hdf5: &hdf5::File) -> Result<Self, OpacityFileError> {
        let column = |name: &'static str| {
            let values = hdf5.dataset(name).and_then(|d| d.read_raw::<f64>());
            values.map_err(|source| unreadable(file, name, source, "a dataset of numbers"))
        };
        let mut floats: [Vec<f64>; 7] = Default::default();
        for (values, name) in floats.iter_mut().zip(FLOAT_COLUMNS) {
            *values = column(name)?;
        }
        let codes = column("isotopologue")?;
        let columns = Self {
            floats,
            isotopologue: codes.iter().map(|code| *code as i64).collect(),
        };
        columns.check_lengths(file)?;
        Ok(columns)
    }

    fn check_lengths(&self, file: NamedFile) -> Result<(), OpacityFileError> {
        let lengths = self.floats.iter().map(Vec::len);
        let lengths = lengths.chain([self.isotopologue.len()]);
        let names = FLOAT_COLUMNS.into_iter().chain(["isotopologue"]);
        let expected = self.len();
        match names.zip(lengths).find(|(_, found)| *found != expected) {
            None => Ok(()),
            Some((name, found)) => Err(file.wrong(
                format!("`{name}` has {found} values"),
                format!("{expected} as in `wavenumber`"),
            )),
        }
    }

    fn len(&self) -> usize {
        self.floats[0].len()
    }

    fn line(&self, file: NamedFile, gas: Species, i: usize) -> Result<Line, OpacityFileError> {
        let wrong = |name: &str, found: String, expected: &str| {
            let found = format!("found `{found}` as {name}");
            file.wrong_in(Some(i + 1), found, expected.into())
        };
        let numbers: [f64; 7] = std::array::from_fn(|column| self.floats[column][i]);
        if let Some(column) = numbers.iter().position(|number| !number.is_finite()) {
            let found = numbers[column].to_string();
            return Err(wrong(FLOAT_COLUMNS[column], found, "a finite number"));
        }
        let [wavenumber, intensity, energy, air, own, exponent, shift] = numbers;
        let code = self.isotopologue[i];
        let isotopologue = isotopologues(gas)
            .iter()
            .position(|k| i64::from(k.afgl_code) == code);
        Ok(Line {
            wavenumber_per_cm: wavenumber,
            intensity_m2_per_cm: units::m2_from_cm2(intensity),
            lower_energy_per_cm: energy,
            air_half_width_per_cm: air,
            self_half_width_per_cm: own,
            temperature_exponent: exponent,
            air_shift_per_cm: shift,
            isotopologue: isotopologue.ok_or_else(|| {
                wrong("isotopologue", code.to_string(), "an AFGL code of the gas")
            })?,
        })
    }
}
