//! Tables against line-by-line spectra, from committed line-by-line numbers.
//!
//! The references have every line and their own samples; they share with the tables the line profiles, widths, partition sums and the
//! forward model, and those of the default set the random hot lines. `opacity-data/tests` judges what is shared here.

#[path = "../examples/clear_planet/mod.rs"]
mod clear_planet;

use std::path::Path;
use std::sync::Arc;

use clear_planet::ClearPlanet;
use exosonde::observation::{Bin, Observation};
use exosonde::simulator::tables_in_bins;
use exosonde::study::Study;
use forward_model::{OpacityTable, Species};
use opacity_data::formats::read_hdf5;

/// See the README beside it.
const REFERENCE: &str = include_str!("reference/line_by_line/depths.csv");
/// Made by `examples/prepared_tables.rs` of the bins of `configs/wasp-39b.toml`.
const OF_THE_SET: &str = include_str!("reference/line_by_line/default_set.csv");

/// The gases of the references.
const GASES: [Species; 4] = [Species::H2O, Species::CO2, Species::CO, Species::CH4];
/// Temperature, K, and log10 of the mixing ratios of the atmosphere of `depths.csv`.
const AIR: (f64, [f64; 4]) = (900.0, [-3.0, -5.0, -3.0, -5.0]);
/// The same of those of `default_set.csv`.
const AIRS: [(f64, [f64; 4]); 8] = [
    (700.0, SOLAR),
    (700.0, RICH_IN_METHANE),
    (900.0, SOLAR),
    (900.0, TEN_TIMES_SOLAR),
    (1200.0, TEN_TIMES_SOLAR),
    (650.0, RICH_IN_METHANE),
    (850.0, SOLAR),
    (1050.0, TEN_TIMES_SOLAR),
];
const SOLAR: [f64; 4] = [-3.3, -6.5, -3.3, -5.0];
const TEN_TIMES_SOLAR: [f64; 4] = [-2.3, -4.5, -2.3, -5.5];
const RICH_IN_METHANE: [f64; 4] = [-3.3, -7.0, -5.0, -3.5];

/// Bins of one kind and their line-by-line transit depths, ppm.
fn reference(text: &str, kind: &str) -> (Vec<Bin>, Vec<f64>) {
    let row = |line: &str| {
        let numbers: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let (from, to) = (numbers[0], numbers[1]);
        let bin = Bin {
            wavelength_um: 0.5 * (from + to),
            half_width_um: 0.5 * (to - from),
            instrument: String::new(),
        };
        (bin, numbers[2])
    };
    let rows = text.lines().skip(1).map(|l| l.split_once(',').unwrap());
    rows.filter(|(found, _)| *found == kind)
        .map(|(_, numbers)| row(numbers))
        .unzip()
}

/// Worst difference from line by line and their root mean square, ppm of the star's disc.
fn compare(
    (bins, expected): (Vec<Bin>, Vec<f64>),
    tables: &[Arc<OpacityTable>],
    (temperature_k, log_vmr): (f64, [f64; 4]),
) -> [f64; 2] {
    let of_gas = |gas| log_vmr[GASES.iter().position(|known| *known == gas).unwrap()];
    let planet = ClearPlanet::new(tables, &bins).unwrap();
    let found = planet.depths(temperature_k, of_gas).unwrap();
    let (mut worst, mut sum) = (0.0f64, 0.0);
    for ((bin, found), expected) in bins.iter().zip(found).zip(expected) {
        let difference = 1e6 * found - expected;
        println!("{:.4} µm: {difference:+.2} ppm", bin.wavelength_um);
        worst = worst.max(difference.abs());
        sum += difference * difference;
    }
    let root_mean_square = (sum / bins.len() as f64).sqrt();
    println!("worst {worst:.1} ppm, root mean square {root_mean_square:.1} ppm");
    [worst, root_mean_square]
}

#[test]
fn k_tables_of_the_bins_match_line_by_line_spectra_within_fifteen_ppm_in_every_bin_of_r_100() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/line_by_line");
    let table = |gas| Arc::new(read_hdf5(&folder.join(format!("{gas}.h5"))).unwrap().0);
    let reference = reference(REFERENCE, "own tables");
    assert!(reference.0.len() > 30);
    let [worst, root_mean_square] = compare(reference, &GASES.map(table), AIR);
    assert!(worst < 15.0);
    assert!(root_mean_square < 6.0);
}

/// None of the atmospheres is a draw of the study's prior, and three are halfway between the tables' temperatures.
#[test]
fn the_default_set_in_a_studys_bins_matches_line_by_line_spectra_within_twenty_five_ppm() {
    let configs = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let study = Study::load(&configs.join("wasp-39b.toml")).unwrap();
    let observation = Observation::read(&study.observation.path).unwrap();
    let tables = tables_in_bins(&study, observation.bins()).unwrap();
    for (i, air) in AIRS.into_iter().enumerate() {
        let reference = reference(OF_THE_SET, &i.to_string());
        assert_eq!(reference.0.len(), 59);
        let [worst, root_mean_square] = compare(reference, &tables, air);
        assert!(worst < 25.0, "{worst}");
        assert!(root_mean_square < 9.5, "{root_mean_square}");
    }
}
