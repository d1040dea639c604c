//! Single precision, the polynomials, the series and the skipping of opaque levels in emission, against the same sum written
//! down plainly in double precision.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    Atmosphere, CrossSectionTable, Geometry, Interpolation, KTable, LineTable, ModelConfig,
    OpacityTable, Points, SourceFunction, Species, planck_w_per_m2_sr_per_cm, profile,
    structure::gravity_m_per_s2,
};
use ndarray::Array4;
use synthetic::{
    PLANET_MASS_KG, PLANET_RADIUS_M, Planet, STAR_RADIUS_M, config, cross_sections, k_table,
    planet, solved,
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
    let relative = 2.0 * (a - b) / (a + b);
    if relative < 1e-3 {
        return 0.5 * (a + b) * (1.0 - relative.powi(2) / 12.0);
    }
    (a - b) / (a / b).ln()
}

/// Mean number of a black body's photons between two wavenumbers, cm⁻¹, in some unit, by 50 midpoints.
fn photons([low, high]: [f64; 2], temperature_k: f64) -> f64 {
    let middle = |i: i32| low + (high - low) * (f64::from(i) + 0.5) / 50.0;
    let at = |per_cm: f64| planck_w_per_m2_sr_per_cm(per_cm, temperature_k) / per_cm;
    (0..50).map(|i| at(middle(i))).sum::<f64>() / 50.0
}

/// Light of each level, `Σ w B_k (T̄_{k−1} − T̄_k)`.
fn plain_light(
    lines: &dyn LineTable,
    sigma_m2: &Sigma,
    atmosphere: &Atmosphere,
    cell: usize,
) -> Vec<f64> {
    let depths = all_depths(sigma_m2, atmosphere, cell, lines.points().n());
    let bounds = lines.cell_bounds_per_cm()[cell];
    let source: Vec<f64> = atmosphere
        .temperature_k()
        .iter()
        .map(|t| photons(bounds, *t))
        .collect();
    let transmission = |level: usize, inverse_mu: f64| -> f64 {
        let of_gas = |gas: &Vec<Vec<f64>>| -> f64 {
            let g_points = gas.iter().zip(lines.points().weights(0));
            g_points
                .map(|(tau, weight)| weight * (-tau[level] * inverse_mu).exp())
                .sum()
        };
        depths.iter().map(of_gas).product()
    };
    let mut light = vec![0.0; source.len()];
    for (inverse_mu, weight) in ANGLES {
        let t: Vec<f64> = (0..source.len())
            .map(|level| transmission(level, inverse_mu))
            .collect();
        let mut above = 1.0;
        for (level, light) in light.iter_mut().enumerate() {
            let below = t
                .get(level + 1)
                .map_or(0.0, |next| logarithmic_mean(t[level], *next));
            *light += weight * source[level] * (above - below);
            above = below;
        }
    }
    light
}

/// Sum of all levels' light over the star's.
fn plain_eclipse_depth(
    lines: &dyn LineTable,
    sigma_m2: &Sigma,
    atmosphere: &Atmosphere,
    cell: usize,
) -> f64 {
    let flux: f64 = plain_light(lines, sigma_m2, atmosphere, cell).iter().sum();
    let star = photons(lines.cell_bounds_per_cm()[cell], STAR_TEMPERATURE_K);
    (PLANET_RADIUS_M / STAR_RADIUS_M).powi(2) * flux / star
}

/// A dayside of lines alone.
fn dayside(
    opacities: Vec<Arc<OpacityTable>>,
    n_layers: usize,
    interpolation: Interpolation,
) -> ModelConfig {
    ModelConfig {
        geometry: Geometry::Emission(SourceFunction::LinearInOpticalDepth),
        cia: Vec::new(),
        rayleigh: false,
        interpolation,
        ..config(opacities, n_layers)
    }
}

fn warmed(temperature: &[f64]) -> Planet {
    Planet {
        temperature: temperature.to_vec(),
        ..planet(VMR.to_vec())
    }
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
        (
            GASES.map(|gas| k_table(gas, many, 4)),
            Interpolation::Log,
            97,
        ),
    ] {
        let mut config = dayside(opacities.to_vec(), 100, interpolation);
        config.ingredients.temperature = profile("guillot2010", &[]).unwrap();
        let values = warmed(&GUILLOT).values();
        let (_, workspace) = solved(config.clone(), &values).unwrap();
        let sigma_m2 = sigma_m2(&config, workspace.atmosphere());
        let lines = config.opacities[0].lines();
        let (mut largest_ppm, mut largest) = (0.0f64, 0.0f64);
        for (cell, depth) in workspace.spectrum().iter().enumerate().step_by(every) {
            let expected = plain_eclipse_depth(lines, &sigma_m2, workspace.atmosphere(), cell);
            largest_ppm = largest_ppm.max(1e6 * (depth - expected).abs());
            largest = largest.max((depth / expected - 1.0).abs());
        }
        println!("{interpolation:?}: {largest_ppm:.5} ppm of the star, relative {largest:.1e}");
        assert!(largest_ppm < 0.1, "{interpolation:?}: {largest_ppm} ppm");
        assert!(largest < 2e-5, "{interpolation:?}: {largest:e}");
    }
}

