//! Spectra of stars: CSV with the header `wavelength_um,flux_w_per_m2_um`, the flux at the star's surface.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use forward_model::{StarSpectrum, StarSpectrumError};

const HEADER: [&str; 2] = ["wavelength_um", "flux_w_per_m2_um"];

/// A file of a star's spectrum that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StarSpectrumFileError {
    /// The file cannot be read.
    #[error("cannot read star spectrum {}: {source}", path.display())]
    Read {
        /// The CSV file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The first line that is no comment is not the header.
    #[error(
        "star spectrum {}, line {line}: header is `{found}`, expected `{}`",
        path.display(), HEADER.join(",")
    )]
    Header {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A row has too few or too many columns.
    #[error("star spectrum {}, line {line}: {found} columns, expected {}", path.display(), HEADER.len())]
    Columns {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// Number of columns.
        found: usize,
    },
    /// A cell is no number.
    #[error("star spectrum {}, line {line}: `{column}` is `{found}`, expected a number", path.display())]
    Number {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// Column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
    /// The numbers are no spectrum.
    #[error("star spectrum {}, line {line}: {source}", path.display())]
    Spectrum {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// What is wrong.
        source: StarSpectrumError,
    },
}

/// Reads a star's spectrum. Lines that are empty or start with `#` are comments.
///
/// # Errors
/// [`StarSpectrumFileError`] with the line at fault.
pub fn read(path: &Path) -> Result<StarSpectrum, StarSpectrumFileError> {
    let text = fs::read_to_string(path).map_err(|source| StarSpectrumFileError::Read {
        path: path.into(),
        source,
    })?;
    let mut rows = rows(&text);
    let header_line = check_header(path, rows.next())?;
    let (mut lines, mut wavelength_um, mut flux) = (Vec::new(), Vec::new(), Vec::new());
    for (line, row) in rows {
        let [row_wavelength_um, row_flux] = parse_row(path, line, row)?;
        lines.push(line);
        wavelength_um.push(row_wavelength_um);
        flux.push(row_flux);
    }
    StarSpectrum::new(wavelength_um, flux).map_err(|source| StarSpectrumFileError::Spectrum {
        path: path.into(),
        // What is no single row's fault is told of the last line.
        line: source
            .i_point()
            .map_or(*lines.last().unwrap_or(&header_line), |i| lines[i]),
        source,
    })
}

/// Lines that are no comments, numbered from one.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The line of the header.
fn check_header(path: &Path, row: Option<(usize, &str)>) -> Result<usize, StarSpectrumFileError> {
    let (line, found) = row.unwrap_or((1, ""));
    match found.split(',').map(str::trim).eq(HEADER) {
        true => Ok(line),
        false => Err(StarSpectrumFileError::Header {
            path: path.into(),
            line,
            found: found.into(),
        }),
    }
}

fn parse_row(path: &Path, line: usize, row: &str) -> Result<[f64; 2], StarSpectrumFileError> {
    let cells: Vec<&str> = row.split(',').map(str::trim).collect();
    let [wavelength_um, flux] = cells[..] else {
        return Err(StarSpectrumFileError::Columns {
            path: path.into(),
            line,
            found: cells.len(),
        });
    };
    let number = |i: usize, cell: &str| {
        cell.parse::<f64>()
            .map_err(|_| StarSpectrumFileError::Number {
                path: path.into(),
                line,
                column: HEADER[i],
                found: cell.into(),
            })
    };
    Ok([number(0, wavelength_um)?, number(1, flux)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<StarSpectrum, StarSpectrumFileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        read(file.path())
    }

    fn message(text: &str) -> String {
        let message = read_text(text).unwrap_err().to_string();
        message[message.find(", line").unwrap()..].to_owned()
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
            ", line 4: `flux_w_per_m2_um` is `x`, expected a number"
        );
        assert_eq!(with_header("1,2,3\n"), ", line 2: 3 columns, expected 2");
        assert_eq!(
            with_header("1,2\n2,0\n"),
            ", line 3: `flux_w_per_m2_um` is 0, expected a positive number"
        );
        assert_eq!(
            with_header("1,2\n0.5,2\n"),
            ", line 3: wavelength 0.5 µm follows 1 µm, expected rising wavelengths"
        );
        assert_eq!(
            with_header("1,2\n"),
            ", line 2: holds 1 points, expected at least two"
        );
        assert_eq!(
            with_header(""),
            ", line 1: holds 0 points, expected at least two"
        );
        assert_eq!(
            message("wavelength_nm,flux\n"),
            ", line 1: header is `wavelength_nm,flux`, expected `wavelength_um,flux_w_per_m2_um`"
        );
        assert_eq!(
            message(""),
            ", line 1: header is ``, expected `wavelength_um,flux_w_per_m2_um`"
        );
    }

    #[test]
    fn a_file_that_is_missing_or_no_text_is_told() {
        let missing = read(Path::new("no-such-star.csv")).unwrap_err();
        assert!(missing.to_string().contains("no-such-star.csv"));
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), [0xff, 0xfe, 0x00]).unwrap();
        assert!(matches!(
            read(file.path()),
            Err(StarSpectrumFileError::Read { .. })
        ));
    }
}
