//! Tables of many narrow cells whose gases share their wavenumbers, and what of them lies in the cells of bins.

use std::ops::Range;
use std::sync::Arc;

use forward_model::{LineTable, OpacityTable, Points};
use ndarray::Array2;

use super::wavenumbers::{CellSamples, Window};

/// Part of a cell by which it may stick out of a bin that is rounded.
const ROUNDED: f64 = 0.01;
/// Part of a cell's width below which a bin is narrower than it.
const NARROWER: f64 = 0.9;

/// Cell and point of a fine table.
pub(super) type Place = (usize, usize);

/// Tables at shared wavenumbers.
pub(super) struct Fine<'a> {
    first: &'a dyn LineTable,
    per_cm: &'a Array2<f64>,
    weights: &'a Array2<f64>,
}

impl<'a> Fine<'a> {
    /// None where the tables have other points, or cells that do not touch.
    pub fn of(tables: &'a [Arc<OpacityTable>]) -> Option<Self> {
        let first = tables.first()?.lines();
        let Points::OfWavenumber { per_cm, weights } = first.points() else {
            return None;
        };
        let shared = tables
            .iter()
            .all(|table| table.lines().points() == first.points());
        shared.then_some(Self {
            first,
            per_cm,
            weights,
        })
    }

    /// Whether some of the tables' cells are partly in a cell and partly not.
    pub fn is_cut_by(&self, [low, high]: [f64; 2]) -> bool {
        let cells = self
            .overlapping([low, high])
            .map(|i| self.first.cell_bounds_per_cm()[i]);
        cells.into_iter().any(|[start, end]| {
            let rounded = ROUNDED * (end - start);
            let inside = end.min(high) - start.max(low);
            (rounded..end - start - rounded).contains(&inside)
        })
    }

    /// Whether several cells lie in a cell, with more wavenumbers than are to stand for it.
    pub fn has_more_in(&self, cell: [f64; 2], n_points: usize) -> bool {
        let cells = self.overlapping(cell);
        cells.len() > 1 && cells.map(|i| self.points(i).len()).sum::<usize>() > n_points
    }

    /// Cells, each for itself, and the places of their samples in the tables.
    pub fn window(&self, cells_per_cm: &[[f64; 2]]) -> (Window, Vec<Place>) {
        let mut places = Vec::new();
        // Where the samples of each fine cell begin.
        let fine = self.overlapping(ends(cells_per_cm));
        let mut starts = vec![0];
        for cell in fine.clone() {
            places.extend(self.points(cell).into_iter().map(|point| (cell, point)));
            starts.push(places.len());
        }
        let cells = cells_per_cm.iter().map(|cell| {
            let within = self.overlapping(*cell);
            let range = starts[within.start - fine.start]..starts[within.end - fine.start];
            let shares = places[range.clone()]
                .iter()
                .map(|(fine, point)| self.weights[[*fine, *point]] * self.overlap(*fine, *cell));
            let mut shares: Vec<f64> = shares.collect();
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
            CellSamples { range, shares }
        });
        let cells: Vec<CellSamples> = cells.collect();
        let window = Window {
            samples_per_cm: places.iter().map(|(c, p)| self.per_cm[[*c, *p]]).collect(),
            runs: (0..cells.len()).map(|i| i..i + 1).collect(),
            cells,
        };
        (window, places)
    }

    fn overlapping(&self, [low, high]: [f64; 2]) -> Range<usize> {
        let bounds = self.first.cell_bounds_per_cm();
        let first = bounds.partition_point(|[_, end]| *end <= low);
        first
            ..bounds
                .partition_point(|[start, _]| *start < high)
                .max(first)
    }

    /// Width of what a fine cell and a cell share, cm⁻¹. That the wavenumbers of a cell that a bin cuts lie on one side or the other says
    /// little of where in the cell it is opaque: to go by it costs up to a third more (ppm rms) than to take them all alike.
    fn overlap(&self, fine: usize, [low, high]: [f64; 2]) -> f64 {
        let [start, end] = self.first.cell_bounds_per_cm()[fine];
        (end.min(high) - start.max(low)).max(0.0)
    }

