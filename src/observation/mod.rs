//! What an instrument does to a spectrum: its bins and its noise.

mod binning;
pub mod file;
mod label;
mod observed;

pub use binning::{Binning, BinningError, CoveredRange, cell_wavelengths_um};
pub use label::instrument_label;
pub use observed::{Bin, Observation, ObservationError};
