//! The two sets inside the program against each other, channel by channel. `-- --nocapture` prints the tables of
//! `docs/opacities.md`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use forward_model::{Interpolation, KTable, LineTable, Species};
use opacity_data::OpacitySet;

const GASES: [Species; 4] = [Species::H2O, Species::CO2, Species::CO, Species::CH4];
const PRESSURE_PA: f64 = 1e4;
const TEMPERATURE_K: [f64; 5] = [300.0, 500.0, 700.0, 1000.0, 1400.0];

/// A channel mean below this is no absorption that a spectrum would show, m².
const NEGLIGIBLE_M2: f64 = 1e-28;

fn table(set: OpacitySet, gas: Species) -> KTable {
    set.k_table(gas).unwrap().unwrap().0
}

/// Mean over g of every cell, m².
fn means_m2(table: &KTable, temperature_k: f64) -> Vec<f64> {
    let k = table.interpolate_m2(PRESSURE_PA, temperature_k, Interpolation::Log);
    let mean = |(cell, k): (usize, &[f64])| {
        let pairs = k.iter().zip(table.points().weights(cell));
        pairs.map(|(k, weight)| k * weight).sum::<f64>()
    };
    let cells = k.chunks(table.points().n()).enumerate();
    cells.map(mean).collect()
}

/// Mean over the wavenumbers of a channel, m².
fn mean_in_m2(table: &KTable, means_m2: &[f64], [from, to]: [f64; 2]) -> f64 {
    let cells = table.cell_bounds_per_cm().iter().zip(means_m2);
    let overlap = |[low, high]: &[f64; 2]| (high.min(to) - low.max(from)).max(0.0);
    cells.map(|(cell, mean)| overlap(cell) * mean).sum::<f64>() / (to - from)
}

/// Wavelength range of a channel and, at each temperature, both sets' means, m²: HITRAN first.
type Row = ([f64; 2], Vec<[f64; 2]>);

/// Of each gas, for each table is unpacked once.
static COMPARISONS: LazyLock<BTreeMap<Species, Vec<Row>>> =
    LazyLock::new(|| GASES.map(|gas| (gas, compare(gas))).into());

/// Channels by rising wavelength.
fn compare(gas: Species) -> Vec<Row> {
    let hitran = table(OpacitySet::Hitran2020, gas);
    let exomol = table(OpacitySet::ExomolHst, gas);
    let both = TEMPERATURE_K.map(|t| (means_m2(&hitran, t), means_m2(&exomol, t)));
    let row = |(i, bounds): (usize, &[f64; 2])| {
        let pair = |(h, e): &(Vec<f64>, Vec<f64>)| [mean_in_m2(&hitran, h, *bounds), e[i]];
        let um = [1e4 / bounds[1], 1e4 / bounds[0]];
        (um, both.iter().map(pair).collect())
    };
    let channels = exomol.cell_bounds_per_cm().iter().enumerate();
    channels.map(row).rev().collect()
}

fn print(gas: Species) {
    for ([short, long], pairs) in &COMPARISONS[&gas] {
        let cell = |[hitran, exomol]: &[f64; 2]| match hitran / exomol {
            _ if hitran.min(*exomol) < 1e-31 => "–".to_owned(),
            ratio if hitran.max(*exomol) < NEGLIGIBLE_M2 => format!("({ratio:.2})"),
            ratio => format!("{ratio:.2}"),
        };
        let cells: Vec<String> = pairs.iter().map(cell).collect();
        println!("| {gas} | {short:.3}–{long:.3} | {} |", cells.join(" | "));
    }
}

fn print_hot(gas: Species) {
    let table = table(OpacitySet::ExomolHst, gas);
    let hot = [1450.0, 1750.0, 2050.0, 2500.0].map(|t| means_m2(&table, t));
    for (i, [low, high]) in table.cell_bounds_per_cm().iter().enumerate().rev() {
        let cells = hot.iter().map(|means| match 1e4 * means[i] {
            cm2 if cm2 < 1e-30 => "–".to_owned(),
            cm2 => format!("{cm2:.1e}"),
        });
        let cells = cells.collect::<Vec<_>>().join(" | ");
        println!("| {gas} | {:.3}–{:.3} | {cells} |", 1e4 / high, 1e4 / low);
    }
}

/// Loose bounds on the ratio of HITRAN's set to ExoMol's in the channels of a range that absorb.
fn judge(gas: Species, [from_um, to_um]: [f64; 2], n_temperatures: usize, bounds: [f64; 2]) {
    for ([short, long], pairs) in &COMPARISONS[&gas] {
        for ([hitran, exomol], temperature_k) in pairs.iter().zip(&TEMPERATURE_K[..n_temperatures])
        {
            if *short < from_um || *long > to_um || *exomol < NEGLIGIBLE_M2 {
                continue;
            }
            let ratio = hitran / exomol;
            assert!(
                (bounds[0]..bounds[1]).contains(&ratio),
                "{gas} {short:.3}–{long:.3} µm at {temperature_k} K: {ratio:.3}"
            );
        }
    }
}

#[test]
fn both_sets_differ_as_the_documentation_says() {
    for gas in GASES {
        print(gas);
    }
    for gas in GASES {
        print_hot(gas);
    }
    const ALL: usize = TEMPERATURE_K.len();
    judge(Species::H2O, [1.1, 1.7], ALL, [0.25, 1.9]);
    judge(Species::H2O, [1.33, 1.45], ALL, [0.65, 1.5]);
    judge(Species::H2O, [3.0, 4.1], ALL, [1.1, 1.7]);
    judge(Species::CO, [3.7, 5.3], ALL, [0.55, 0.7]);
    judge(Species::CO2, [3.7, 5.3], ALL, [0.55, 0.75]);
    judge(Species::CH4, [3.0, 4.1], ALL, [0.95, 1.3]);
    // The channels do not lie where they say.
    judge(Species::CH4, [1.1, 1.45], ALL, [0.25, 3.0]);
}

#[test]
fn the_channel_means_are_those_of_the_kta_files() {
    // Σ g weight · k of the files' own bytes, at 1000 K and 0.07296419888734818 atm, cm².
    for (gas, shortest, irac2) in [
        (Species::H2O, 7.80e-23, 6.94e-22),
        (Species::CH4, 2.78e-23, 8.09e-23),
        (Species::CO2, 0.0, 1.94e-19),
        (Species::CO, 0.0, 2.09e-20),
    ] {
        let table = table(OpacitySet::ExomolHst, gas);
        let pressure_pa = table.pressure_pa()[12];
        assert!((pressure_pa / (0.072_964_2 * 101_325.0) - 1.0).abs() < 1e-6);
        let k = table.interpolate_m2(pressure_pa, 1000.0, Interpolation::Log);
        let mean = |cell: usize| -> f64 {
            let k = &k[20 * cell..20 * (cell + 1)];
            1e4 * k
                .iter()
                .zip(table.points().weights(0))
                .map(|(k, w)| k * w)
                .sum::<f64>()
        };
        let n = table.n_cells();
        for (found, expected) in [(mean(n - 1), shortest), (mean(0), irac2)] {
            assert!(
                (found - expected).abs() <= 0.006 * expected + 1e-30,
                "{gas}: {found:e}"
            );
        }
    }
}
