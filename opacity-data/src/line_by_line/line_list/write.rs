//! Writing a line list in the HDF5 layout that `columns` reads.

use std::path::Path;

use forward_model::{
    lines::{Line, isotopologues},
    units,
};
use groundwork::{FileError, hdf5_file};

use super::{columns::FLOAT_COLUMNS, line_file::LineFile};

/// Units of [`FLOAT_COLUMNS`].
const UNITS: [&str; 7] = [
    "cm^-1",
    "cm^-1/(molecule cm^-2), natural abundance",
    "cm^-1",
    "cm^-1/atm HWHM at 296 K",
    "cm^-1/atm HWHM at 296 K",
    "1",
    "cm^-1/atm",
];

/// What a line has in [`FLOAT_COLUMNS`].
fn numbers(line: &Line) -> [f64; 7] {
    [
        line.wavenumber_per_cm,
        units::cm2_from_m2(line.intensity_m2_per_cm),
        line.lower_energy_per_cm,
        line.air_half_width_per_cm,
        line.self_half_width_per_cm,
        line.temperature_exponent,
        line.air_shift_per_cm,
    ]
}

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
    for (i, (name, units)) in FLOAT_COLUMNS.into_iter().zip(UNITS).enumerate() {
        let values: Vec<f64> = list.lines.iter().map(|line| numbers(line)[i]).collect();
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
            lines: vec![line(1000.125, 0), line(2000.5, 3)],
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
