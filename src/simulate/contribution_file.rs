//! A contribution function as CSV: a row a cell, a column a level.

use std::path::Path;

use groundwork::{FileError, atomic};

use super::{
    Pressures,
    digits::{exact, nine},
};

/// Writes `short_um,long_um,median_bar,<pressure>_bar…`: the edges of each cell, the pressure above which half of its weight
/// lies, and its weight at each level to nine digits; a row's weights sum to one.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_contribution(path: &Path, pressures: &Pressures) -> Result<(), FileError> {
    let levels = pressures.pressure_bar.iter();
    let levels: String = levels.map(|bar| format!(",{}_bar", exact(*bar))).collect();
    let mut text = format!("short_um,long_um,median_bar{levels}\n");
    let cells = pressures.cells_um.iter().zip(&pressures.median_bar);
    for (([short_um, long_um], median_bar), weights) in cells.zip(pressures.weight.columns()) {
        let weights = weights.iter();
        let weights: String = weights
            .map(|weight| format!(",{}", nine(*weight)))
            .collect();
        let [short_um, long_um, median_bar] = [short_um, long_um, median_bar].map(|x| exact(*x));
        text += &format!("{short_um},{long_um},{median_bar}{weights}\n");
    }
    atomic::write_text(path, &text)
}
