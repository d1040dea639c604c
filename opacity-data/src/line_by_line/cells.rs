//! Cells of which an observation's bins are whole numbers.

use super::bins::segment;

/// Edges nearer than this share of the narrowest bin beside them are one edge that was rounded differently.
const SAME_EDGE: f64 = 0.005;

/// Cells, cm⁻¹, such that each bin consists of whole cells of at least a resolving power. Bins that overlap or touch share
/// theirs; between bins that do neither there are none.
///
/// # Shapes
/// - `bins_per_cm`: `[n_bins]`, lower and upper end, in any order
/// - returns `[n_cells]`, both ends rising
pub fn cells_of_bins(bins_per_cm: &[[f64; 2]], resolution: f64) -> Vec<[f64; 2]> {
    let mut bins = bins_per_cm.to_vec();
    bins.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let runs = bins.iter().fold(Vec::<Vec<[f64; 2]>>::new(), with_bin);
    let edges = runs.iter().map(|run| edges(run));
    edges.flat_map(|edges| split(&edges, resolution)).collect()
}

/// Adds a bin to the last run if it overlaps or touches that.
fn with_bin(mut runs: Vec<Vec<[f64; 2]>>, bin: &[f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let end = |run: &Vec<[f64; 2]>| run.iter().map(|bin| bin[1]).fold(0.0, f64::max);
    let tolerance = SAME_EDGE * (bin[1] - bin[0]);
    match runs.last_mut().filter(|run| bin[0] <= end(run) + tolerance) {
        Some(run) => run.push(*bin),
        None => runs.push(vec![*bin]),
    }
    runs
}

/// The edges of a run of bins, rising, those that are the same made one: the outermost at the ends, else the mean.
fn edges(run: &[[f64; 2]]) -> Vec<f64> {
    let mut all: Vec<(f64, f64)> = run
        .iter()
        .flat_map(|bin| bin.map(|edge| (edge, SAME_EDGE * (bin[1] - bin[0]))))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let groups: Vec<&[(f64, f64)]> = all.chunk_by(|a, b| b.0 - a.0 <= a.1.min(b.1)).collect();
    let last = groups.len() - 1;
    let edge = |(i, group): (usize, &&[(f64, f64)])| match i {
        0 => group[0].0,
        i if i == last => group[group.len() - 1].0,
        _ => group.iter().map(|(edge, _)| edge).sum::<f64>() / group.len() as f64,
    };
    groups.iter().enumerate().map(edge).collect()
}

/// Cells between edges, each divided until it has the resolving power.
fn split(edges_per_cm: &[f64], resolution: f64) -> Vec<[f64; 2]> {
    let pairs = edges_per_cm.windows(2);
    let parts = pairs.flat_map(|pair| {
        let n = ((pair[1] / pair[0]).ln() * resolution).ceil().max(1.0);
        let edges = segment(pair[0], pair[1], n / (pair[1] / pair[0]).ln());
        let cells = edges.windows(2).map(|cell| [cell[0], cell[1]]);
        cells.collect::<Vec<_>>()
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_that_touch_are_cells() {
        let bins = [[1000.0, 1010.0], [990.0, 1000.0], [1500.0, 1510.0]];
        let expected = [[990.0, 1000.0], [1000.0, 1010.0], [1500.0, 1510.0]];
        assert_eq!(cells_of_bins(&bins, 1.0), expected);
    }

    #[test]
    fn bins_that_overlap_are_several_cells() {
        let bins = [[990.0, 1000.0], [995.0, 1005.0]];
        let expected = [[990.0, 995.0], [995.0, 1000.0], [1000.0, 1005.0]];
        assert_eq!(cells_of_bins(&bins, 1.0), expected);
    }

    /// 0.02 of ten is rounding; the ends stay where the outermost bin has them.
    #[test]
    fn rounded_edges_are_one() {
        let bins = [[990.0, 1000.0], [1000.02, 1010.0], [990.01, 1000.01]];
        let cells = cells_of_bins(&bins, 1.0);
        assert_eq!(cells.len(), 2);
        assert_eq!((cells[0][0], cells[1][1]), (990.0, 1010.0));
        assert!((cells[0][1] - 1000.01).abs() < 1e-9 && cells[0][1] == cells[1][0]);
    }

    #[test]
    fn wide_bins_are_divided() {
        let cells = cells_of_bins(&[[1000.0, 1010.0]], 250.0);
        assert_eq!(cells.len(), 3);
        assert_eq!((cells[0][0], cells[2][1]), (1000.0, 1010.0));
        let resolution = |cell: &[f64; 2]| 1.0 / (cell[1] / cell[0]).ln();
        assert!(cells.iter().all(|cell| resolution(cell) >= 250.0));
    }
}
