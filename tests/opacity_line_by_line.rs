//! Correlated-k against line-by-line spectra, from committed line-by-line numbers.
//!
//! The reference has every line and its own samples; it shares with the tables the line profiles, widths, partition sums and the
//! forward model, and the means of the added hot lines. `opacity-data/tests/all_lines.rs` judges what is shared here.

use std::path::Path;
use std::sync::Arc;

use exosonde::observation::{Bin, Binning};
use forward_model::{
    Detected, ForwardModel, FreeChemistry, Geometry, Ingredients, Interpolation, ModelConfig,
    OpacityTable, PressureGrid, Species, Star, profile,
};
use opacity_data::formats::read_hdf5;
use opacity_data::{OpacitySet, cia_tables};

/// Made by `examples/line_by_line.rs`; see the README beside it.
const REFERENCE: &str = include_str!("reference/line_by_line/depths.csv");

const GASES: [(Species, f64); 4] = [
    (Species::H2O, 1e-3),
    (Species::CO2, 1e-5),
    (Species::CO, 1e-3),
    (Species::CH4, 1e-5),
];

/// Differences from line by line, ppm of the star's disc.
struct Differences {
    worst: f64,
    root_mean_square: f64,
}

/// Bins of one kind and their line-by-line transit depths, dimensionless.
fn reference(kind: &str) -> (Vec<Bin>, Vec<f64>) {
    let row = |line: &str| {
        let numbers: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let (from, to) = (numbers[0], numbers[1]);
        let bin = Bin {
            wavelength_um: 0.5 * (from + to),
            half_width_um: 0.5 * (to - from),
            instrument: String::new(),
        };
        (bin, numbers[2] * 1e-6)
    };
    let rows = REFERENCE
        .lines()
        .skip(1)
        .map(|l| l.split_once(',').unwrap());
    rows.filter(|(found, _)| *found == kind)
        .map(|(_, numbers)| row(numbers))
        .unzip()
}

fn shipped(gas: Species) -> OpacityTable {
    OpacityTable::CorrelatedK(OpacitySet::default().k_table(gas).unwrap().unwrap().0)
}

fn of_the_bins(gas: Species) -> OpacityTable {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/line_by_line");
    read_hdf5(&folder.join(format!("{gas}.h5"))).unwrap().0
}

fn model(table: impl Fn(Species) -> OpacityTable) -> ForwardModel {
    let config = ModelConfig {
        geometry: Geometry::Transmission,
        star: Star {
            radius_m: 0.939 * 6.957e8,
            temperature_k: 5485.0,
            spectrum: None,
        },
        detected: Detected::Photons,
        planet_mass_kg: 0.281 * 1.898_13e27,
        reference_pressure_pa: 1e6,
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80).unwrap(),
        ingredients: Ingredients {
            temperature: profile("isothermal", &[]).unwrap(),
            chemistry: Arc::new(FreeChemistry::constant(&GASES.map(|(gas, _)| gas))),
            clouds: Vec::new(),
            patchy_clouds: false,
            unocculted: Vec::new(),
        },
        background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
        opacities: GASES.iter().map(|(gas, _)| Arc::new(table(*gas))).collect(),
        interpolation: Interpolation::Log,
        cia: cia_tables().unwrap().into_iter().map(Arc::new).collect(),
        rayleigh: true,
        wavenumber_range_per_cm: [1e4 / 4.7, 1e4 / 1.3],
    };
    ForwardModel::new(config).unwrap()
}

/// Radius, temperature and abundances.
fn values() -> Vec<f64> {
    let log_vmr = GASES.iter().map(|(_, vmr)| vmr.log10());
    [1.279, 900.0].into_iter().chain(log_vmr).collect()
}

fn compare(kind: &str, model: &ForwardModel) -> Differences {
    let (bins, expected) = reference(kind);
    assert!(bins.len() > 30, "{} bins: {kind}", bins.len());
    let binning = Binning::new(model.cell_bounds_per_cm(), &bins).unwrap();
    let mut workspace = model.workspace();
    let mut found = vec![0.0; bins.len()];
    binning.apply(
        model.spectrum(&values(), &mut workspace).unwrap(),
        &mut found,
    );
    let (mut worst, mut sum) = (0.0f64, 0.0);
    for ((bin, found), expected) in bins.iter().zip(found).zip(expected) {
        let difference = 1e6 * (found - expected);
        println!("{kind}, {:.4} µm: {difference:+.2} ppm", bin.wavelength_um);
        worst = worst.max(difference.abs());
        sum += difference * difference;
    }
    let root_mean_square = (sum / bins.len() as f64).sqrt();
    println!("{kind}: worst {worst:.1} ppm, root mean square {root_mean_square:.1} ppm");
    Differences {
        worst,
        root_mean_square,
    }
}

/// And so in every bin made of whole cells. The worst are at 2.7–3.1 µm, random overlap of H2O and CH4, and as large without hot
/// lines (27.5 ppm).
#[test]
fn shipped_k_tables_match_line_by_line_spectra_within_thirty_ppm_in_every_cell() {
    let differences = compare("cells", &model(shipped));
    assert!(differences.worst < 30.0);
    assert!(differences.root_mean_square < 7.0);
}

#[test]
fn k_tables_of_the_bins_match_line_by_line_spectra_within_fifteen_ppm_in_every_bin_of_r_100() {
    let differences = compare("own tables", &model(of_the_bins));
    assert!(differences.worst < 15.0);
    assert!(differences.root_mean_square < 6.0);
}

/// Not a property of correlated-k: a table does not know where in a cut cell the lines are. The README beside the
/// reference says which bins exceed fifteen ppm and what other ways of cutting a cell would do.
#[test]
fn bins_of_r_100_that_cut_cells_stay_within_thirty_two_ppm_of_line_by_line_spectra() {
    let differences = compare("cut cells", &model(shipped));
    assert!(differences.worst < 32.0);
    assert!(differences.root_mean_square < 12.5);
}
