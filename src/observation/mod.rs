//! An observed spectrum: its bins, depths and errors, its file, what its instruments make of light, and
//! what they may do to depths and errors.

mod binning;
mod covered;
mod error_inflation;
mod file;
mod instruments;
mod label;
mod observed;
mod response;
mod same_bins;

pub use binning::{Binning, cell_wavelengths_um};
pub use covered::{BinningError, CoveredRange};
pub use error_inflation::ErrorInflation;
pub use instruments::Instruments;
pub use label::instrument_label;
pub use observed::{Bin, Observation, ObservationError, wavelength_range_um};
pub use response::{
    Curve, CurveError, InstrumentResponse, RESOLVING_POWERS, ResolvingPower, Responses,
    read_pass_band, read_resolving_power,
};
pub(crate) use response::{in_words, is_within};
pub use same_bins::{bin_difference, bins_of, part_of};
