//! How far the opacity of a gas may be off, band by band.

use serde::Serialize;

/// What ln k of a gas may be off between two wavelengths.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BandError {
    /// The shorter and the longer, µm.
    pub wavelength_um: [f64; 2],
    /// Root mean square.
    pub ln_k_error: f64,
}

/// The same at all wavelengths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandErrors {
    elsewhere: f64,
    bands: Vec<BandError>,
}

impl BandErrors {
    /// Of bands, the first of which that has a wavelength counts there, and of what lies in none of them.
    pub fn new(elsewhere: f64, bands: Vec<BandError>) -> Self {
        Self { elsewhere, bands }
    }

    /// At a wavelength, µm.
    pub fn at(&self, wavelength_um: f64) -> f64 {
        let has = |band: &&BandError| {
            let [from_um, to_um] = band.wavelength_um;
            (from_um..to_um).contains(&wavelength_um)
        };
        let band = self.bands.iter().find(has);
        band.map_or(self.elsewhere, |band| band.ln_k_error)
    }

    /// What is in none of the bands.
    pub fn elsewhere(&self) -> f64 {
        self.elsewhere
    }

    /// The bands.
    pub fn bands(&self) -> &[BandError] {
        &self.bands
    }

    /// All that there are, each once, rising.
    pub fn distinct(&self) -> Vec<f64> {
        let bands = self.bands.iter().map(|band| band.ln_k_error);
        let mut all: Vec<f64> = bands.chain([self.elsewhere]).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }
}

impl From<f64> for BandErrors {
    /// One for all wavelengths.
    fn from(everywhere: f64) -> Self {
        Self::new(everywhere, Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_begins_where_another_ends() {
        let band = |from, to, ln_k_error| BandError {
            wavelength_um: [from, to],
            ln_k_error,
        };
        let errors = BandErrors::new(0.1, vec![band(1.0, 2.0, 0.3), band(2.0, 3.0, 0.2)]);
        let found = [0.9, 1.0, 1.9, 2.0, 3.0].map(|um| errors.at(um));
        assert_eq!(found, [0.1, 0.3, 0.3, 0.2, 0.1]);
        assert_eq!(errors.distinct(), [0.1, 0.2, 0.3]);
        assert_eq!(BandErrors::from(0.1).at(5.0), 0.1);
    }
}
