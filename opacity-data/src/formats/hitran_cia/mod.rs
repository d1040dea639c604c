//! HITRAN's `.cia` files of collision-induced absorption.
//!
//! Blocks of one temperature each: a header of 100 characters (pair in 20, first and last wavenumber in 10 each, number of
//! points in 7, temperature in 7, …), then one line per point with wavenumber in cm⁻¹ and coefficient in cm⁵/molecule².

mod across_temperatures;
mod block;
mod combine;
mod format;
mod read;
mod temperature_row;
mod write;

pub use format::HitranCia;
pub(crate) use read::read_one_cia;
pub use write::write_cia;
