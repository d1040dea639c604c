//! The default set against direct sums over every line of the lists, from committed numbers: own Voigt function, own partition
//! sums, own samples and quantiles (`reference/all_lines`). Shared are only the lists themselves, the widths in hydrogen and
//! helium, and the end of the wings at 25 cm⁻¹. Cells without added hot lines only.

use forward_model::{KTable, LineTable, Species};
use opacity_data::OpacitySet;

const REFERENCE: &str = include_str!("reference/all_lines/k.csv");
/// Places of the reference's four g among the set's sixteen: 0.092, 0.367, 0.686 and 0.882.
const I_G: [usize; 4] = [1, 3, 5, 7];

/// One cell at one temperature and pressure.
struct Cell {
    place: String,
    species: Species,
    temperature_k: f64,
    pressure_pa: f64,
    middle_per_cm: f64,
    /// k at the four g, then the mean, cm².
    k_cm2: [f64; 5],
}

fn cells() -> impl Iterator<Item = Cell> {
    REFERENCE.lines().skip(2).map(|line| {
        let words: Vec<&str> = line.split(',').collect();
        let number = |i: usize| words[i].parse::<f64>().unwrap();
        Cell {
            place: words[..4].join(" "),
            species: words[0].parse().unwrap(),
            temperature_k: number(1),
            pressure_pa: 1e5 * number(2),
            middle_per_cm: 0.5 * (number(3) + number(4)),
            k_cm2: [5, 6, 7, 8, 9].map(number),
        }
    })
}

/// The table's k at the four g and its mean, cm².
fn found_cm2(table: &KTable, cell: &Cell) -> [f64; 5] {
    let at = |axis: &[f64], x: f64| {
        axis.iter()
            .position(|v| (v / x - 1.0).abs() < 1e-6)
            .unwrap()
    };
    let p = at(table.pressure_pa(), cell.pressure_pa);
    let t = at(table.temperature_k(), cell.temperature_k);
    let bounds = table.cell_bounds_per_cm();
    let bin = bounds.partition_point(|[_, to]| *to < cell.middle_per_cm);
    let k: Vec<f64> = (0..table.points().n())
        .map(|g| 1e4 * f64::from(table.value_m2(p, t, bin, g)))
        .collect();
    let mean = k
        .iter()
        .zip(table.points().weights(0))
        .map(|(k, w)| k * w)
        .sum();
    let [a, b, c, d] = I_G.map(|g| k[g]);
    [a, b, c, d, mean]
}

/// Ratios of the table's k at the four g, and of its mean, to those of all lines.
fn ratios() -> Vec<(Cell, [f64; 5])> {
    let ratios = |cell: Cell| {
        let (table, _) = OpacitySet::default()
            .k_table(cell.species)
            .unwrap()
            .unwrap();
        let found = found_cm2(&table, &cell);
        let ratios = [0, 1, 2, 3, 4].map(|i| found[i] / cell.k_cm2[i]);
        println!("{}: {ratios:.3?}", cell.place);
        (cell, ratios)
    };
    cells().map(ratios).collect()
}

#[test]
fn the_distribution_of_k_is_that_of_all_lines() {
    for (cell, ratios) in ratios().iter().filter(|(cell, _)| cell.pressure_pa >= 1.0) {
        // At 10 µbar a cell's k is the flanks of a few narrow lines: neither side samples them better.
        let tolerance = if cell.pressure_pa >= 100.0 {
            0.05
        } else {
            0.15
        };
        let is_close = ratios.iter().all(|ratio| (ratio - 1.0).abs() < tolerance);
        assert!(is_close, "{}: {ratios:.3?}", cell.place);
    }
}

/// At 1 µbar the lines that are dropped still carry a part of the little absorption between strong lines.
#[test]
fn at_a_microbar_only_the_lowest_k_lack_lines() {
    for (cell, ratios) in ratios().iter().filter(|(cell, _)| cell.pressure_pa < 1.0) {
        let [low, middle, upper, high, mean] = ratios;
        let has_most = low.min(*middle).min(*upper) > 0.3 && *high > 0.94;
        let is_mean = (mean - 1.0).abs() < 0.02;
        assert!(has_most && is_mean, "{}: {ratios:.3?}", cell.place);
    }
}
