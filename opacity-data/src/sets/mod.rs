//! The sets of k-tables and the collision-induced absorption inside the program.
//!
//! Each table is one packed file, made by `exosonde opacity default-set` (see `docs/opacities.md`). What is to be known of a gas
//! stands in one list a set: `hitran2020/gases.rs` and `exomol_hst/gases.rs`. A new gas of a set is an entry there and its packed
//! file.

mod collisions;
mod exomol_hst;
mod formula;
mod framing;
mod hitran2020;
mod opacity_set;
mod packed;
mod packed_chunks;
mod packed_cia;
mod packed_grid;
mod packed_states;
mod packed_table;
mod principal_axes;
mod written;

pub use collisions::cia_tables;
pub use exomol_hst::{ExomolHstConfig, make_exomol_hst};
pub use hitran2020::{Hitran2020Config, make_hitran2020};
pub use opacity_set::OpacitySet;
