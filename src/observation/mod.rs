//! An observed spectrum: its bins, depths and errors, its file, and what its instruments may do to depths and errors.

mod binning;
mod covered;
mod file;
mod instruments;
mod label;
mod observed;
mod same_bins;

pub use binning::{Binning, cell_wavelengths_um};
pub use covered::{BinningError, CoveredRange};
pub use instruments::Instruments;
pub use label::instrument_label;
pub use observed::{Bin, Observation, ObservationError, wavelength_range_um};
pub use same_bins::{bin_difference, bins_of};
