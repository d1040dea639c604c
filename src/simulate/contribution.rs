//! A contribution function as CSV: a row a cell, a column a level.

use std::path::Path;

use ndarray::ArrayView2;

use groundwork::{FileError, atomic};

/// Writes `short_um,long_um,median_bar,<pressure>_bar…`: the edges of each cell, the pressure above which half of its weight
/// lies, and its weight at each level; a row's weights sum to one.
///
/// # Shapes
/// `cells_um`, rising, and `median_bar`: `[n_cells]`; `pressure_bar`: `[n_levels]`; `weight`: `[n_levels, n_cells]`.
///
/// # Errors
/// [`FileError`].
pub fn write(
    path: &Path,
    (cells_um, median_bar): (&[[f64; 2]], &[f64]),
    pressure_bar: &[f64],
    weight: ArrayView2<f64>,
) -> Result<(), FileError> {
    let levels = pressure_bar.iter().map(|bar| format!(",{bar:.4e}_bar"));
    let mut text = format!(
        "short_um,long_um,median_bar{}\n",
        levels.collect::<String>()
    );
    let cells = cells_um.iter().zip(median_bar).zip(weight.columns());
    for (([short_um, long_um], median_bar), weights) in cells {
        let weights: String = weights
            .iter()
            .map(|weight| format!(",{weight:.4e}"))
            .collect();
        text += &format!("{short_um:.6},{long_um:.6},{median_bar:.4e}{weights}\n");
    }
    atomic::write_text(path, &text)
}
