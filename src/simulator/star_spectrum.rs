//! Spectra of stars: CSV with the header `wavelength_um,flux_w_per_m2_um`, the flux at the star's surface.

use std::{path::Path, sync::Arc};

use forward_model::{Star, StarSpectrum};
use groundwork::{FileError, csv::Table};

use crate::study::Study;

const HEADER: [&str; 2] = ["wavelength_um", "flux_w_per_m2_um"];

/// The star of a study, with its spectrum if that names one.
///
/// # Errors
/// As [`read`].
pub(super) fn star(study: &Study) -> Result<Star, FileError> {
    let path = study.star.spectrum_path.as_ref();
    let spectrum = path.map(|path| read(path)).transpose()?;
    Ok(Star {
        radius_m: study.star.radius_m,
        temperature_k: study.star.temperature_k,
        spectrum: spectrum.map(Arc::new),
    })
}

/// Reads a star's spectrum. Lines that are empty or start with `#` are comments.
///
/// # Errors
/// [`FileError`] with the line at fault.
pub fn read(path: &Path) -> Result<StarSpectrum, FileError> {
    let table = Table::read(path, &HEADER)?;
    let [wavelength_um, flux] = [table.numbers(0)?, table.numbers(1)?];
    StarSpectrum::new(wavelength_um, flux).map_err(|source| {
        // What is no single row's fault is told of the last line.
        let line = source
            .i_point()
            .map_or(table.last_line(), |i| table.line(i));
        table.wrong(line, source)
    })
}

#[cfg(test)]
mod tests {
    use groundwork::file_error::Cause;

    use super::*;

    fn read_text(text: &str) -> Result<StarSpectrum, FileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path())
    }

    fn message(text: &str) -> String {
        let message = read_text(text).unwrap_err().to_string();
        message[message.find(": line").unwrap()..].to_owned()
    }

    #[test]
    fn a_spectrum_is_read_past_its_comments() {
        let text = "# a star\nwavelength_um, flux_w_per_m2_um\n\n1.0,2e7\n# more\n1.5, 1e7\r\n";
        let spectrum = read_text(text).unwrap();
        assert_eq!(spectrum.wavelength_um(), [1.0, 1.5]);
        assert_eq!(spectrum.flux_w_per_m2_um(), [2e7, 1e7]);
    }

    #[test]
    fn errors_name_the_line_what_was_found_and_what_was_expected() {
        let with_header = |rows: &str| message(&format!("wavelength_um,flux_w_per_m2_um\n{rows}"));
        assert_eq!(
            with_header("1,2\n# no\n2,x\n"),
            ": line 4: `flux_w_per_m2_um` is `x`, expected a number"
        );
        assert_eq!(with_header("1,2,3\n"), ": line 2: 3 columns, expected 2");
        assert_eq!(
            with_header("1,2\n2,0\n"),
            ": line 3: `flux_w_per_m2_um` is 0, expected a positive number"
        );
        assert_eq!(
            with_header("1,2\n0.5,2\n"),
            ": line 3: wavelength 0.5 µm follows 1 µm, expected rising wavelengths"
        );
        assert_eq!(
            with_header("1,2\n"),
            ": line 2: holds 1 points, expected at least two"
        );
        assert_eq!(
            with_header(""),
            ": line 1: holds 0 points, expected at least two"
        );
        assert_eq!(
            message("wavelength_nm,flux\n"),
            ": line 1: header is `wavelength_nm,flux`, expected `wavelength_um,flux_w_per_m2_um`"
        );
        assert_eq!(
            message(""),
            ": line 1: header is ``, expected `wavelength_um,flux_w_per_m2_um`"
        );
    }

    #[test]
    fn a_file_that_is_missing_or_no_text_is_told() {
        let missing = read(Path::new("no-such-star.csv")).unwrap_err();
        assert!(missing.to_string().contains("no-such-star.csv"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [0xff, 0xfe, 0x00]).unwrap();
        assert!(matches!(
            read(file.path()).unwrap_err().source,
            Cause::NoText
        ));
    }
}
