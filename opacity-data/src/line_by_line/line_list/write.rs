//! Writing a line list in the HDF5 layout that `columns` reads.

use std::path::Path;

use forward_model::{
    lines::{Line, isotopologues},
    units,
};
use groundwork::{FileError, hdf5_file};

use super::line_file::LineFile;

/// Units of the columns of numbers, by name, and what a line has of each.
const COLUMNS: [(&str, &str, fn(&Line) -> f64); 7] = [
    ("wavenumber", "cm^-1", |line| line.wavenumber_per_cm),
    (
        "intensity_296k",
        "cm^-1/(molecule cm^-2), natural abundance",
        |line| units::cm2_from_m2(line.intensity_m2_per_cm),
    ),
    ("lower_energy", "cm^-1", |line| line.lower_energy_per_cm),
    ("gamma_air", "cm^-1/atm HWHM at 296 K", |line| {
        line.air_half_width_per_cm
    }),
    ("gamma_self", "cm^-1/atm HWHM at 296 K", |line| {
        line.self_half_width_per_cm
    }),
    ("n_air", "1", |line| line.temperature_exponent),
    ("shift_air", "cm^-1/atm", |line| line.air_shift_per_cm),
];

/// How hard the columns are compressed.
const DEFLATE: u8 = 4;

/// Writes a line list as HDF5; the file appears complete or not at all.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_line_list(path: &Path, list: &LineFile) -> Result<(), FileError> {
    hdf5_file::write(path, |file| fill(file, list))
}

fn fill(file: &hdf5::File, list: &LineFile) -> hdf5::Result<()> {
    hdf5_file::write_text(file, "molecule", list.gas.formula())?;
    hdf5_file::write_text(file, "source", &list.source)?;
    for (name, units, of) in COLUMNS {
        let values: Vec<f64> = list.lines.iter().map(of).collect();
        write_column(file, name, units, &values)?;
    }
    let kinds = isotopologues(list.gas);
    let code = |line: &Line| kinds[line.isotopologue].afgl_code as i32;
    let codes: Vec<i32> = list.lines.iter().map(code).collect();
    write_column(file, "isotopologue", "AFGL code", &codes)
}

fn write_column<T: hdf5::H5Type>(
    file: &hdf5::File,
    name: &str,
    units: &str,
    values: &[T],
) -> hdf5::Result<()> {
    let builder = file.new_dataset_builder().shuffle().deflate(DEFLATE);
    let dataset = builder.with_data(values).create(name)?;
    hdf5_file::write_text(&dataset, "units", units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_by_line::read_line_list;
    use forward_model::Species;

    #[test]
    fn a_list_that_was_written_is_read_again() {
        let line = |wavenumber_per_cm: f64, isotopologue: usize| Line {
            wavenumber_per_cm,
            intensity_m2_per_cm: 1.234e-29,
            lower_energy_per_cm: 1234.5678,
            air_half_width_per_cm: 0.0712,
            self_half_width_per_cm: 0.35,
            temperature_exponent: 0.68,
            air_shift_per_cm: -0.0021,
            isotopologue,
        };
        let list = LineFile {
            gas: Species::H2O,
            source: "made; hot lines".into(),
            lines: vec![line(1000.123_456, 0), line(2000.5, 3)],
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("H2O.h5");
        write_line_list(&path, &list).expect("a file");
        let mut found = read_line_list(&path).expect("a list");
        // To cm² and back again.
        for (line, expected) in found.lines.iter_mut().zip(&list.lines) {
            let expected = expected.intensity_m2_per_cm;
            assert!((line.intensity_m2_per_cm / expected - 1.0).abs() < 1e-15);
            line.intensity_m2_per_cm = expected;
        }
        assert_eq!(found, list);
    }
}
