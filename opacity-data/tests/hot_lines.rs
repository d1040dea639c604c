//! Where in a band the hot lines are that the default set adds: k at g = 0.3 and 0.6 against HITEMP's, which a band's mean
//! cannot see, from committed numbers (`reference/photochem`).
//!
//! Not shared with the set: lists, code, profiles. Two numbers of the set are not independent of this reference: how many random lines
//! of H2O and CH4 there are was chosen by it. The reference smears k somewhat: where both have the same lines its k at low g
//! is 0.1–0.3 dex above that of all HITRAN lines.

mod quantiles;

use std::sync::LazyLock;

use forward_model::{KTable, LineTable, Species};
use opacity_data::{OpacitySet, k_distributions};
use quantiles::quantiles_cm2;

const REFERENCE: &str = include_str!("reference/photochem/distribution.csv");

struct Band {
    name: String,
    species: Species,
    temperature_k: f64,
    /// log10 of the set's k over HITEMP's at g = 0.3 and 0.6.
    ours_dex: [f64; 2],
    /// The same of HITRAN's lines alone.
    hitran_dex: [f64; 2],
}

/// Each table is unpacked once.
static BANDS: LazyLock<Vec<Band>> = LazyLock::new(bands);

fn bands() -> Vec<Band> {
    let tables = [Species::H2O, Species::CH4].map(|gas| {
        let (table, _) = OpacitySet::default().k_table(gas).unwrap().unwrap();
        table
    });
    let band = |line: &str| {
        let words: Vec<&str> = line.split(',').collect();
        let number = |i: usize| words[i].parse::<f64>().unwrap();
        let species: Species = words[0].parse().unwrap();
        let table = tables.iter().find(|t| t.species() == species).unwrap();
        let place = [number(2), number(1)].map(|um| 1e4 / um);
        let ours = quantiles_cm2(table, place, state(table, 1e5 * number(4), number(3)));
        Band {
            name: words[..5].join(" "),
            species,
            temperature_k: number(3),
            ours_dex: [0, 1].map(|i| (ours[i] / number(5 + i)).log10()),
            hitran_dex: [0, 1].map(|i| (number(7 + i) / number(5 + i)).log10()),
        }
    };
    // 3.78–4.01 µm: the reference is suspect.
    let is_suspect = |line: &&str| line.starts_with("H2O,3.78");
    let rows = REFERENCE.lines().skip(2).filter(|line| !is_suspect(line));
    rows.map(band).collect()
}

/// The numbers of a pressure and a temperature among the table's.
fn state(table: &KTable, pressure_pa: f64, temperature_k: f64) -> [usize; 2] {
    let at = |axis: &[f64], x: f64| {
        axis.iter()
            .position(|v| (v / x - 1.0).abs() < 1e-6)
            .unwrap()
    };
    [
        at(table.pressure_pa(), pressure_pa),
        at(table.temperature_k(), temperature_k),
    ]
}

fn root_mean_square(values: &[f64]) -> f64 {
    (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt()
}

#[test]
fn hot_lines_do_not_fill_gaps_that_both_lists_leave() {
    for band in BANDS.iter().filter(|b| b.species == Species::H2O) {
        for (ours, hitran) in band.ours_dex.iter().zip(band.hitran_dex) {
            let is_known = hitran.abs() < 0.5;
            assert!(!is_known || *ours < 0.5, "{}: {ours:+.2} dex", band.name);
        }
    }
}

#[test]
fn with_hot_lines_the_distribution_is_nearer_to_hitemps_than_without() {
    for (species, bounds) in [
        (Species::H2O, [(700.0, 0.25, 0.50), (1000.0, 0.35, 0.50)]),
        (Species::CH4, [(700.0, 0.25, 0.30), (1000.0, 0.25, 0.20)]),
    ] {
        for (temperature_k, largest_rms, highest) in bounds {
            let here = |b: &&Band| b.species == species && b.temperature_k == temperature_k;
            let ours: Vec<f64> = BANDS.iter().filter(here).flat_map(|b| b.ours_dex).collect();
            let hitran: Vec<f64> = BANDS
                .iter()
                .filter(here)
                .flat_map(|b| b.hitran_dex)
                .collect();
            let [rms, without] = [&ours, &hitran].map(|dex| root_mean_square(dex));
            let most = ours.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            println!(
                "{species} {temperature_k} K: rms {rms:.2} dex (without {without:.2}), at most {most:+.2}"
            );
            assert!(ours.len() > 60);
            assert!(rms < largest_rms && rms < 0.8 * without && most < highest);
        }
    }
}

/// No switching on and off: ln k at g = 0.37 and 1 mbar, against that between the two neighbouring temperatures (linear in 1/T).
/// HITRAN's lines alone reach 0.15; a continuum that comes and goes from one temperature to the next reached 9.
#[test]
fn gaps_do_not_open_and_close_between_temperatures() {
    for gas in [Species::H2O, Species::CH4] {
        let (table, _) = OpacitySet::default().k_table(gas).unwrap().unwrap();
        let table = k_distributions(&table).unwrap();
        let p = 6; // 1 mbar
        let mut worst = (0.0f64, String::new());
        for bin in 0..table.n_cells() {
            for t in 6..table.temperature_k().len() - 1 {
                let [cold, here, warm] =
                    [t - 1, t, t + 1].map(|t| f64::from(table.value_m2(p, t, bin, 3)).ln());
                let [a, b, c] = [t - 1, t, t + 1].map(|t| 1.0 / table.temperature_k()[t]);
                let between = cold + (warm - cold) * (a - b) / (a - c);
                let at = 1e4 / table.cell_bounds_per_cm()[bin][0];
                if table.value_m2(p, t, bin, 3) > 1e-29 && (here - between).abs() > worst.0 {
                    let place = format!("{gas} {at:.3} µm, {} K", table.temperature_k()[t]);
                    worst = ((here - between).abs(), place);
                }
            }
        }
        println!("{}: {:.2}", worst.1, worst.0);
        assert!(worst.0 < 0.6, "{}: {:.2}", worst.1, worst.0);
    }
}
