//! How spectral cells and g points lie in memory.
//!
//! A *column* is one cell at one g point. Sixty-four of them make a chunk, the unit of all work: for cross sections, which
//! have one g point, 64 cells; for correlated-k, 16 cells at 4 g points. The chunks of the same cells make a block.
//!
//! ```text
//! cross sections   block = chunk      │ cell 0 … cell 63                                │
//! correlated-k     chunk 0 of a block │ g0: cell 0 … 15 │ g1: … │ g2: … │ g3: cell 0 … 15 │
//!                  chunk 1            │ g4: cell 0 … 15 │ …                               │
//! ```

use super::row::{Row, WIDTH};

/// The columns of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// Centres of the cells, cm⁻¹, shape `[n_cells]`.
    pub centres_per_cm: Vec<f64>,
    /// Quadrature weights of the g points, padded with zeros to whole chunks, sum one.
    pub g_weights: Vec<f32>,
    pub cells_per_block: usize,
    pub g_per_chunk: usize,
    pub chunks_per_block: usize,
    pub n_blocks: usize,
}

const CELLS_PER_BLOCK_OF_CORRELATED_K: usize = 16;

impl Columns {
    /// Lays out cells with the given centres and g weights (one weight for cross sections).
    pub fn new(centres_per_cm: Vec<f64>, g_weights: &[f64]) -> Self {
        let cells_per_block = if g_weights.len() == 1 {
            WIDTH
        } else {
            CELLS_PER_BLOCK_OF_CORRELATED_K
        };
        let g_per_chunk = WIDTH / cells_per_block;
        let chunks_per_block = g_weights.len().div_ceil(g_per_chunk);
        let sum: f64 = g_weights.iter().sum();
        let mut g_weights: Vec<f32> = g_weights
            .iter()
            .map(|weight| (weight / sum) as f32)
            .collect();
        g_weights.resize(chunks_per_block * g_per_chunk, 0.0);
        let n_blocks = centres_per_cm.len().div_ceil(cells_per_block);
        Self {
            centres_per_cm,
            g_weights,
            cells_per_block,
            g_per_chunk,
            chunks_per_block,
            n_blocks,
        }
    }

    /// The same cells at other g points; of both there are several, or the blocks would differ.
    pub fn with_g_weights(&self, g_weights: &[f64]) -> Self {
        Self::new(self.centres_per_cm.clone(), g_weights)
    }

    pub fn n_cells(&self) -> usize {
        self.centres_per_cm.len()
    }

    /// The cells of a block.
    pub fn cells(&self, i_block: usize) -> std::ops::Range<usize> {
        let first = i_block * self.cells_per_block;
        first..(first + self.cells_per_block).min(self.n_cells())
    }

    /// One row over a chunk from a function of (cell, g); columns beyond the last cell repeat it, so that they are never
    /// the reason to go on.
    pub fn row(
        &self,
        i_block: usize,
        i_chunk_in_block: usize,
        value: impl Fn(usize, usize) -> f32,
    ) -> Row {
        Row(std::array::from_fn(|lane| {
            let cell = i_block * self.cells_per_block + lane % self.cells_per_block;
            let g = i_chunk_in_block * self.g_per_chunk + lane / self.cells_per_block;
            value(cell.min(self.n_cells() - 1), g)
        }))
    }

    /// `n_rows` rows per block of a source without g points, from a function of (row, wavenumber in cm⁻¹).
    pub fn block_rows(&self, n_rows: usize, value: impl Fn(usize, f64) -> f64) -> Vec<Row> {
        let row = |i_block, i_row| {
            self.row(i_block, 0, |cell, _| {
                value(i_row, self.centres_per_cm[cell]) as f32
            })
        };
        (0..self.n_blocks)
            .flat_map(|i_block| (0..n_rows).map(move |i_row| row(i_block, i_row)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlated_k_puts_sixteen_cells_at_four_g_points_into_a_chunk() {
        let columns = Columns::new((0..20).map(f64::from).collect(), &[0.2; 5]);
        assert_eq!((columns.n_blocks, columns.chunks_per_block), (2, 2));
        assert_eq!(columns.g_weights, [0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0, 0.0]);
        let row = columns.row(1, 1, |cell, g| (100 * cell + g) as f32);
        assert_eq!(row.0[0], 1604.0);
        assert_eq!(row.0[16 + 3], 1905.0);
        assert_eq!(row.0[16 + 9], 1905.0);
        assert_eq!(columns.cells(1), 16..20);
    }

    #[test]
    fn cross_sections_fill_a_chunk_with_cells() {
        let columns = Columns::new((0..65).map(f64::from).collect(), &[1.0]);
        assert_eq!((columns.n_blocks, columns.chunks_per_block), (2, 1));
        assert_eq!(columns.block_rows(1, |_, per_cm| per_cm)[0].0[63], 63.0);
    }
}
