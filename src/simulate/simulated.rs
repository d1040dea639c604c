//! One simulated spectrum as CSV: a column for all sources together and one for each alone, in ppm.

use std::path::Path;

use groundwork::{FileError, atomic};

/// Writes `wavelength_um,depth_ppm,<source>_ppm…`, a row a cell.
///
/// # Shapes
/// `wavelength_um`, `depth` and each contribution: `[n_cells]`; depths dimensionless.
///
/// # Errors
/// [`FileError`].
pub fn write(
    path: &Path,
    wavelength_um: &[f64],
    depth: &[f64],
    contributions: &[(String, Vec<f64>)],
) -> Result<(), FileError> {
    let names = contributions.iter().map(|(name, _)| format!(",{name}_ppm"));
    let mut text = format!("wavelength_um,depth_ppm{}\n", names.collect::<String>());
    for i in 0..wavelength_um.len() {
        let alone = contributions
            .iter()
            .map(|(_, depth)| format!(",{:.4}", 1e6 * depth[i]));
        let alone: String = alone.collect();
        text += &format!("{:.6},{:.4}{alone}\n", wavelength_um[i], 1e6 * depth[i]);
    }
    atomic::write_text(path, &text)
}
