//! Observed spectra: CSV with the header `wavelength_um,half_width_um,depth_ppm,error_ppm,instrument`.

use std::path::Path;

use forward_model::units::{number_from_ppm, ppm_from_number};
use groundwork::{FileError, csv::Table};

use super::{Bin, Observation, ObservationError};

const HEADER: [&str; 5] = [
    "wavelength_um",
    "half_width_um",
    "depth_ppm",
    "error_ppm",
    "instrument",
];
/// Column of the depths.
const DEPTH: usize = 2;
/// All light of a star.
const MOST_PPM: f64 = 1e6;
/// No photons are counted so well.
const LEAST_ERROR_PPM: f64 = 1e-6;

impl Observation {
    /// Reads an observed spectrum. Lines that are empty or start with `#` are comments; bins whose depth is empty or `nan` were not
    /// measured and are left out.
    ///
    /// # Errors
    /// [`FileError`] with the line at fault.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let table = Table::read(path, &HEADER)?;
        let n_bins = table.n_rows();
        let table = table.retained(DEPTH, |depth| !is_missing(depth));
        let n_left_out = n_bins - table.n_rows();
        let [wavelength_um, half_width_um] = [table.numbers(0)?, table.numbers(1)?];
        let in_numbers = |ppm: Vec<f64>| ppm.into_iter().map(number_from_ppm).collect();
        let [depth, sigma] = [table.numbers(DEPTH)?, table.numbers(3)?].map(in_numbers);
        let bins = wavelength_um.iter().zip(half_width_um).zip(table.texts(4));
        let bins = bins.map(|((wavelength_um, half_width_um), instrument)| Bin {
            wavelength_um: *wavelength_um,
            half_width_um,
            instrument: instrument.to_owned(),
        });
        let mut measured = Self::new(bins.collect(), depth, sigma).map_err(|source| {
            let line = source.i_bin().map_or(1, |i_bin| table.line(i_bin));
            table.wrong(line, source)
        })?;
        measured.n_left_out = n_left_out;
        match measured.first_implausible() {
            None => Ok(measured),
            Some((i_bin, source)) => Err(table.wrong(table.line(i_bin), source)),
        }
    }

    /// The first bin with a number that no planet has: deeper than its whole star, or an error of as much or of nothing.
    fn first_implausible(&self) -> Option<(usize, ObservationError)> {
        let values = self.depth().iter().zip(self.sigma()).enumerate();
        let (i_bin, quantity, found, expected) =
            values.into_iter().find_map(|(i, (depth, sigma))| {
                let [depth, sigma] = [*depth, *sigma].map(ppm_from_number);
                match (
                    depth.abs() <= MOST_PPM,
                    (LEAST_ERROR_PPM..=MOST_PPM).contains(&sigma),
                ) {
                    (false, _) => Some((i, "depth_ppm", depth, "at most 1e6, which is all light")),
                    (_, false) => Some((i, "error_ppm", sigma, "between 1e-6 and 1e6")),
                    _ => None,
                }
            })?;
        Some((
            i_bin,
            ObservationError::Value {
                i_bin,
                quantity,
                found,
                expected,
            },
        ))
    }
}

/// Whether a bin has no depth, as tables of other programs have it.
fn is_missing(depth: &str) -> bool {
    depth.is_empty() || depth.eq_ignore_ascii_case("nan")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Observation, FileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Observation::read(file.path())
    }

    #[test]
    fn the_real_spectra_are_read_in_si() {
        let path = Path::new("configs/observations/wasp-39b_nirspec_g395h.csv");
        let observation = Observation::read(path).unwrap();
        assert_eq!(observation.n_bins(), 59);
        approx::assert_relative_eq!(observation.depth()[0], 0.022_060_8);
        approx::assert_relative_eq!(observation.sigma()[0], 374.9e-6);
    }

    #[test]
    fn bins_without_a_depth_are_left_out() {
        let header = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n";
        let rows = "1,0.1,,5,a\n2,0.1,7,5,a\n3,0.1,NaN,nan,a\n";
        let observation = read_text(&format!("{header}{rows}")).unwrap();
        approx::assert_relative_eq!(observation.depth()[..], [7e-6]);
        assert_eq!((observation.n_bins(), observation.n_left_out()), (1, 2));
        let error = read_text(&format!("{header}2,0.1,7,nan,a\n3,0.1,nan,5,a\n"));
        let error = error.unwrap_err().to_string();
        assert!(
            error.ends_with("line 2: `error_ppm` is NaN, expected a positive number"),
            "{error}"
        );
        let error = read_text(&format!("{header}3,0.1,nan,5,a\n"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("holds no bins"), "{error}");
    }

    #[test]
    fn numbers_that_no_planet_has_are_refused() {
        let header = "wavelength_um,half_width_um,depth_ppm,error_ppm,instrument\n1,0.1,7,5,a\n";
        for (row, said) in [
            ("2,0.1,1e300,5,a", "line 3: `depth_ppm`"),
            ("2,0.1,-2e6,5,a", "line 3: `depth_ppm`"),
            ("2,0.1,7,1e-300,a", "line 3: `error_ppm`"),
            ("2,0.1,7,1e9,a", "line 3: `error_ppm`"),
        ] {
            let error = read_text(&format!("{header}{row}\n"))
                .unwrap_err()
                .to_string();
            assert!(error.contains(said), "{error}");
        }
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
        let text = "wavelength_um,half_width_um,depth_percent,error_percent,instrument\n";
        let error = read_text(text).unwrap_err().to_string();
        assert!(error.contains("line 1: header is `wavelength_um,half_width_um,depth_percent"));
    }
}
