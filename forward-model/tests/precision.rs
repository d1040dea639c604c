//! Single precision, the polynomial exponential, the three-point rule and the skipping of opaque chords, against the same
//! integral written down plainly in double precision. Whether the integral itself is right is the matter of `limits.rs` and
//! `top_of_the_grid.rs`.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    Atmosphere, ForwardModel, Interpolation, ModelConfig, OpacityTable, Species,
    structure::{gravity_m_per_s2, scale_height_m},
};
use synthetic::{STAR_RADIUS_M, config, cross_sections, k_table, planet};

/// Even; Simpson's rule over one shell.
const N_STEPS: usize = 32;
const GASES: [Species; 3] = [Species::H2O, Species::CO2, Species::CH4];
const VMR: [f64; 3] = [1e-3, 1e-5, 1e-7];

/// `Σ f(s) w` over one shell of the chord tangent to level `j`, as a pair: with the lower and the upper level's share.
fn shell_columns_per_m2(atmosphere: &Atmosphere, j: usize, k: usize) -> [f64; 2] {
    let (radius_m, density) = (atmosphere.radius_m(), atmosphere.number_density_per_m3());
    let distance_m = |k: usize| (radius_m[k].powi(2) - radius_m[j].powi(2)).sqrt();
    let (near, far) = (distance_m(k + 1), distance_m(k));
    let mut columns = [0.0; 2];
    for i in 0..=N_STEPS {
        let s = near + (far - near) * i as f64 / N_STEPS as f64;
        let inverse = |s: f64| 1.0 / (radius_m[j].powi(2) + s * s).sqrt();
        let share = (inverse(near) - inverse(s)) / (inverse(near) - inverse(far));
        let end = i == 0 || i == N_STEPS;
        let weight = if end { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 } * (far - near)
            / (3.0 * N_STEPS as f64);
        let here = weight * density[k + 1] * (density[k] / density[k + 1]).powf(share);
        columns[0] += here * (1.0 - share);
        columns[1] += here * share;
    }
    columns
}

/// Slant optical depth of every chord, from the cross sections at the levels.
fn chord_optical_depths(atmosphere: &Atmosphere, sigma_m2: &[f64]) -> Vec<f64> {
    let chord = |j: usize| -> f64 {
        let shell = |k: usize| {
            let [lower, upper] = shell_columns_per_m2(atmosphere, j, k);
            2.0 * (lower * sigma_m2[k + 1] + upper * sigma_m2[k])
        };
        (0..j).map(shell).sum()
    };
    (0..atmosphere.n_levels()).map(chord).collect()
}

fn plain_transit_depth(config: &ModelConfig, atmosphere: &Atmosphere, cell: usize) -> f64 {
    let n_levels = atmosphere.n_levels();
    let mut transmission = vec![1.0; n_levels];
    for (table, vmr) in config.opacities.iter().zip(VMR) {
        let weights = table.lines().points().weights(0);
        let mut of_gas = vec![0.0; n_levels];
        let states = atmosphere
            .pressure_pa()
            .iter()
            .zip(atmosphere.temperature_k());
        let sigma_m2: Vec<Vec<f64>> = states
            .map(|(p, t)| table.lines().interpolate_m2(*p, *t, config.interpolation))
            .collect();
        for (g, weight) in weights.iter().enumerate() {
            let column: Vec<f64> = sigma_m2
                .iter()
                .map(|at_level| vmr * at_level[cell * weights.len() + g])
                .collect();
            for (of_gas, tau) in of_gas
                .iter_mut()
                .zip(chord_optical_depths(atmosphere, &column))
            {
                *of_gas += weight * (-tau).exp();
            }
        }
        transmission
            .iter_mut()
            .zip(of_gas)
            .for_each(|(all, one)| *all *= one);
    }
    let radius_m = atmosphere.radius_m();
    let area = |j: usize| (radius_m[j] / STAR_RADIUS_M).powi(2);
    // d(b²) / dln P
    let slope = |j: usize| {
        let weight_kg = atmosphere.mean_molecular_weight_kg()[j];
        let gravity = gravity_m_per_s2(config.planet_mass_kg, radius_m[j]);
        let height_m = scale_height_m(atmosphere.temperature_k()[j], weight_kg, gravity);
        2.0 * area(j) * height_m / radius_m[j]
    };
    let annulus = |j: usize| {
        let step = (atmosphere.pressure_pa()[j + 1] / atmosphere.pressure_pa()[j]).ln();
        let tilt = step / 6.0 * (slope(j) - slope(j + 1));
        0.5 * (transmission[j] + transmission[j + 1]) * (area(j) - area(j + 1))
            + (transmission[j] - transmission[j + 1]) * tilt
    };
    area(0) - (0..n_levels - 1).map(annulus).sum::<f64>()
}

#[test]
fn single_precision_costs_less_than_a_fiftieth_of_a_ppm() {
    let kinds: [fn(Species) -> Arc<OpacityTable>; 2] =
        [|gas| k_table(gas, 20, 8), |gas| cross_sections(gas, 70)];
    for (kind, interpolation) in kinds
        .iter()
        .zip([Interpolation::Log, Interpolation::Linear])
    {
        let config = ModelConfig {
            cia: Vec::new(),
            rayleigh: false,
            interpolation,
            // So high that nothing is left above the first level, which the plain integral lacks.
            pressure_grid: forward_model::PressureGrid::log_spaced(1e-9, 1e6, 100).unwrap(),
            ..config(GASES.map(kind).to_vec(), 100)
        };
        let model = ForwardModel::new(config.clone()).unwrap();
        let mut workspace = model.workspace();
        let fast = model
            .spectrum(&planet(VMR.to_vec()).values(), &mut workspace)
            .unwrap()
            .to_vec();
        let error_ppm = |(cell, depth): (usize, &f64)| {
            1e6 * (depth - plain_transit_depth(&config, workspace.atmosphere(), cell)).abs()
        };
        let largest = fast.iter().enumerate().map(error_ppm).fold(0.0, f64::max);
        println!("{interpolation:?}: largest difference {largest:.5} ppm of the star");
        assert!(largest < 0.02, "{interpolation:?}: {largest} ppm");
    }
}
