//! One simulated spectrum as CSV: a column for all sources together and one for each alone, in ppm.

use std::path::Path;

use forward_model::units::ppm_from_number;
use groundwork::{FileError, atomic};

use super::{SimulatedSpectrum, digits::exact};

/// Writes `wavelength_um,depth_ppm,<source>_ppm…`, a row a cell, with all digits of every number.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_spectrum(path: &Path, spectrum: &SimulatedSpectrum) -> Result<(), FileError> {
    let sources = spectrum.contributions.iter();
    let names: String = sources.map(|(name, _)| format!(",{name}_ppm")).collect();
    let mut text = format!("wavelength_um,depth_ppm{names}\n");
    let cells = spectrum.wavelength_um.iter().zip(&spectrum.depth);
    for (i, (wavelength_um, depth)) in cells.enumerate() {
        let sources = spectrum.contributions.iter();
        let alone: String = sources.map(|(_, depth)| ppm(depth[i])).collect();
        text += &format!("{}{}{alone}\n", exact(*wavelength_um), ppm(*depth));
    }
    atomic::write_text(path, &text)
}

/// A further column.
fn ppm(depth: f64) -> String {
    format!(",{}", exact(ppm_from_number(depth)))
}
