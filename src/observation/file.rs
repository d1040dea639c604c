//! Observed spectra: CSV with the header `wavelength_um,half_width_um,depth_ppm,error_ppm,instrument`.

use std::path::Path;

use forward_model::units::number_from_ppm;
use groundwork::{FileError, csv::Table};

use super::{Bin, Observation};

const HEADER: [&str; 5] = [
    "wavelength_um",
    "half_width_um",
    "depth_ppm",
    "error_ppm",
    "instrument",
];

impl Observation {
    /// Reads an observed spectrum. Lines that are empty or start with `#` are comments.
    ///
    /// # Errors
    /// [`FileError`] with the line at fault.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let table = Table::read(path, &HEADER)?;
        let [wavelength_um, half_width_um] = [table.numbers(0)?, table.numbers(1)?];
        let in_numbers = |ppm: Vec<f64>| ppm.into_iter().map(number_from_ppm).collect();
        let [depth, sigma] = [table.numbers(2)?, table.numbers(3)?].map(in_numbers);
        let bins = wavelength_um.iter().zip(half_width_um).zip(table.texts(4));
        let bins = bins.map(|((wavelength_um, half_width_um), instrument)| Bin {
            wavelength_um: *wavelength_um,
            half_width_um,
            instrument: instrument.to_owned(),
        });
        Self::new(bins.collect(), depth, sigma).map_err(|source| {
            let line = source.i_bin().map_or(1, |i_bin| table.line(i_bin));
            table.wrong(line, source)
        })
    }
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
