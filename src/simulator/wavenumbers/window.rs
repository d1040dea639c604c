//! Cells that are computed together, and the samples in them.

use std::ops::Range;

/// Neighbouring cells that are computed together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::simulator) struct Window {
    /// Where all gases are sampled, cm⁻¹, rising.
    pub samples_per_cm: Vec<f64>,
    /// The samples of each cell.
    pub cells: Vec<CellSamples>,
    /// Ranges of its cells in which each makes up for what those before it miss.
    pub runs: Vec<Range<usize>>,
}

/// The samples of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct CellSamples {
    /// Which of the window's.
    pub range: Range<usize>,
    /// How much of the cell each stands for, `[n_samples]`, sum one.
    pub shares: Vec<f64>,
}