    /// Points of a cell that have weight, by rising wavenumber.
    fn points(&self, cell: usize) -> Vec<usize> {
        let mut points: Vec<usize> = (0..self.weights.ncols())
            .filter(|point| self.weights[[cell, *point]] > 0.0)
            .collect();
        points.sort_by(|a, b| self.per_cm[[cell, *a]].total_cmp(&self.per_cm[[cell, *b]]));
        points
    }
}

/// Those bins whose middle lies in a table's cell that is wider.
pub(super) fn narrow(bins_per_cm: &[[f64; 2]], table: &OpacityTable) -> Vec<[f64; 2]> {
    let bounds = table.cell_bounds_per_cm();
    let is_narrow = |[low, high]: &&[f64; 2]| {
        let middle = 0.5 * (low + high);
        let cell = bounds[..bounds.partition_point(|[start, _]| *start <= middle)].last();
        cell.is_some_and(|[start, end]| middle < *end && high - low < NARROWER * (end - start))
    };
    bins_per_cm.iter().filter(is_narrow).copied().collect()
}

/// The lowest and the highest edge of cells that rise.
pub(super) fn ends(cells_per_cm: &[[f64; 2]]) -> [f64; 2] {
    let highest = cells_per_cm.iter().map(|cell| cell[1]).fold(0.0, f64::max);
    [cells_per_cm[0][0], highest]
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::{KTable, Species, touching_cells};
    use ndarray::Array4;

    fn tables() -> Vec<Arc<OpacityTable>> {
        let edges = [100.0, 101.0, 102.5, 103.0];
        let points = Points::OfWavenumber {
            per_cm: Array2::from_shape_fn((3, 2), |(i, j)| edges[i] + 0.1 + 0.2 * j as f64),
            weights: ndarray::array![[0.25, 0.75], [1.0, 0.0], [0.5, 0.5]],
        };
        let table = KTable::new(
            Species::H2O,
            vec![1e5],
            vec![300.0],
            touching_cells(&edges),
            points,
            Array4::zeros((1, 1, 3, 2)),
        );
        vec![Arc::new(OpacityTable::CorrelatedK(table.unwrap()))]
    }

    #[test]
    fn tables_of_the_bins_themselves_are_not_cut_and_others_are() {
        let tables = tables();
        let fine = Fine::of(&tables).unwrap();
        for whole in [
            [100.0, 101.0],
            [100.0, 102.5],
            [100.004, 101.0],
            [99.0, 104.0],
        ] {
            assert!(!fine.is_cut_by(whole), "{whole:?}");
        }
        for cut in [[100.5, 101.0], [100.0, 101.1], [100.2, 100.3]] {
            assert!(fine.is_cut_by(cut), "{cut:?}");
        }
    }

    #[test]
    fn bins_narrower_than_cells_are_found() {
        let table = &tables()[0];
        let bins = [
            [100.2, 101.1],
            [101.2, 102.8],
            [102.6, 102.8],
            [103.5, 103.6],
        ];
        assert_eq!(narrow(&bins, table), [[100.2, 101.1], [102.6, 102.8]]);
    }

    #[test]
    fn samples_of_a_bin_count_by_what_they_stand_for_of_it() {
        let tables = tables();
        let fine = Fine::of(&tables).unwrap();
        let (window, places) = fine.window(&[[100.5, 102.0]]);
        assert_eq!(places, [(0, 0), (0, 1), (1, 0)]);
        let CellSamples { range, shares } = &window.cells[0];
        assert_eq!(*range, 0..3);
        for (share, expected) in shares.iter().zip([0.125 / 1.5, 0.375 / 1.5, 1.0 / 1.5]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
    }
}
