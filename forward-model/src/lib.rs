//! x
pub mod lines;
