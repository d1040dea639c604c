//! The shipped k-tables against line-by-line spectra, from committed numbers.

use std::sync::Arc;

use exosonde::instrument::{Bin, Binning};
use exosonde::io::default_set;
use forward_model::{
    ForwardModel, Interpolation, ModelConfig, OpacityTable, PlanetParameters, PressureGrid,
    Species, Temperature,
};

/// Made by `examples/line_by_line.rs`; see the README beside it.
const REFERENCE: &str = include_str!("reference/line_by_line/depths.csv");

/// Largest difference allowed, of the star's disc.
const TOLERANCE: f64 = 15e-6;

const GASES: [(Species, f64); 4] = [
    (Species::H2O, 1e-3),
    (Species::CO2, 1e-5),
    (Species::CO, 1e-3),
    (Species::CH4, 1e-5),
];

/// Bin and its line-by-line transit depth, dimensionless.
fn reference() -> Vec<(Bin, f64)> {
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
    REFERENCE.lines().skip(1).map(row).collect()
}

fn model() -> ForwardModel {
    let table = |gas: &(Species, f64)| {
        let (table, _) = default_set::k_table(gas.0).unwrap().unwrap();
        Arc::new(OpacityTable::CorrelatedK(table))
    };
    let config = ModelConfig {
        star_radius_m: 0.939 * 6.957e8,
        planet_mass_kg: 0.281 * 1.898_13e27,
        reference_pressure_pa: 1e6,
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80).unwrap(),
        background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
        opacities: GASES.iter().map(table).collect(),
        interpolation: Interpolation::Log,
        cia: default_set::cia()
            .unwrap()
            .into_iter()
            .map(Arc::new)
            .collect(),
        rayleigh: true,
        wavenumber_range_per_cm: [1e4 / 4.7, 1e4 / 1.3],
    };
    ForwardModel::new(config).unwrap()
}

#[test]
fn k_tables_match_line_by_line_spectra_within_fifteen_ppm_in_every_bin() {
    let planet = PlanetParameters {
        radius_m: 1.279 * 7.1492e7,
        temperature: Temperature::Isothermal {
            temperature_k: 900.0,
        },
        vmr: GASES.iter().map(|(_, vmr)| *vmr).collect(),
        cloud_top_pa: None,
        haze: None,
    };
    let model = model();
    let (bins, depths): (Vec<Bin>, Vec<f64>) = reference().into_iter().unzip();
    let binning = Binning::new(model.cell_edges_per_cm(), &bins).unwrap();
    let mut workspace = model.workspace();
    let mut found = vec![0.0; bins.len()];
    binning.apply(
        model.transit_depth(&planet, &mut workspace).unwrap(),
        &mut found,
    );
    assert!(bins.len() > 40);
    for ((bin, found), expected) in bins.iter().zip(found).zip(depths) {
        let difference = found - expected;
        println!("{:.4} µm: {:+.2} ppm", bin.wavelength_um, 1e6 * difference);
        assert!(
            difference.abs() < TOLERANCE,
            "{} µm: {} ppm",
            bin.wavelength_um,
            1e6 * difference
        );
    }
}
