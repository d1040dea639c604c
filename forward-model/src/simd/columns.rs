//! How spectral cells and g points lie in memory.
//!
//! A *column* is one cell at one of its points, be they of g or of wavenumber. Sixty-four of them make a chunk, the unit of all
//! work: for cross sections, which have one point, 64 cells; for others, as of correlated-k, 16 cells at 4 points. The chunks of
//! the same cells make a block.
//!
//! ```text
//! cross sections   block = chunk      │ cell 0 … cell 63                                │
//! correlated-k     chunk 0 of a block │ g0: cell 0 … 15 │ g1: … │ g2: … │ g3: cell 0 … 15 │
//!                  chunk 1            │ g4: cell 0 … 15 │ …                               │
//! ```

use super::row::{Row, WIDTH, Weights};

/// The columns of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// Centres of the cells, cm⁻¹, shape `[n_cells]`.
    pub centres_per_cm: Vec<f64>,
    /// Points of a cell, `n_points` of them, and what each counts, `[n_blocks · chunks_per_block]`; of those that fill the last
    /// chunk nothing.
    pub n_points: usize,
    weights: Vec<Row>,
    pub cells_per_block: usize,
    pub g_per_chunk: usize,
    pub chunks_per_block: usize,
    pub n_blocks: usize,
}

const CELLS_PER_BLOCK_OF_POINTS: usize = 16;

impl Columns {
    /// Lays out cells with the given centres, of so many points each, with the weights of a cell's points.
    pub fn new<'a>(
        centres_per_cm: Vec<f64>,
        n_points: usize,
        weights: impl Fn(usize) -> &'a [f64],
    ) -> Self {
        let cells_per_block = match n_points {
            1 => WIDTH,
            _ => CELLS_PER_BLOCK_OF_POINTS,
        };
        let g_per_chunk = WIDTH / cells_per_block;
        let n_blocks = centres_per_cm.len().div_ceil(cells_per_block);
        let mut columns = Self {
            centres_per_cm,
            n_points,
            weights: Vec::new(),
            cells_per_block,
            g_per_chunk,
            chunks_per_block: n_points.div_ceil(g_per_chunk),
            n_blocks,
        };
        let shares: Vec<Vec<f64>> = (0..columns.n_cells())
            .map(|cell| normalised(weights(cell)))
            .collect();
        let weight = |cell: usize, point: usize| *shares[cell].get(point).unwrap_or(&0.0) as f32;
        let chunks = (0..n_blocks).flat_map(|i_block| {
            (0..columns.chunks_per_block).map(move |i_chunk| (i_block, i_chunk))
        });
        columns.weights = chunks
            .map(|(i_block, i_chunk)| columns.row(i_block, i_chunk, weight))
            .collect();
        columns
    }

    /// The same cells at other points, with the same weights in all; of both there are several, or the blocks would differ.
    pub fn with_weights(&self, weights: &[f64]) -> Self {
        Self::new(self.centres_per_cm.clone(), weights.len(), |_| weights)
    }

    /// What the columns of a chunk count.
    pub(crate) fn weights(&self, i_block: usize, i_chunk_in_block: usize) -> Weights<'_> {
        Weights {
            row: &self.weights[i_block * self.chunks_per_block + i_chunk_in_block],
            n_points: self.g_per_chunk,
        }
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

fn normalised(weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlated_k_puts_sixteen_cells_at_four_g_points_into_a_chunk() {
        let columns = Columns::new((0..20).map(f64::from).collect(), 5, |_| &[0.2; 5]);
        assert_eq!((columns.n_blocks, columns.chunks_per_block), (2, 2));
        let weights = [columns.weights(0, 0), columns.weights(0, 1)].map(|weights| weights.row.0);
        assert_eq!(weights[0], [0.2; 64]);
        let expected = std::array::from_fn(|lane| if lane < 16 { 0.2 } else { 0.0 });
        assert_eq!(weights[1], expected);
        let row = columns.row(1, 1, |cell, g| (100 * cell + g) as f32);
        assert_eq!(row.0[0], 1604.0);
        assert_eq!(row.0[16 + 3], 1905.0);
        assert_eq!(row.0[16 + 9], 1905.0);
        assert_eq!(columns.cells(1), 16..20);
    }

    #[test]
    fn cross_sections_fill_a_chunk_with_cells() {
        let columns = Columns::new((0..65).map(f64::from).collect(), 1, |_| &[1.0]);
        assert_eq!((columns.n_blocks, columns.chunks_per_block), (2, 1));
        assert_eq!(columns.block_rows(1, |_, per_cm| per_cm)[0].0[63], 63.0);
    }
}
