//! A contribution function as CSV: a row a cell, a column a level.

use std::path::Path;

use groundwork::{FileError, atomic};

use super::Pressures;

/// Writes `short_um,long_um,median_bar,<pressure>_bar…`: the edges of each cell, the pressure above which half of its weight
/// lies, and its weight at each level; a row's weights sum to one.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_contribution(path: &Path, pressures: &Pressures) -> Result<(), FileError> {
    let levels = pressures.pressure_bar.iter();
    let levels: String = levels.map(|bar| format!(",{bar:.4e}_bar")).collect();
    let mut text = format!("short_um,long_um,median_bar{levels}\n");
    let cells = pressures.cells_um.iter().zip(&pressures.median_bar);
    for (([short_um, long_um], median_bar), weights) in cells.zip(pressures.weight.columns()) {
        let weights: String = weights
            .iter()
            .map(|weight| format!(",{weight:.4e}"))
            .collect();
        text += &format!("{short_um:.6},{long_um:.6},{median_bar:.4e}{weights}\n");
    }
    atomic::write_text(path, &text)
}
