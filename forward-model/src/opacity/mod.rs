//! Sources of extinction.
//!
//! Every source is the same thing to the radiative transfer: rows of numbers over the model's columns, and for each level
//! a [`Stencil`] that says how to mix them into a cross section per molecule of the atmosphere. A new source is one file
//! with one `impl Opacity`, and one line where the model collects its sources.

mod cells;
mod cia;
mod cia_nodes;
mod cia_table;
mod correlated_k;
mod cross_section_table;
mod few_points;
mod line_table;
mod lookup;
mod opacity_table;
mod points;
mod polarisability;
mod rayleigh;
mod source;
mod stencil;
mod table_error;

pub use cells::{cells_touch, shared_edges, touching_cells};
pub use cia_table::CiaTable;
pub use correlated_k::KTable;
pub use cross_section_table::CrossSectionTable;
pub use line_table::LineTable;
pub use opacity_table::OpacityTable;
pub use points::Points;
pub use rayleigh::rayleigh_cross_section_m2;
pub use source::Opacity;
pub use stencil::Stencil;
pub use table_error::TableError;

pub(crate) use cia::CollisionInducedAbsorption;
pub(crate) use few_points::FewPoints;
pub(crate) use lookup::Lookup;
pub(crate) use rayleigh::Rayleigh;
pub(crate) use stencil::UNIT_M2;
