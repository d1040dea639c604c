//! Sources of extinction.
//!
//! Every source is the same thing to the radiative transfer: rows of numbers over the model's columns, and for each level
//! a [`Stencil`] that says how to mix them into a cross section per molecule of the atmosphere. A new source is one file
//! with one `impl Opacity`, and one line where the model collects its sources.

#[cfg(test)]
mod battery;
mod cells;
mod cia;
mod columns;
mod correlated_k;
mod cross_section_table;
mod lookup;
mod rayleigh;
mod table;

pub use cells::{cells_touch, shared_edges, touching_cells};
pub use cia::CiaTable;
pub use correlated_k::KTable;
pub use cross_section_table::CrossSectionTable;
pub use rayleigh::rayleigh_cross_section_m2;
pub use table::{Interpolation, LineTable, OpacityTable, TableError};

pub(crate) use cia::CollisionInducedAbsorption;
pub use columns::Columns;
pub(crate) use lookup::Lookup;
pub(crate) use rayleigh::Rayleigh;

use crate::{atmosphere::Atmosphere, lanes::Row};

/// Unit of cross sections inside the single-precision kernels, m². It keeps both a trace gas in a window and a strong
/// line within the range of `f32`.
pub(crate) const UNIT_M2: f64 = 1e-30;

/// Rows that one stencil can mix.
const MAX_ROWS: usize = 4;

/// How one level mixes a source's rows: `amplitude · Σ weightᵢ rowᵢ`, or `amplitude · 2^Σ…` for a source whose rows are
/// logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stencil {
    pub amplitude: f32,
    pub n_rows: u32,
    pub rows: [u32; MAX_ROWS],
    pub weights: [f32; MAX_ROWS],
    /// Whether the level lies outside the source's table and stands at its edge.
    pub clamped: bool,
}

impl Stencil {
    pub const NOTHING: Stencil = Stencil {
        amplitude: 0.0,
        n_rows: 0,
        rows: [0; MAX_ROWS],
        weights: [0.0; MAX_ROWS],
        clamped: false,
    };

    /// A stencil of at most four `(row, weight)` pairs; `amplitude` is in units of [`UNIT_M2`].
    pub fn new(amplitude: f64, pairs: &[(usize, f64)]) -> Self {
        let mut stencil = Stencil {
            amplitude: amplitude as f32,
            n_rows: pairs.len() as u32,
            ..Self::NOTHING
        };
        for (i, (row, weight)) in pairs.iter().enumerate() {
            stencil.rows[i] = *row as u32;
            stencil.weights[i] = *weight as f32;
        }
        stencil
    }
}

/// One source of extinction, tabulated on a model's columns.
pub trait Opacity: Send + Sync {
    /// What the source is called; sources of one name are shown as one contribution.
    fn name(&self) -> &str;

    /// Whether the rows are numbers or logarithms to base two.
    fn interpolation(&self) -> Interpolation {
        Interpolation::Linear
    }

    /// How a level mixes the rows; called once per level and spectrum. `values` are those of the cloud's parameters, and
    /// empty for a source without parameters.
    fn stencil(&self, values: &[f64], atmosphere: &Atmosphere, i_level: usize) -> Stencil;

    /// The rows over one chunk of 64 columns, which is part of one block of cells.
    fn rows(&self, i_chunk: usize, i_block: usize) -> &[Row];
}
