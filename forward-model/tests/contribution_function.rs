//! Contribution functions against what they are by definition: the spectrum's answer to a change of one level.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    ForwardModel, Geometry, KTable, ModelConfig, OpacityTable, Points, PressureGrid,
    SourceFunction, Species,
};
use ndarray::Array4;
use synthetic::{PLANET_RADIUS_M, config, grey, planet};

const GASES: [Species; 2] = [Species::H2O, Species::CH4];
const N_CELLS: usize = 5;
const N_G: usize = 6;

/// A k-table whose pressures are those of the levels, so that a level can be changed alone; with the cross sections of one
/// level, if it is named, times `factor`.
fn table(species: Species, level_pa: &[f64], changed: Option<usize>, factor: f64) -> OpacityTable {
    let shape = (level_pa.len(), 1, N_CELLS, N_G);
    let k_m2 = Array4::from_shape_fn(shape, |(i_level, _, cell, i_g)| {
        let phase = f64::from(species as u8) + 2.0 * cell as f64;
        let exponent = -26.0 + phase.sin() + 0.6 * i_g as f64 + 0.1 * i_level as f64;
        let factor = if changed == Some(i_level) {
            factor
        } else {
            1.0
        };
        (factor * 10f64.powf(exponent)) as f32
    });
    let edge = |i: usize| 1000.0 + 500.0 * i as f64;
    let bounds = (0..N_CELLS).map(|i| [edge(i), edge(i + 1)]).collect();
    let g = (0..N_G).map(|i| (i as f64 + 0.5) / N_G as f64).collect();
    let weights = vec![1.0 / N_G as f64; N_G];
    KTable::new(
        species,
        level_pa.to_vec(),
        vec![1000.0],
        bounds,
        Points::of_g(g, weights),
        k_m2,
    )
    .unwrap()
    .into()
}

fn model(level_pa: &[f64], changed: Option<usize>, factor: f64) -> ForwardModel {
    let opacities: Vec<Arc<OpacityTable>> = GASES
        .iter()
        .map(|species| Arc::new(table(*species, level_pa, changed, factor)))
        .collect();
    ForwardModel::new(ModelConfig {
        pressure_grid: grid(level_pa.len() - 1),
        rayleigh: false,
        cia: Vec::new(),
        ..config(opacities, 10)
    })
    .unwrap()
}

fn grid(n_layers: usize) -> PressureGrid {
    PressureGrid::log_spaced(1e-1, 1e6, n_layers).unwrap()
}

/// Central differences of the depth over the logarithm of each level's cross sections.
#[test]
fn in_transit_it_is_the_change_of_depth_with_a_levels_extinction() {
    const STEP: f64 = 0.1;
    let level_pa = grid(20).level_pressure_pa().to_vec();
    let values = planet(vec![1e-3, 1e-4]).values();
    let found = model(&level_pa, None, 1.0)
        .contribution_function(&values)
        .unwrap();
    let depth = |i_level: usize, step: f64| {
        let model = model(&level_pa, Some(i_level), step.exp());
        let mut workspace = model.workspace();
        model.spectrum(&values, &mut workspace).unwrap().to_vec()
    };
    let changes: Vec<Vec<f64>> = (0..level_pa.len())
        .map(|i_level| {
            let (more, less) = (depth(i_level, STEP), depth(i_level, -STEP));
            more.iter()
                .zip(&less)
                .map(|(more, less)| more - less)
                .collect()
        })
        .collect();
    for cell in 0..N_CELLS {
        let sum: f64 = changes.iter().map(|change| change[cell]).sum();
        let mut busy = 0;
        for (i_level, change) in changes.iter().enumerate() {
            let (expected, found) = (change[cell] / sum, found.weight[[i_level, cell]]);
            busy += usize::from(expected > 0.02);
            assert!(
                (found - expected).abs() < 2e-3,
                "{cell} {i_level}: {found} {expected}"
            );
        }
        assert!(busy > 2, "the cell is made at several levels");
    }
}

/// Of a thin isothermal grey atmosphere, the light from above the optical depth τ is the share `1 − 2 E₃(τ)`.
#[test]
fn in_eclipse_it_is_the_share_of_the_light() {
    const SIGMA_M2: f64 = 1e-24;
    const GRAVITY: f64 = 1000.0;
    let vmr = 1e-2;
    let mass_kg = GRAVITY * PLANET_RADIUS_M.powi(2) / 6.674_30e-11;
    // H2, He and H2O, atomic mass units.
    let mean_mass = (1.0 - vmr) * (0.85 * 2.016 + 0.15 * 4.002_602) + vmr * 18.015;
    let per_m2 = |pa: f64| pa / (mean_mass * 1.660_539e-27 * GRAVITY);
    let two_e3 = |tau: f64| {
        const STEPS: usize = 2000;
        let mu = (0..STEPS).map(|i| (i as f64 + 0.5) / STEPS as f64);
        mu.map(|mu| 2.0 * mu * (-tau / mu).exp()).sum::<f64>() / STEPS as f64
    };
    for source in [
        SourceFunction::LinearInOpticalDepth,
        SourceFunction::IsothermalLayers,
    ] {
        let model = ForwardModel::new(ModelConfig {
            geometry: Geometry::Emission(source),
            planet_mass_kg: mass_kg,
            pressure_grid: grid(200),
            rayleigh: false,
            cia: Vec::new(),
            ..config(vec![grey(Species::H2O, SIGMA_M2)], 10)
        })
        .unwrap();
        let function = model
            .contribution_function(&planet(vec![vmr]).values())
            .unwrap();
        let mut above = 0.0;
        for (i, pair) in function.pressure_pa.windows(2).enumerate() {
            above += function.weight[[i, 0]];
            // A level stands for the half layers around it, or for the layer above it.
            let end_pa = match source {
                SourceFunction::LinearInOpticalDepth => (pair[0] * pair[1]).sqrt(),
                SourceFunction::IsothermalLayers => pair[0],
            };
            let expected = 1.0 - two_e3(SIGMA_M2 * vmr * per_m2(end_pa));
            assert!(
                (above - expected).abs() < 4e-3,
                "{source:?} {i}: {above} {expected}"
            );
        }
    }
}
