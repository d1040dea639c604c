//! The set for studies of HST/WFC3 and Spitzer: four gases from ExoMolOP's lists, in the channels of NEMESIS tables.

mod gases;
mod make;

pub(super) use gases::GASES;
pub use make::{ExomolHstConfig, make_exomol_hst};
