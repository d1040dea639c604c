//! Cells of a few wavenumbers that all gases share: their depths are weighted means of monochromatic ones, which other kernels make.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    CrossSectionTable, Geometry, KTable, ModelConfig, OpacityTable, Points, SourceFunction, Species,
};
use ndarray::{Array2, Array3, Array4};
use synthetic::{Planet, planet, spectrum};

const N_CELLS: usize = 21;
const N_POINTS: usize = 6;
const GASES: [Species; 3] = [Species::H2O, Species::CO2, Species::CH4];

/// Cells so narrow that black bodies, scattering and collisions are the same all over them.
fn cell(i: usize) -> [f64; 2] {
    let start = 1000.0 + 10.0 * i as f64;
    [start, start + 0.05]
}

fn per_cm(cell_: usize, point: usize) -> f64 {
    let [start, end] = cell(cell_);
    start + (point as f64 + 0.5) / N_POINTS as f64 * (end - start)
}

/// Shares of a cell that differ from cell to cell.
fn weight(cell: usize, point: usize) -> f64 {
    let raw = |point: usize| 1.0 + ((cell * 7 + point * 5) % 11) as f64;
    raw(point) / (0..N_POINTS).map(raw).sum::<f64>()
}

/// Spread over six decades, gas by gas in another order.
fn sigma_m2(gas: Species, p: usize, t: usize, cell: usize, point: usize) -> f32 {
    let order = (cell * 13 + point * (5 + gas as usize) + gas as usize) % 17;
    (10f64.powf(-28.0 + 0.35 * order as f64) * (1.0 + p as f64) * (1.0 + 0.5 * t as f64)) as f32
}

const PRESSURE_PA: [f64; 3] = [1.0, 1e3, 1e6];
/// The planet is as warm as the first: the two kinds go from one to the next on other scales.
const TEMPERATURE_K: [f64; 2] = [1100.0, 2000.0];

fn shared(gas: Species) -> Arc<OpacityTable> {
    let k_m2 = Array4::from_shape_fn((3, 2, N_CELLS, N_POINTS), |(p, t, cell, point)| {
        sigma_m2(gas, p, t, cell, point)
    });
    let shape = (N_CELLS, N_POINTS);
    let points = Points::OfWavenumber {
        per_cm: Array2::from_shape_fn(shape, |(cell, point)| per_cm(cell, point)),
        weights: Array2::from_shape_fn(shape, |(cell, point)| weight(cell, point)),
    };
    let cells = (0..N_CELLS).map(cell).collect();
    let (p, t) = (PRESSURE_PA.to_vec(), TEMPERATURE_K.to_vec());
    Arc::new(KTable::new(gas, p, t, cells, points, k_m2).unwrap().into())
}

fn monochromatic(gas: Species) -> Arc<OpacityTable> {
    let shape = (3, 2, N_CELLS * N_POINTS);
    let values = Array3::from_shape_fn(shape, |(p, t, i)| {
        sigma_m2(gas, p, t, i / N_POINTS, i % N_POINTS)
    });
    let samples = (0..N_CELLS * N_POINTS).map(|i| per_cm(i / N_POINTS, i % N_POINTS));
    let (p, t) = (PRESSURE_PA.to_vec(), TEMPERATURE_K.to_vec());
    let table = CrossSectionTable::new(gas, p, t, samples.collect(), values);
    Arc::new(table.unwrap().into())
}

/// Depths of the cells by both kinds of tables.
fn depths(geometry: Geometry, planet: &Planet) -> [Vec<f64>; 2] {
    let config = |table: fn(Species) -> Arc<OpacityTable>| ModelConfig {
        geometry,
        ..synthetic::config(GASES.map(table).to_vec(), 60)
    };
    let single = spectrum(config(monochromatic), &planet.values()).unwrap();
    let means = single.chunks(N_POINTS).enumerate().map(|(cell, depths)| {
        let points = depths.iter().enumerate();
        points
            .map(|(point, depth)| weight(cell, point) * depth)
            .sum()
    });
    [
        spectrum(config(shared), &planet.values()).unwrap(),
        means.collect(),
    ]
}

fn water_carbon_and_methane() -> Planet {
    planet(vec![1e-3, 1e-4, 1e-5])
}

#[test]
fn transit_depths_are_weighted_means_of_monochromatic_ones() {
    let mut cloudy = water_carbon_and_methane();
    cloudy.cloud_top_pa = Some(1e3);
    for planet in [water_carbon_and_methane(), cloudy] {
        let [shared, means] = depths(Geometry::Transmission, &planet);
        let contrast =
            means.iter().copied().fold(0.0, f64::max) - means.iter().copied().fold(1.0, f64::min);
        assert!(contrast > 1e-5, "{contrast}");
        for (shared, mean) in shared.iter().zip(&means) {
            // A tenth of a ppm, single precision.
            assert!((shared - mean).abs() < 1e-7, "{shared} {mean}");
        }
    }
}

/// The mean over a layer is of the cell's light, not of each wavenumber's: the depths agree as far as layers are thin.
#[test]
fn eclipse_depths_are_weighted_means_of_monochromatic_ones() {
    let geometry = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
    let [shared, means] = depths(geometry, &water_carbon_and_methane());
    for (shared, mean) in shared.iter().zip(&means) {
        assert!((shared / mean - 1.0).abs() < 1e-3, "{shared} {mean}");
    }
}

/// Were their overlap random, gases that shun each other would hide more.
#[test]
fn gases_that_shun_each_other_leave_windows() {
    let halves = |gas: Species, opaque: usize| -> Arc<OpacityTable> {
        let k_m2 = Array4::from_shape_fn((1, 1, 2, 2), |(_, _, _, point)| match point == opaque {
            true => 1e-18,
            false => 0.0,
        });
        let points = Points::OfWavenumber {
            per_cm: ndarray::arr2(&[[1000.2, 1000.7], [1001.2, 1001.7]]),
            weights: Array2::from_elem((2, 2), 0.5),
        };
        let cells = vec![[1000.0, 1001.0], [1001.0, 1002.0]];
        let table = KTable::new(gas, vec![1.0], vec![1e3], cells, points, k_m2);
        Arc::new(table.unwrap().into())
    };
    let depth = |tables: Vec<Arc<OpacityTable>>, vmr: Vec<f64>| {
        let mut config = synthetic::config(tables, 60);
        config.cia = Vec::new();
        spectrum(config, &planet(vmr).values()).unwrap()[0]
    };
    let [water, methane] = [Species::H2O, Species::CH4];
    let apart = depth(vec![halves(water, 0), halves(methane, 1)], vec![1e-7; 2]);
    let together = depth(vec![halves(water, 0), halves(methane, 0)], vec![1e-7; 2]);
    let alone = depth(vec![halves(water, 0)], vec![2e-7]);
    // Apart, both halves are opaque high up; together, the gases are as one of twice the amount, and half stays clear.
    assert!((together - alone).abs() < 1e-7, "{together} {alone}");
    assert!(apart > 1.02 * together, "{apart} {together}");
}
