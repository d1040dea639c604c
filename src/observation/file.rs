//! Observed spectra: CSV with the header `wavelength_um,half_width_um,depth_ppm,error_ppm,instrument`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Bin, Observation, ObservationError};

const HEADER: [&str; 5] = [
    "wavelength_um",
    "half_width_um",
    "depth_ppm",
    "error_ppm",
    "instrument",
];
const PPM: f64 = 1e-6;

/// A spectrum file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpectrumFileError {
    /// The file cannot be read.
    #[error("cannot read spectrum {}: {source}", path.display())]
    Read {
        /// The CSV file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The first line that is no comment is not the header.
    #[error(
        "spectrum {}, line {line}: header is `{found}`, expected `{}`",
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
    #[error("spectrum {}, line {line}: {found} columns, expected {}", path.display(), HEADER.len())]
    Columns {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// Number of columns.
        found: usize,
    },
    /// A cell is no number.
    #[error("spectrum {}, line {line}: `{column}` is `{found}`, expected a number", path.display())]
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
    #[error("spectrum {}, line {line}: {source}", path.display())]
    Spectrum {
        /// The CSV file.
        path: PathBuf,
        /// Line, from one.
        line: usize,
        /// What is wrong.
        source: ObservationError,
    },
}

/// Reads an observed spectrum. Lines that are empty or start with `#` are comments.
///
/// # Errors
/// [`SpectrumFileError`] with the line at fault.
pub fn read(path: &Path) -> Result<Observation, SpectrumFileError> {
    let read_error = |source| SpectrumFileError::Read {
        path: path.into(),
        source,
    };
    let text = fs::read_to_string(path).map_err(read_error)?;
    let mut rows = rows(&text);
    check_header(path, rows.next())?;
    let (mut lines, mut bins) = (Vec::new(), Vec::new());
    let (mut depth, mut sigma) = (Vec::new(), Vec::new());
    for (line, row) in rows {
        let (bin, bin_depth, bin_sigma) = parse_row(path, line, row)?;
        lines.push(line);
        bins.push(bin);
        depth.push(bin_depth);
        sigma.push(bin_sigma);
    }
    Observation::new(bins, depth, sigma).map_err(|source| {
        let line = source.i_bin().map_or(1, |i_bin| lines[i_bin]);
        SpectrumFileError::Spectrum {
            path: path.into(),
            line,
            source,
        }
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

fn check_header(path: &Path, row: Option<(usize, &str)>) -> Result<(), SpectrumFileError> {
    let (line, found) = row.unwrap_or((1, ""));
    match found.split(',').map(str::trim).eq(HEADER) {
        true => Ok(()),
        false => Err(SpectrumFileError::Header {
            path: path.into(),
            line,
            found: found.into(),
        }),
    }
}

fn parse_row(path: &Path, line: usize, row: &str) -> Result<(Bin, f64, f64), SpectrumFileError> {
    let cells: Vec<&str> = row.split(',').map(str::trim).collect();
    if cells.len() != HEADER.len() {
        return Err(SpectrumFileError::Columns {
            path: path.into(),
            line,
            found: cells.len(),
        });
    }
    let number = |i: usize| {
        cells[i]
            .parse::<f64>()
            .map_err(|_| SpectrumFileError::Number {
                path: path.into(),
                line,
                column: HEADER[i],
                found: cells[i].into(),
            })
    };
    let bin = Bin {
        wavelength_um: number(0)?,
        half_width_um: number(1)?,
        instrument: cells[4].to_owned(),
    };
    Ok((bin, number(2)? * PPM, number(3)? * PPM))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Observation, SpectrumFileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        read(file.path())
    }

    #[test]
    fn the_real_spectra_are_read_in_si() {
        let path = Path::new("configs/observations/wasp-39b_nirspec_g395h.csv");
        let observation = read(path).unwrap();
        assert_eq!(observation.n_bins(), 59);
        approx::assert_relative_eq!(observation.depth()[0], 0.022_060_8);
        approx::assert_relative_eq!(observation.sigma()[0], 374.9e-6);
    }

    #[test]
    fn errors_name_the_line() {
        let text =
            "# comment\nwavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n1,0.1,x,5,a\n";
        let error = read_text(text).unwrap_err().to_string();
        assert!(
            error.ends_with("line 3: `depth_ppm` is `x`, expected a number"),
            "{error}"
        );
    }

    #[test]
    fn another_header_is_refused() {
        let error =
            read_text("wavelength_um,half_width_um,depth_percent,error_percent,instrument\n");
        assert!(matches!(
            error,
            Err(SpectrumFileError::Header { line: 1, .. })
        ));
    }
}
