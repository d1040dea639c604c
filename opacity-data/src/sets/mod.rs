//! The sets of k-tables and the collision-induced absorption inside the program.
//!
//! Each table is one packed file in the folder of its set, made by `exosonde opacity default-set` (see
//! `docs/opacities.md`). What is to be known of a gas stands in one list a set, beside its packed table:
//! `hitran_r250/gases.rs` and `exomol_hst/gases.rs`. A new gas of a set is an entry there and its packed file.

mod collisions;
mod exomol_hst;
mod formula;
mod framing;
mod hitran_r250;
mod opacity_set;
mod packed;
mod packed_cia;
mod packed_table;
mod written;

pub use collisions::cia_tables;
pub use exomol_hst::{ExomolHstConfig, make_exomol_hst};
pub use hitran_r250::{HitranR250Config, hot_line_exponent, make_hitran_r250};
pub use opacity_set::OpacitySet;
