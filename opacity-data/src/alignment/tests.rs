use forward_model::{CrossSectionTable, KTable, Points, Species, touching_cells};
use ndarray::{Array3, Array4};

use super::*;

/// Cross sections whose value tells the wavenumber, so that a value in a wrong cell shows.
fn samples(species: Species, wavenumber_per_cm: Vec<f64>) -> Arc<OpacityTable> {
    let n = wavenumber_per_cm.len();
    let values =
        Array3::from_shape_fn((1, 1, n), |(_, _, i)| (1e-28 * wavenumber_per_cm[i]) as f32);
    let table = CrossSectionTable::new(species, vec![1e5], vec![300.0], wavenumber_per_cm, values);
    Arc::new(table.unwrap().into())
}

/// The same in bins, told by the lower bound.
fn bins(species: Species, edges_per_cm: &[f64]) -> Arc<OpacityTable> {
    let bounds = touching_cells(edges_per_cm);
    let shape = (1, 1, bounds.len(), 2);
    let values = Array4::from_shape_fn(shape, |(_, _, i, _)| (1e-28 * bounds[i][0]) as f32);
    let (g, w) = (vec![0.25, 0.75], vec![0.5, 0.5]);
    let table = KTable::new(
        species,
        vec![1e5],
        vec![300.0],
        bounds,
        Points::of_g(g, w),
        values,
    );
    Arc::new(table.unwrap().into())
}

/// Five kinds of axis.
fn axes() -> Vec<Vec<f64>> {
    let axis = |law: &dyn Fn(f64) -> f64| (0..400).map(|i| law(f64::from(i))).collect();
    vec![
        axis(&|i| 2000.0 + 10.0 * i),
        axis(&|i| 2000.0 * 1.002f64.powf(i)),
        axis(&|i| 2000.0 * (i / 500.0).exp()),
        (0..400)
            .map(|i| 1e4 / (5.0 - 0.01 * f64::from(i)))
            .collect(),
        // In single precision, as some files have it.
        axis(&|i| f64::from((2000.0 * 1.002f64.powf(i)) as f32)),
    ]
}

const EVERYTHING: [f64; 2] = [0.0, f64::INFINITY];

/// Every value is where it was, and all else is zero.
fn assert_placed(before: &OpacityTable, after: &OpacityTable, within: [f64; 2]) {
    let (old, new) = (before.lines(), after.lines());
    let find = |centre: f64| {
        let found = old.cell_centres_per_cm().iter();
        found
            .clone()
            .position(|own| (own / centre - 1.0).abs() < 1e-6)
    };
    for (i, centre) in new.cell_centres_per_cm().iter().enumerate() {
        let expected = find(*centre).map_or(0.0, |i| old.value_m2(0, 0, i, 0));
        assert_eq!(new.value_m2(0, 0, i, 0), expected, "{centre}");
    }
    for centre in old.cell_centres_per_cm() {
        let is_there = new.cell_centres_per_cm().iter();
        let is_there = is_there
            .clone()
            .any(|new| (new / centre - 1.0).abs() < 1e-6);
        assert!(
            is_there || !(within[0]..=within[1]).contains(centre),
            "{centre}"
        );
    }
}

#[test]
fn a_table_that_ends_before_another_is_zero_beyond_its_end() {
    for axis in axes() {
        for (cut_low, cut_high) in [(0, 100), (50, 0), (50, 100)] {
            let short = &axis[cut_low..axis.len() - cut_high];
            let pairs = [
                [
                    samples(Species::H2O, axis.clone()),
                    samples(Species::CO, short.to_vec()),
                ],
                [bins(Species::H2O, &axis), bins(Species::CO, short)],
            ];
            for [long, short] in pairs {
                for tables in [[&long, &short], [&short, &long]] {
                    let before = tables.map(Clone::clone).to_vec();
                    let after = aligned(before.clone(), EVERYTHING).unwrap();
                    assert!(after[0].shares_grid_with(&after[1]));
                    assert_eq!(after[0].lines().n_cells(), long.lines().n_cells());
                    for (before, after) in before.iter().zip(&after) {
                        assert_placed(before, after, EVERYTHING);
                    }
                }
            }
        }
    }
}

#[test]
fn tables_that_reach_past_each_other_or_leave_a_gap_cover_both() {
    for axis in axes() {
        for (end, start) in [(300, 100), (150, 250), (200, 201), (200, 199)] {
            let tables = vec![
                samples(Species::H2O, axis[..end].to_vec()),
                samples(Species::CO, axis[start..].to_vec()),
            ];
            let after = aligned(tables.clone(), EVERYTHING).unwrap();
            assert!(after[0].shares_grid_with(&after[1]));
            assert_placed(&tables[0], &after[0], EVERYTHING);
            assert_placed(&tables[1], &after[1], EVERYTHING);
            let n_cells = after[0].lines().n_cells() as i64;
            assert!((n_cells - 400).abs() <= 40, "{n_cells} cells");

            let tables = vec![
                bins(Species::H2O, &axis[..end]),
                bins(Species::CO, &axis[start..]),
            ];
            let after = aligned(tables, EVERYTHING).unwrap();
            let bounds = after[1].cell_bounds_per_cm();
            assert!(
                forward_model::shared_edges(bounds).is_some(),
                "no gap is left"
            );
        }
    }
}

#[test]
fn what_differs_outside_the_range_alone_is_trimmed() {
    let axis = axes().remove(0);
    let mut other = axis.clone();
    other.splice(350.., (0..30).map(|i| 5600.0 + 7.0 * f64::from(i)));
    let tables = vec![samples(Species::H2O, axis), samples(Species::CO, other)];
    assert!(aligned(tables.clone(), EVERYTHING).is_err());
    let range = [2500.0, 5000.0];
    let after = aligned(tables.clone(), range).unwrap();
    assert!(after[0].shares_grid_with(&after[1]));
    assert_placed(&tables[1], &after[1], range);
    let [from, to] = after[0].wavenumber_range_per_cm();
    assert!(
        from <= 2500.0 && (5000.0..5030.0).contains(&to),
        "{from} {to}"
    );
}

#[test]
fn other_grids_and_kinds_are_refused_by_their_places() {
    let axes = axes();
    let pair = |a: Arc<OpacityTable>, b: Arc<OpacityTable>| aligned(vec![a, b], EVERYTHING);
    let even = || samples(Species::H2O, axes[0].clone());
    for other in [
        samples(Species::CO, axes[1].clone()),
        bins(Species::CO, &axes[0]),
        samples(Species::CO, axes[0].iter().map(|w| w + 3.0).collect()),
    ] {
        let error = pair(even(), other).unwrap_err();
        assert!(matches!(error, AlignmentError::Differ([0, 1])), "{error:?}");
    }
}
