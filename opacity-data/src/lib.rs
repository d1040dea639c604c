//! Where opacities come from: tables of every maker, the sets inside the program, and line by line from a line list.

pub mod cia;
pub mod default_set;
pub mod exo_transmit;
pub mod foreign;
pub mod line_by_line;
pub mod line_list;
mod opacity_set;
pub mod opacity_table;

pub use opacity_set::OpacitySet;
