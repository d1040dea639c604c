//! The default set: ten gases from HITRAN2020 at R = 250, with hot lines of H2O and CH4 from Exo-Transmit.

mod gases;
mod hot_lines;
mod make;

pub(super) use gases::GASES;
pub use gases::hot_line_exponent;
pub use make::{HitranR250Config, make_hitran_r250};