/// Nodes of a hot, thin layer over a cold planet, Pa and K.
const HOT_TOP_PA: [f64; 4] = [1e-1, 1e1, 1e2, 1e4];
const HOT_TOP_K: [f64; 4] = [2800.0, 2500.0, 600.0, 900.0];
const N_NARROW: usize = 40;

/// Cells of half a cm⁻¹ at 1.1 µm, of all strengths from where nothing is seen but the deepest level to where that is hidden,
/// thick ones beside thin ones.
fn narrow_m2(cell: usize) -> f64 {
    10f64.powf(-33.5 + (7 * cell % N_NARROW) as f64 / 4.0)
}

fn narrow_cross_sections(species: Species) -> Arc<OpacityTable> {
    let first = 9090.0;
    let per_cm: Vec<f64> = (0..N_NARROW)
        .map(|cell| first + 0.5 * cell as f64)
        .collect();
    let law_m2 = |_, _, per_cm: f64| narrow_m2((2.0 * (per_cm - first)).round() as usize);
    let table = CrossSectionTable::tabulate(species, &[1.0], &[1e3], &per_cm, law_m2);
    Arc::new(table.unwrap().into())
}

/// The same with eight g points over six decades, most of the absorption in the last, which is narrow.
fn narrow_k_table(species: Species) -> Arc<OpacityTable> {
    let weights = vec![0.3, 0.3, 0.2, 0.1, 0.05, 0.03, 0.015, 0.005];
    let mut g = 0.0;
    let samples = weights.iter().map(|weight| {
        g += weight;
        g - 0.5 * weight
    });
    let shape = (1, 1, N_NARROW, weights.len());
    let k_m2 = Array4::from_shape_fn(shape, |(_, _, cell, i_g)| {
        (narrow_m2(cell) * 10f64.powf(0.8 * i_g as f64 - 3.0)) as f32
    });
    let edge = |cell: usize| 9090.0 + 0.5 * cell as f64;
    let cells = (0..N_NARROW)
        .map(|cell| [edge(cell), edge(cell + 1)])
        .collect();
    let table = KTable::new(
        species,
        vec![1.0],
        vec![1e3],
        cells,
        Points::of_g(samples.collect(), weights.clone()),
        k_m2,
    );
    Arc::new(OpacityTable::CorrelatedK(table.unwrap()))
}

/// Depths and each level's share of the light, where a layer of 2800 K emits 1e-6 and more of its black body over 900 K.
#[test]
fn thin_hot_layers_lose_no_light_to_single_precision() {
    for (n_layers, tables) in [
        (80, GASES.map(narrow_cross_sections)),
        (300, GASES.map(narrow_k_table)),
        (1000, GASES.map(narrow_cross_sections)),
        (1000, GASES.map(narrow_k_table)),
    ] {
        let mut config = dayside(tables.to_vec(), n_layers, Interpolation::Linear);
        config.ingredients.temperature = profile("nodes", &HOT_TOP_PA).unwrap();
        let values = warmed(&HOT_TOP_K).values();
        let (model, workspace) = solved(config.clone(), &values).unwrap();
        let shares = model.contribution_function(&values).unwrap();
        let atmosphere = workspace.atmosphere();
        let sigma_m2 = sigma_m2(&config, atmosphere);
        let lines = config.opacities[0].lines();
        let (mut largest, mut largest_share) = (0.0f64, 0.0f64);
        for (cell, depth) in workspace.spectrum().iter().enumerate() {
            let expected = plain_eclipse_depth(lines, &sigma_m2, atmosphere, cell);
            largest = largest.max((depth / expected - 1.0).abs());
            let light = plain_light(lines, &sigma_m2, atmosphere, cell);
            let sum: f64 = light.iter().sum();
            for (level, light) in light.iter().enumerate() {
                let error = shares.weight[[level, cell]] - light / sum;
                largest_share = largest_share.max(error.abs());
            }
        }
        println!("{n_layers} layers: depth {largest:.1e}, share {largest_share:.1e}");
        assert!(largest < 5e-4, "{n_layers} layers: {largest:e}");
        assert!(largest_share < 5e-3, "{n_layers} layers: {largest_share:e}");
    }
}
