//! The default set at its own wavenumbers against direct sums over every line of the lists, from committed numbers: own Voigt function,
//! own partition sums (`reference/all_lines`). Shared are only the lists themselves, the widths in hydrogen and helium, the share of
//! deuterium, and the end of the wings at 25 cm⁻¹.

use std::collections::BTreeMap;

use forward_model::{KTable, LineTable, Points, Species};
use opacity_data::OpacitySet;

const REFERENCE: &str = include_str!("reference/all_lines/k.csv");

/// The set keeps nothing below this over the pressure, m² · Pa.
const NOTHING_M2_PA: f64 = 1e-30;

/// k of a gas at a wavenumber of the set.
struct Row {
    place: String,
    species: Species,
    /// K, Pa.
    state: [f64; 2],
    per_cm: f64,
    k_m2: f64,
}

fn rows() -> impl Iterator<Item = Row> {
    REFERENCE.lines().skip(2).map(|line| {
        let words: Vec<&str> = line.split(',').collect();
        let number = |i: usize| words[i].parse::<f64>().unwrap();
        Row {
            place: words[..3].join(" "),
            species: words[0].parse().unwrap(),
            state: [number(1), 1e5 * number(2)],
            per_cm: number(3),
            k_m2: 1e-4 * number(4),
        }
    })
}

/// The table's k where a row is.
fn found_m2(table: &KTable, row: &Row) -> f64 {
    let at = |axis: &[f64], x: f64| axis.iter().position(|v| (v / x - 1.0).abs() < 1e-6);
    let t = at(table.temperature_k(), row.state[0]).unwrap();
    let p = at(table.pressure_pa(), row.state[1]).unwrap();
    let bounds = table.cell_bounds_per_cm();
    let cell = bounds.partition_point(|[_, to]| *to <= row.per_cm);
    let Points::OfWavenumber { per_cm, .. } = table.points() else {
        panic!("the set is at wavenumbers");
    };
    let is_here = |known: &f64| (known / row.per_cm - 1.0).abs() < 1e-12;
    let point = per_cm.row(cell).iter().position(is_here);
    let point = point.unwrap_or_else(|| panic!("{} is no wavenumber of the set", row.per_cm));
    f64::from(table.value_m2(p, t, cell, point))
}

/// Case by case ln of the set's k over that of all lines, where there is something.
fn logarithms() -> BTreeMap<String, Vec<f64>> {
    let mut tables: BTreeMap<Species, KTable> = BTreeMap::new();
    let mut cases: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in rows().filter(|row| row.k_m2 > 10.0 * NOTHING_M2_PA / row.state[1]) {
        let table = tables.entry(row.species).or_insert_with(|| {
            let table = OpacitySet::default().k_table(row.species).unwrap();
            table.expect("a gas of the set").0
        });
        let logarithm = (found_m2(table, &row) / row.k_m2).ln();
        cases.entry(row.place).or_default().push(logarithm);
    }
    cases
}

/// The set's k is kept in steps by which it is known within 7 to 12 % at each wavenumber, and in the mean of many within a percent or two;
/// it lacks 1e-6 of the strength, which is felt at a microbar.
#[test]
fn k_is_that_of_all_lines() {
    let cases = logarithms();
    assert_eq!(cases.len(), 14);
    for (place, logarithms) in &cases {
        let n = logarithms.len() as f64;
        let mean = logarithms.iter().sum::<f64>() / n;
        let root_mean_square = (logarithms.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
        let worst = logarithms
            .iter()
            .fold(0.0, |worst: f64, x| worst.max(x.abs()));
        println!(
            "{place}: {n} wavenumbers, mean {mean:+.3}, root mean square {root_mean_square:.3}, worst {worst:.3}"
        );
        assert!(n > 8.0, "{place}: {n}");
        assert!(mean.abs() < 3.0 * 0.12 / n.sqrt(), "{place}: {mean}");
        assert!(root_mean_square < 0.14 && worst < 0.4, "{place}");
    }
}
