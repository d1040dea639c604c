//! Cells of a table on the wavenumber axis. They may touch, leave gaps or overlap, as the channels of a photometer do.

use super::table_error::TableError;

/// Relative distance below which the end of one cell and the start of the next are the same edge.
const SAME_EDGE: f64 = 1e-9;

/// Cells that touch, from their edges in cm⁻¹: `[n_cells]` from `[n_cells + 1]`.
pub fn touching_cells(edges_per_cm: &[f64]) -> Vec<[f64; 2]> {
    edges_per_cm
        .windows(2)
        .map(|pair| [pair[0], pair[1]])
        .collect()
}

/// Whether a cell ends where the next one starts.
pub fn cells_touch(cell: [f64; 2], next: [f64; 2]) -> bool {
    (next[0] - cell[1]).abs() <= SAME_EDGE * cell[1]
}

/// The edges of cells that all touch, cm⁻¹, `[n_cells + 1]`; `None` if there is a gap or an overlap, or no cell.
pub fn shared_edges(bounds_per_cm: &[[f64; 2]]) -> Option<Vec<f64>> {
    let [_, end] = *bounds_per_cm.last()?;
    let all_touch = bounds_per_cm
        .windows(2)
        .all(|pair| cells_touch(pair[0], pair[1]));
    let starts = bounds_per_cm.iter().map(|cell| cell[0]);
    all_touch.then(|| starts.chain([end]).collect())
}

/// Checks that every cell has a width and that both bounds rise strictly from cell to cell.
pub(super) fn check_bounds(table: &str, bounds_per_cm: &[[f64; 2]]) -> Result<(), TableError> {
    let error = |axis, index, found| TableError::Axis {
        table: table.to_owned(),
        axis,
        index,
        found,
    };
    if bounds_per_cm.is_empty() {
        return Err(error("bin edges [1/cm]", 0, f64::NAN));
    }
    let mut previous = [0.0, 0.0];
    for (index, &[lower, upper]) in bounds_per_cm.iter().enumerate() {
        if !(lower > previous[0] && lower.is_finite()) {
            return Err(error("lower bin edges [1/cm]", index, lower));
        }
        if !(upper > previous[1].max(lower) && upper.is_finite()) {
            return Err(error("upper bin edges [1/cm]", index, upper));
        }
        previous = [lower, upper];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_survive_the_way_to_cells_and_back() {
        let edges = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(shared_edges(&touching_cells(&edges)).unwrap(), edges);
        assert_eq!(shared_edges(&[[1.0, 2.0], [3.0, 4.0]]), None);
        assert_eq!(shared_edges(&[]), None);
    }

    #[test]
    fn gaps_and_overlaps_are_cells_and_falling_bounds_are_not() {
        let check = |bounds: &[[f64; 2]]| check_bounds("t", bounds);
        assert!(check(&[[1.0, 3.0], [2.0, 4.0], [6.0, 7.0]]).is_ok());
        for bad in [
            &[][..],
            &[[2.0, 1.0]],
            &[[0.0, 1.0]],
            &[[1.0, f64::NAN]],
            &[[1.0, 4.0], [2.0, 3.0]],
            &[[1.0, 3.0], [1.0, 4.0]],
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
