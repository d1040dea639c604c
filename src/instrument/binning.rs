//! Averages a spectrum over the top-hat bins of an observation.

use super::Bin;

/// A bin that the spectrum does not cover.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "bin {i_bin} from {short_um:.4} to {long_um:.4} µm is not covered by the opacity tables, \
     which reach from {from_um:.4} to {to_um:.4} µm"
)]
pub struct BinningError {
    /// Row of the bin, from zero.
    pub i_bin: usize,
    /// Its short edge, µm.
    pub short_um: f64,
    /// Its long edge, µm.
    pub long_um: f64,
    /// Shortest wavelength covered, µm.
    pub from_um: f64,
    /// Longest wavelength covered, µm.
    pub to_um: f64,
}

/// A run of neighbouring cells and the weight of each in one bin; the weights sum to one.
#[derive(Debug, Clone, PartialEq)]
struct Weights {
    first_cell: usize,
    weights: Vec<f64>,
}

/// The linear map from a spectrum on cells to an observation's bins: the mean over wavelength,
/// cells that a bin covers in part weighted by the part.
///
/// A cut cell counts as flat. For bins of R = 100 on cells of R = 250 this costs some ten ppm of a hot Jupiter's transit
/// depth; a line through the neighbouring cells costs more, since a cell's lines are not spread smoothly within it
/// (`tests/reference/line_by_line`).
#[derive(Debug, Clone, PartialEq)]
pub struct Binning {
    bins: Vec<Weights>,
}

impl Binning {
    /// # Shapes
    /// - `cell_edges_per_cm`: `[n_cells + 1]`, rising wavenumbers
    /// - `bins`: `[n_bins]`
    ///
    /// # Errors
    /// [`BinningError`] if a bin reaches beyond the cells.
    pub fn new(cell_edges_per_cm: &[f64], bins: &[Bin]) -> Result<Self, BinningError> {
        let cell_edges_um: Vec<f64> = cell_edges_per_cm.iter().map(|nu| 1e4 / nu).collect();
        let weigh = |(i_bin, bin): (usize, &Bin)| weights_of(i_bin, bin, &cell_edges_um);
        let bins = bins
            .iter()
            .enumerate()
            .map(weigh)
            .collect::<Result<_, _>>()?;
        Ok(Self { bins })
    }

    /// Number of bins.
    pub fn n_bins(&self) -> usize {
        self.bins.len()
    }

    /// # Shapes
    /// - `spectrum`: `[n_cells]`
    /// - `binned`: `[n_bins]`, overwritten
    pub fn apply(&self, spectrum: &[f64], binned: &mut [f64]) {
        assert_eq!(binned.len(), self.n_bins(), "one value a bin");
        for (value, bin) in binned.iter_mut().zip(&self.bins) {
            let cells = &spectrum[bin.first_cell..bin.first_cell + bin.weights.len()];
            *value = cells.iter().zip(&bin.weights).map(|(x, w)| x * w).sum();
        }
    }
}

/// `cell_edges_um` falls, because wavenumbers rise.
fn weights_of(i_bin: usize, bin: &Bin, cell_edges_um: &[f64]) -> Result<Weights, BinningError> {
    let [short_um, long_um] = bin.edges_um();
    let (from_um, to_um) = (cell_edges_um[cell_edges_um.len() - 1], cell_edges_um[0]);
    // Edges computed from wavenumbers may differ from the same edge in micrometres by a rounding error.
    let tolerance_um = 1e-9 * long_um;
    if short_um < from_um - tolerance_um || long_um > to_um + tolerance_um {
        return Err(BinningError {
            i_bin,
            short_um,
            long_um,
            from_um,
            to_um,
        });
    }
    let overlap_um = |cell: &[f64]| (cell[0].min(long_um) - cell[1].max(short_um)).max(0.0);
    let overlaps_um: Vec<f64> = cell_edges_um.windows(2).map(overlap_um).collect();
    let covered = |x: &f64| *x > 0.0;
    let first_cell = overlaps_um.iter().position(covered).unwrap_or(0);
    let last_cell = overlaps_um.iter().rposition(covered).unwrap_or(0);
    let inside_um = &overlaps_um[first_cell..=last_cell];
    let total_um: f64 = inside_um.iter().sum();
    let weights = inside_um.iter().map(|x| x / total_um).collect();
    Ok(Weights {
        first_cell,
        weights,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(short_um: f64, long_um: f64) -> Bin {
        Bin {
            wavelength_um: 0.5 * (short_um + long_um),
            half_width_um: 0.5 * (long_um - short_um),
            instrument: "x".into(),
        }
    }

    /// Cells [1, 2], [2, 4], [4, 8] µm.
    fn cell_edges_per_cm() -> Vec<f64> {
        [8.0, 4.0, 2.0, 1.0].iter().map(|um| 1e4 / um).collect()
    }

    #[test]
    fn a_bin_weights_cells_by_the_wavelengths_it_shares_with_them() {
        let binning = Binning::new(&cell_edges_per_cm(), &[bin(1.5, 5.0)]).unwrap();
        let mut binned = [0.0];
        binning.apply(&[7.0, 11.0, 13.0], &mut binned);
        // 1 µm of [4, 8], 2 µm of [2, 4], half a µm of [1, 2].
        approx::assert_relative_eq!(binned[0], (1.0 * 7.0 + 2.0 * 11.0 + 0.5 * 13.0) / 3.5);
    }

    #[test]
    fn a_flat_spectrum_stays_flat() {
        let bins = [bin(1.0, 1.1), bin(1.9, 4.2), bin(1.0, 8.0)];
        let mut binned = [0.0; 3];
        Binning::new(&cell_edges_per_cm(), &bins)
            .unwrap()
            .apply(&[0.02; 3], &mut binned);
        for value in binned {
            approx::assert_relative_eq!(value, 0.02, epsilon = 1e-15);
        }
    }

    #[test]
    fn bins_that_tile_a_cell_conserve_its_mean() {
        let bins = [bin(2.0, 2.7), bin(2.7, 4.0)];
        let mut binned = [0.0; 2];
        Binning::new(&cell_edges_per_cm(), &bins)
            .unwrap()
            .apply(&[7.0, 11.0, 13.0], &mut binned);
        approx::assert_relative_eq!((0.7 * binned[0] + 1.3 * binned[1]) / 2.0, 11.0);
    }

    #[test]
    fn a_bin_beyond_the_cells_is_an_error() {
        let error = Binning::new(&cell_edges_per_cm(), &[bin(7.0, 9.0)]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("from 7.0000 to 9.0000 µm is not covered")
        );
    }
}
