//! Limits in which the transit depth is known.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    ForwardModel, ModelConfig, OpacityTable, PressureGrid, Species,
    constants::BOLTZMANN_J_PER_K,
    structure::{gravity_m_per_s2, scale_height_m},
};
use synthetic::{PLANET_MASS_KG, PLANET_RADIUS_M, Planet, STAR_RADIUS_M, config, grey, planet};

const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

fn depth(config: ModelConfig, planet: &Planet) -> f64 {
    let model = ForwardModel::new(config).unwrap();
    model
        .spectrum(&planet.values(), &mut model.workspace())
        .unwrap()[0]
}

/// No CIA, no Rayleigh scattering.
fn bare(opacity: Arc<OpacityTable>, n_layers: usize) -> ModelConfig {
    ModelConfig {
        cia: Vec::new(),
        rayleigh: false,
        ..config(vec![opacity], n_layers)
    }
}

fn disc(radius_m: f64) -> f64 {
    (radius_m / STAR_RADIUS_M).powi(2)
}

#[test]
fn a_transparent_atmosphere_leaves_the_lowest_level() {
    let mut config = bare(grey(Species::CO, 0.0), 80);
    config.reference_pressure_pa = 1e7;
    let found = depth(config, &planet(vec![1e-3]));
    assert!((found / disc(PLANET_RADIUS_M) - 1.0).abs() < 1e-6);
}

#[test]
fn a_deck_in_a_transparent_atmosphere_ends_at_the_cloud_top() {
    for cloud_top_pa in [3e-3, 1.234, 1e3, 1e6] {
        let mut config = bare(grey(Species::CO, 0.0), 80);
        config.reference_pressure_pa = cloud_top_pa;
        let clouded = Planet {
            cloud_top_pa: Some(cloud_top_pa),
            ..planet(vec![1e-3])
        };
        assert!(
            (depth(config, &clouded) / disc(PLANET_RADIUS_M) - 1.0).abs() < 1e-6,
            "{cloud_top_pa}"
        );
    }
}

/// `r_0 + H (γ_E + ln τ_0)`, with `τ_0 = n_0 σ √(2π r_0 H)` the chord's optical depth at r_0; the neglected curvature is of
/// relative order `H / r_0`, which a cold and massive planet makes 1e-6. The planet is opaque up to some 10 Pa, so that the
/// last of the grids has no level at which it is not.
#[test]
fn isothermal_grey_transit_depth_matches_the_analytic_limit_wherever_the_grid_begins() {
    let (temperature_k, sigma_m2, vmr) = (300.0, 1e-27, 1.0);
    let planet = Planet {
        temperature: vec![temperature_k],
        ..planet(vec![vmr])
    };
    let gravity = gravity_m_per_s2(100.0 * PLANET_MASS_KG, PLANET_RADIUS_M);
    let scale_height_m = scale_height_m(temperature_k, Species::CO.molecule_mass_kg(), gravity);
    let density_per_m3 = 1e3 / (BOLTZMANN_J_PER_K * temperature_k);
    let tau = density_per_m3
        * sigma_m2
        * (2.0 * std::f64::consts::PI * PLANET_RADIUS_M * scale_height_m).sqrt();
    let expected_m = scale_height_m * (EULER_GAMMA + tau.ln());
    for top_pa in [1e-5, 1e-1, 10.0, 1e3, 1e5] {
        let config = ModelConfig {
            planet_mass_kg: 100.0 * PLANET_MASS_KG,
            reference_pressure_pa: 1e3,
            pressure_grid: PressureGrid::log_spaced(top_pa, 1e7, 120).unwrap(),
            ..bare(grey(Species::CO, sigma_m2), 120)
        };
        let height_m = depth(config, &planet).sqrt() * STAR_RADIUS_M - PLANET_RADIUS_M;
        let error = height_m / expected_m - 1.0;
        println!("grid from {top_pa:e} Pa: relative error of the height {error:e}");
        assert!(
            error.abs() < 2e-4,
            "{height_m} m, expected {expected_m} m, grid from {top_pa:e} Pa"
        );
    }
}

/// Twice the layers of the default, and eight times, change nothing that can be seen.
#[test]
fn doubling_the_layers_changes_less_than_five_ppm() {
    let spectrum = |n_layers: usize| {
        let opacities = vec![
            synthetic::k_table(Species::H2O, 60, 8),
            synthetic::k_table(Species::CO2, 60, 8),
        ];
        let model = ForwardModel::new(config(opacities, n_layers)).unwrap();
        let hazy = Planet {
            cloud_top_pa: Some(2.5e4),
            ..planet(vec![1e-3, 1e-5])
        };
        model
            .spectrum(&hazy.values(), &mut model.workspace())
            .unwrap()
            .to_vec()
    };
    let default = spectrum(80);
    for (n_layers, limit_ppm) in [(160, 2.0), (640, 2.0)] {
        let differences = default
            .iter()
            .zip(spectrum(n_layers))
            .map(|(a, b)| 1e6 * (a - b).abs());
        let largest = differences.fold(0.0, f64::max);
        println!("80 against {n_layers} layers: {largest:.3} ppm");
        assert!(largest < limit_ppm, "{n_layers} layers: {largest} ppm");
    }
}
