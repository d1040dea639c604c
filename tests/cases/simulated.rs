//! What `simulated.csv` holds.

use std::{fs, path::Path};

/// Wavelength, µm, and depth, ppm, of each cell.
pub fn spectrum(path: &Path) -> Vec<[f64; 2]> {
    let text = fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let mut numbers = line.split(',').map(|word| word.parse().unwrap());
        [numbers.next().unwrap(), numbers.next().unwrap()]
    };
    text.lines().skip(1).map(row).collect()
}

/// The depth, ppm, of the cell nearest to a wavelength.
pub fn depth_at(spectrum: &[[f64; 2]], wavelength_um: f64) -> f64 {
    let distance = |cell: &[f64; 2]| (cell[0] - wavelength_um).abs();
    let nearest = spectrum
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let [found_um, depth_ppm] = nearest.unwrap();
    assert!((found_um / wavelength_um - 1.0).abs() < 1e-2, "{found_um}");
    *depth_ppm
}
