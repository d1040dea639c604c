//! One simulated spectrum as CSV: a column for all sources together and one for each alone, in ppm.

use std::path::Path;

use forward_model::units::ppm_from_number;
use groundwork::{FileError, atomic};

use super::SimulatedSpectrum;

/// Writes `wavelength_um,depth_ppm,<source>_ppm…`, a row a cell.
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
        let alone = sources.map(|(_, depth)| format!(",{:.4}", ppm_from_number(depth[i])));
        let alone: String = alone.collect();
        text += &format!("{wavelength_um:.6},{:.4}{alone}\n", ppm_from_number(*depth));
    }
    atomic::write_text(path, &text)
}
