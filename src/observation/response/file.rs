//! Pass-bands and resolving powers: CSV with the headers `wavelength_um,transmission` and `wavelength_um,resolving_power`.

use std::path::Path;

use groundwork::{FileError, csv::Table};

use super::Curve;

/// Resolving powers: a broader profile says little of wavelengths, and no planet has narrower lines.
pub const RESOLVING_POWERS: [f64; 2] = [5.0, 1e7];

/// Reads a photometer's transmission. Lines that are empty or start with `#` are comments.
///
/// # Errors
/// [`FileError`] with the line at fault.
pub fn read_pass_band(path: &Path) -> Result<Curve, FileError> {
    read(path, ("transmission", [0.0, f64::INFINITY]))
}

/// Reads a spectrograph's resolving power. Lines that are empty or start with `#` are comments.
///
/// # Errors
/// [`FileError`] with the line at fault.
pub fn read_resolving_power(path: &Path) -> Result<Curve, FileError> {
    read(path, ("resolving_power", RESOLVING_POWERS))
}

fn read(path: &Path, (quantity, within): (&'static str, [f64; 2])) -> Result<Curve, FileError> {
    let table = Table::read(path, &["wavelength_um", quantity])?;
    let [wavelength_um, value] = [table.numbers(0)?, table.numbers(1)?];
    Curve::new(wavelength_um, value, (quantity, within)).map_err(|source| {
        // What is no single row's fault is told of the last line.
        let line = source
            .i_point()
            .map_or(table.last_line(), |i| table.line(i));
        table.wrong(line, source)
    })
}
