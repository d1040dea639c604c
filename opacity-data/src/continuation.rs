//! Tables that end before the observation does, continued with cells without opacity.

use std::sync::Arc;

use forward_model::{
    CrossSectionTable, KTable, LineTable, OpacityTable, TableError, touching_cells,
};

use crate::embedding::{Placement, cross_sections_at, k_table_in};
use crate::error::OpacityError;

/// Cells by which a table may be continued at either end; beyond it, its resolution is surely an error.
const MAX_CELLS: usize = 2_000_000;

/// The table, with zero cells at its own resolution added at either end until it covers the wavenumbers, cm⁻¹.
///
/// # Errors
/// [`OpacityError::TooFine`] if that takes too many cells.
pub fn covering(
    table: &Arc<OpacityTable>,
    [low, high]: [f64; 2],
) -> Result<Arc<OpacityTable>, OpacityError> {
    let [from, to] = table.wavenumber_range_per_cm();
    if from <= low && high <= to {
        return Ok(table.clone());
    }
    let longer = match table.as_ref() {
        OpacityTable::CorrelatedK(table) => {
            let longer = longer_k_table(table, low, high).transpose()?;
            longer.map(OpacityTable::CorrelatedK)
        }
        OpacityTable::CrossSection(table) => {
            let longer = longer_cross_sections(table, low, high).transpose()?;
            longer.map(OpacityTable::CrossSection)
        }
    };
    longer.map(Arc::new).ok_or_else(|| OpacityError::TooFine {
        species: table.species(),
        end_per_cm: if from > low { from } else { to },
        max_cells: MAX_CELLS,
    })
}

/// Bins of the width of the outermost ones, relative to their wavenumber.
fn longer_k_table(table: &KTable, low: f64, high: f64) -> Option<Result<KTable, TableError>> {
    let bins = table.cell_bounds_per_cm();
    let (first, last) = (bins[0], bins[bins.len() - 1]);
    let mut below = continuation(first[0], first[1], |outermost, _| outermost <= low)?;
    let mut above = continuation(last[1], last[0], |outermost, _| outermost >= high)?;
    let n_below = below.len();
    below.reverse();
    below.push(first[0]);
    above.insert(0, last[1]);
    let bounds = [&touching_cells(&below), bins, &touching_cells(&above)].concat();
    let kept = 0..bins.len();
    let placement = Placement { kept, at: n_below };
    Some(k_table_in(table, bounds, &placement))
}

/// Samples at the distance of the outermost ones, relative to their wavenumber.
fn longer_cross_sections(
    table: &CrossSectionTable,
    low: f64,
    high: f64,
) -> Option<Result<CrossSectionTable, TableError>> {
    // The last cell ends as far beyond its sample as it begins before it.
    let edge = |outermost: f64, next: f64| 1.5 * outermost - 0.5 * next;
    let samples = table.wavenumber_per_cm();
    let n = samples.len();
    let mut below = continuation(samples[0], samples[1], |outermost, next| {
        edge(outermost, next) <= low
    })?;
    let above = continuation(samples[n - 1], samples[n - 2], |outermost, next| {
        edge(outermost, next) >= high
    })?;
    let n_below = below.len();
    below.reverse();
    let samples = [&below, samples, &above].concat();
    let placement = Placement {
        kept: 0..n,
        at: n_below,
    };
    Some(cross_sections_at(table, samples, &placement))
}

/// Values beyond the outermost of an axis, in its ratio to the next one inwards, until `reached` says so of the last two;
/// `None` if that would be too many.
fn continuation(
    mut outermost: f64,
    mut next: f64,
    reached: impl Fn(f64, f64) -> bool,
) -> Option<Vec<f64>> {
    let ratio = outermost / next;
    let mut values = Vec::new();
    while !reached(outermost, next) {
        if values.len() == MAX_CELLS {
            return None;
        }
        (outermost, next) = (outermost * ratio, outermost);
        values.push(outermost);
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::{Points, Species};
    use ndarray::{Array3, Array4, arr2};

    fn k_table() -> Arc<OpacityTable> {
        table_of(Points::of_g(vec![0.25, 0.75], vec![0.5, 0.5]))
    }

    fn shared_wavenumbers() -> Arc<OpacityTable> {
        table_of(Points::OfWavenumber {
            per_cm: arr2(&[[1001.0, 1002.0], [1011.0, 1021.0]]),
            weights: arr2(&[[0.5, 0.5], [0.25, 0.75]]),
        })
    }

    fn table_of(points: Points) -> Arc<OpacityTable> {
        let k_m2 = Array4::from_elem((1, 1, 2, 2), 1e-25);
        let table = KTable::new(
            Species::H2O,
            vec![1e5],
            vec![300.0],
            vec![[1000.0, 1010.0], [1010.0, 1030.2]],
            points,
            k_m2,
        );
        Arc::new(OpacityTable::CorrelatedK(table.unwrap()))
    }

    fn cross_sections() -> Arc<OpacityTable> {
        let sigma_m2 = Array3::from_elem((1, 1, 3), 1e-25);
        let wavenumber = vec![1000.0, 1010.0, 1020.1];
        let table =
            CrossSectionTable::new(Species::H2O, vec![1e5], vec![300.0], wavenumber, sigma_m2);
        Arc::new(OpacityTable::CrossSection(table.unwrap()))
    }

    #[test]
    fn a_table_that_covers_the_range_is_the_same() {
        let table = k_table();
        assert!(Arc::ptr_eq(
            &table,
            &covering(&table, [1000.0, 1030.2]).unwrap()
        ));
    }

    #[test]
    fn a_table_too_fine_to_be_continued_is_refused() {
        let wavenumber = vec![1000.0, 1_000.000_000_1];
        let sigma_m2 = Array3::zeros((1, 1, 2));
        let table =
            CrossSectionTable::new(Species::CO, vec![1e5], vec![300.0], wavenumber, sigma_m2);
        let table = Arc::new(OpacityTable::CrossSection(table.unwrap()));
        let error = covering(&table, [1000.0, 1100.0]).unwrap_err().to_string();
        assert!(error.contains("CO ends at 1000"), "{error}");
    }

    #[test]
    fn tables_are_continued_at_their_own_resolution_with_zeros() {
        for table in [k_table(), shared_wavenumbers(), cross_sections()] {
            let longer = covering(&table, [900.0, 1200.0]).unwrap();
            let [from, to] = longer.wavenumber_range_per_cm();
            assert!(from <= 900.0 && 900.0 < 1.02 * from, "{from}");
            assert!((1200.0..1.03 * 1200.0).contains(&to), "{to}");
            let (old, new) = (table.lines(), longer.lines());
            let n_below = new
                .cell_centres_per_cm()
                .iter()
                .position(|c| *c == old.cell_centres_per_cm()[0])
                .unwrap();
            for i in 0..new.n_cells() {
                let inside = (n_below..n_below + old.n_cells()).contains(&i);
                let expected = if inside { 1e-25 } else { 0.0 };
                assert_eq!(new.value_m2(0, 0, i, 0), expected);
            }
            assert!(n_below > 5 && new.n_cells() > n_below + old.n_cells() + 5);
        }
    }
}
