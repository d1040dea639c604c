//! `opacity`.
pub mod chunk;
pub mod hot_lines;
pub mod k_distribution;
pub mod line_by_line;
pub mod quadrature;
