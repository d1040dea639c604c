//! Arithmetic on 64 columns at a time, in single precision, and how spectral cells become columns.

mod columns;
mod exponential;
mod row;
mod series;

pub use columns::Columns;
pub(crate) use exponential::{LOWEST_EXPONENT, exp2, log2};
pub use row::Row;
pub(crate) use row::Weights;
pub(crate) use row::{
    WIDTH, add_line, add_mixed, add_scaled, add_scaled_difference, largest, multiply, smallest,
    smallest_of_first, vector, vector_mut, weighted_powers,
};
pub(crate) use series::Series;
