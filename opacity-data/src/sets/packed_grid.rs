//! The packed grid of a set whose gases share their wavenumbers: cells that touch, and in each the wavenumbers that stand for it.

use std::ops::Range;

use forward_model::{Points, touching_cells};
use ndarray::{Array2, s};
use serde::{Deserialize, Serialize};

use super::framing;

/// How many there are.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    n_cells: usize,
    n_points: usize,
}

/// Cells and the wavenumbers that stand for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// cm⁻¹, rising, `[n_cells + 1]`.
    pub edges_per_cm: Vec<f64>,
    /// cm⁻¹, `[n_cells, n_points]`.
    pub per_cm: Array2<f64>,
    /// The share of its cell that each stands for, `[n_cells, n_points]`.
    pub weights: Array2<f64>,
}

impl Grid {
    /// Number of cells.
    pub fn n_cells(&self) -> usize {
        self.weights.nrows()
    }

    /// Number of wavenumbers of a cell.
    pub fn n_points(&self) -> usize {
        self.weights.ncols()
    }

    /// Cells that overlap wavenumbers, cm⁻¹.
    pub fn overlapping(&self, [low, high]: [f64; 2]) -> Range<usize> {
        let n_cells = self.n_cells();
        let first = self.edges_per_cm[1..].partition_point(|edge| *edge <= low);
        let end = self.edges_per_cm[..n_cells].partition_point(|edge| *edge < high);
        first.min(n_cells)..end.max(first.min(n_cells))
    }

    /// Bounds of some cells, cm⁻¹, and their points.
    pub fn part(&self, cells: Range<usize>) -> (Vec<[f64; 2]>, Points) {
        let bounds = touching_cells(&self.edges_per_cm[cells.start..=cells.end]);
        let points = Points::OfWavenumber {
            per_cm: self.per_cm.slice(s![cells.clone(), ..]).to_owned(),
            weights: self.weights.slice(s![cells, ..]).to_owned(),
        };
        (bounds, points)
    }
}

/// Packs a grid.
pub fn encode(grid: &Grid) -> Vec<u8> {
    let header = Header {
        n_cells: grid.n_cells(),
        n_points: grid.n_points(),
    };
    let doubles = grid.edges_per_cm.iter().chain(&grid.per_cm);
    let mut bytes: Vec<u8> = doubles.flat_map(|value| value.to_le_bytes()).collect();
    let singles = grid.weights.iter().map(|weight| *weight as f32);
    bytes.extend(singles.flat_map(f32::to_le_bytes));
    let payload = zstd::bulk::compress(&bytes, 19).expect("compression into memory does not fail");
    framing::join(&header, &payload)
}

/// Unpacks a grid, or says why not.
pub fn decode(bytes: &[u8]) -> Result<Grid, String> {
    let (Header { n_cells, n_points }, payload) = framing::split::<Header>(bytes)?;
    let n_values = n_cells * n_points;
    let n_bytes = 8 * (n_cells + 1 + n_values) + 4 * n_values;
    let bytes = zstd::bulk::decompress(payload, n_bytes).map_err(|e| e.to_string())?;
    if bytes.len() != n_bytes {
        return Err(format!("{} bytes instead of {n_bytes}", bytes.len()));
    }
    let (doubles, singles) = bytes.split_at(8 * (n_cells + 1 + n_values));
    let (doubles, _) = doubles.as_chunks::<8>();
    let (singles, _) = singles.as_chunks::<4>();
    let mut doubles = doubles.iter().map(|bytes| f64::from_le_bytes(*bytes));
    let edges_per_cm = doubles.by_ref().take(n_cells + 1).collect();
    let singles = singles
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes).into());
    let shape = (n_cells, n_points);
    let array = |values: Vec<f64>| Array2::from_shape_vec(shape, values);
    Ok(Grid {
        edges_per_cm,
        per_cm: array(doubles.collect()).map_err(|e| e.to_string())?,
        weights: array(singles.collect()).map_err(|e| e.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        Grid {
            edges_per_cm: vec![100.0, 101.0, 102.5, 103.0],
            per_cm: Array2::from_shape_fn((3, 2), |(i, j)| 100.1 + i as f64 + 0.2 * j as f64),
            weights: Array2::from_elem((3, 2), 0.5),
        }
    }

    #[test]
    fn a_grid_comes_back() {
        assert_eq!(decode(&encode(&grid())).unwrap(), grid());
        assert!(decode(&encode(&grid())[..40]).is_err());
    }

    #[test]
    fn cells_that_overlap_a_range_are_found() {
        let grid = grid();
        assert_eq!(grid.overlapping([100.5, 101.0]), 0..1);
        assert_eq!(grid.overlapping([100.5, 101.1]), 0..2);
        assert_eq!(grid.overlapping([0.0, 1e9]), 0..3);
        assert_eq!(grid.overlapping([103.0, 110.0]).len(), 0);
        assert_eq!(grid.overlapping([0.0, 100.0]).len(), 0);
        let (bounds, points) = grid.part(1..3);
        assert_eq!((bounds.len(), points.n()), (2, 2));
    }
}
