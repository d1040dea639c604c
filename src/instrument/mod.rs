//! What an instrument does to a spectrum: its bins and its noise.

mod binning;
mod label;
mod observation;

pub use binning::{Binning, BinningError, CoveredRange, cell_wavelengths_um};
pub use label::instrument_label;
pub use observation::{Bin, Observation, ObservationError};
