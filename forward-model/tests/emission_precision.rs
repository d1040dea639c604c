//! Single precision, the polynomials, the series and the skipping of opaque levels in emission, against the same sum written
//! down plainly in double precision.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    Atmosphere, ForwardModel, Geometry, Interpolation, LineTable, ModelConfig, OpacityTable,
    SourceFunction, Species, planck_w_per_m2_sr_per_cm, profile, structure::gravity_m_per_s2,
};
use synthetic::{
    PLANET_MASS_KG, PLANET_RADIUS_M, Planet, STAR_RADIUS_M, config, cross_sections, k_table, planet,
};

const GASES: [Species; 3] = [Species::H2O, Species::CO2, Species::CH4];
const VMR: [f64; 3] = [1e-3, 1e-5, 1e-7];
const GUILLOT: [f64; 6] = [1500.0, 200.0, -2.0, -2.3, -3.0, 0.3];
const STAR_TEMPERATURE_K: f64 = 5500.0;

/// `1/μ` and weights of the four-point rule.
const ANGLES: [(f64, f64); 4] = [
    (1.111_899, 0.448_986_3),
    (1.824_642_8, 0.442_587_68),
    (5.150_897, 0.103_891_29),
    (33.707_047, 0.004_534_761),
];

/// Vertical optical depth from space to every level, from the cross sections there.
fn optical_depths(atmosphere: &Atmosphere, sigma_m2: &[f64]) -> Vec<f64> {
    let pressure_pa = atmosphere.pressure_pa();
    let per_pressure = |i: usize| {
        let gravity = gravity_m_per_s2(PLANET_MASS_KG, atmosphere.radius_m()[i]);
        1.0 / (atmosphere.mean_molecular_weight_kg()[i] * gravity)
    };
    let mut depths = vec![per_pressure(0) * pressure_pa[0] * sigma_m2[0]];
    for i in 1..pressure_pa.len() {
        let (upper, lower) = (pressure_pa[i - 1], pressure_pa[i]);
        let slope = (lower - upper) / (lower / upper).ln();
        let column = (slope - upper) * sigma_m2[i - 1] + (lower - slope) * sigma_m2[i];
        let mean = 0.5 * (per_pressure(i - 1) + per_pressure(i));
        depths.push(depths[i - 1] + mean * column);
    }
    depths
}

/// Cross sections of each gas at each level, all columns: `[gas][level][cell · n_g + g]`, m² per molecule of the gas.
type Sigma = Vec<Vec<Vec<f64>>>;

fn sigma_m2(config: &ModelConfig, atmosphere: &Atmosphere) -> Sigma {
    let of_gas = |table: &Arc<OpacityTable>| {
        let states = atmosphere
            .pressure_pa()
            .iter()
            .zip(atmosphere.temperature_k());
        let at = |(p, t): (&f64, &f64)| table.lines().interpolate_m2(*p, *t, config.interpolation);
        states.map(at).collect()
    };
    config.opacities.iter().map(of_gas).collect()
}

/// Optical depths `[gas][g][level]` of a cell.
fn all_depths(sigma_m2: &Sigma, atmosphere: &Atmosphere, cell: usize, n_g: usize) -> Sigma {
    let of_gas = |(sigma_m2, vmr): (&Vec<Vec<f64>>, f64)| {
        let column = |g: usize| {
            let sigma = sigma_m2.iter().map(|level| vmr * level[cell * n_g + g]);
            optical_depths(atmosphere, &sigma.collect::<Vec<_>>())
        };
        (0..n_g).map(column).collect()
    };
    sigma_m2.iter().zip(VMR).map(of_gas).collect()
}

fn logarithmic_mean(a: f64, b: f64) -> f64 {
    // Far below what single precision holds.
    let b = b.max(1e-200);
    if a - b < 1e-9 * a {
        return 0.5 * (a + b);
    }
    (a - b) / (a / b).ln()
}

fn plain_eclipse_depth(
    lines: &dyn LineTable,
    sigma_m2: &Sigma,
    atmosphere: &Atmosphere,
    cell: usize,
) -> f64 {
    let depths = all_depths(sigma_m2, atmosphere, cell, lines.g_weights().len());
    let per_cm = lines.cell_centres_per_cm()[cell];
    let source: Vec<f64> = atmosphere
        .temperature_k()
        .iter()
        .map(|t| planck_w_per_m2_sr_per_cm(per_cm, *t))
        .collect();
    let transmission = |level: usize, inverse_mu: f64| -> f64 {
        let of_gas = |gas: &Vec<Vec<f64>>| -> f64 {
            let g_points = gas.iter().zip(lines.g_weights());
            g_points
                .map(|(tau, weight)| weight * (-tau[level] * inverse_mu).exp())
                .sum()
        };
        depths.iter().map(of_gas).product()
    };
    let mut flux = source[0];
    for (inverse_mu, weight) in ANGLES {
        let t: Vec<f64> = (0..source.len())
            .map(|level| transmission(level, inverse_mu))
            .collect();
        for i in 0..source.len() - 1 {
            flux += weight * (source[i + 1] - source[i]) * logarithmic_mean(t[i], t[i + 1]);
        }
    }
    let star = planck_w_per_m2_sr_per_cm(per_cm, STAR_TEMPERATURE_K);
    (PLANET_RADIUS_M / STAR_RADIUS_M).powi(2) * flux / star
}

#[test]
fn single_precision_costs_less_than_a_tenth_of_a_ppm_in_emission() {
    let (few, many) = (70, 2000);
    for (opacities, interpolation, every) in [
        (
            GASES.map(|gas| cross_sections(gas, few)),
            Interpolation::Linear,
            1,
        ),
        // Cells so narrow that the black body is the same all over them.
        (
            GASES.map(|gas| k_table(gas, many, 4)),
            Interpolation::Log,
            97,
        ),
    ] {
        let mut config = ModelConfig {
            geometry: Geometry::Emission(SourceFunction::LinearInOpticalDepth),
            cia: Vec::new(),
            rayleigh: false,
            interpolation,
            ..config(opacities.to_vec(), 100)
        };
        config.ingredients.temperature = profile("guillot2010", &[]).unwrap();
        let planet = Planet {
            temperature: GUILLOT.to_vec(),
            ..planet(VMR.to_vec())
        };
        let model = ForwardModel::new(config.clone()).unwrap();
        let mut workspace = model.workspace();
        let fast = model
            .spectrum(&planet.values(), &mut workspace)
            .unwrap()
            .to_vec();
        let sigma_m2 = sigma_m2(&config, workspace.atmosphere());
        let lines = config.opacities[0].lines();
        let (mut largest_ppm, mut largest) = (0.0f64, 0.0f64);
        for (cell, depth) in fast.iter().enumerate().step_by(every) {
            let expected = plain_eclipse_depth(lines, &sigma_m2, workspace.atmosphere(), cell);
            largest_ppm = largest_ppm.max(1e6 * (depth - expected).abs());
            largest = largest.max((depth / expected - 1.0).abs());
        }
        println!("{interpolation:?}: {largest_ppm:.5} ppm of the star, relative {largest:.1e}");
        assert!(largest_ppm < 0.1, "{interpolation:?}: {largest_ppm} ppm");
        assert!(largest < 2e-5, "{interpolation:?}: {largest:e}");
    }
}
