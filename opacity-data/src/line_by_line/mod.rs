//! Tables line by line, from a line list.
//!
//! ```text
//! line list (HITRAN `.par` or HDF5) ─► LineFile ─► compute: in parallel over temperatures and stretches of the spectrum,
//!                                                  cross sections ─► samples, or k-distributions of bins ─► table, file
//! ```
//!
//! [`compute`] does all of it for one table; the sets inside the program are made of the same pieces. The line physics
//! itself is in `forward_model::lines`.

mod bins;
mod cells;
mod chunk;
mod compute;
mod default_grid;
mod hot_lines;
mod k_distribution;
mod line_list;
mod quadrature;
mod spectra;

pub use cells::cells_of_bins;
pub use compute::{ComputeConfig, Method, Widths, compute};
pub use default_grid::LOST_FRACTION;
pub use default_grid::{default_pressure_bar, default_temperature_k};
pub use hot_lines::{AddedLines, HotLines, add_to_folder, with_hot_lines};
pub use line_list::{LineFile, line_list_in, read_line_list, write_line_list};
pub(crate) use quadrature::split_gauss_legendre;
