//! Limits in which the eclipse depth is known, and the same integral written down plainly in double precision.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    CrossSectionTable, Detected, ForwardModel, Geometry, KTable, ModelConfig, OpacityTable, Points,
    PressureGrid, SourceFunction, Species, StarSpectrum, planck_w_per_m2_sr_per_cm, profile,
    structure::gravity_m_per_s2,
};
use synthetic::{PLANET_MASS_KG, PLANET_RADIUS_M, Planet, STAR_RADIUS_M, config, planet};

const BOTH: [SourceFunction; 2] = [
    SourceFunction::LinearInOpticalDepth,
    SourceFunction::IsothermalLayers,
];
const STAR_TEMPERATURE_K: f64 = 5500.0;

fn area_ratio() -> f64 {
    (PLANET_RADIUS_M / STAR_RADIUS_M).powi(2)
}

/// Eclipse depth of a black body of the planet's size.
fn black_body(wavenumber_per_cm: f64, temperature_k: f64) -> f64 {
    let radiance = |temperature_k| planck_w_per_m2_sr_per_cm(wavenumber_per_cm, temperature_k);
    area_ratio() * radiance(temperature_k) / radiance(STAR_TEMPERATURE_K)
}

/// The same of all photons between two wavenumbers, cm⁻¹, by 2,000 midpoints.
fn mean_black_body([low, high]: [f64; 2], temperature_k: f64) -> f64 {
    let per_cm = |i: i32| low + (high - low) * (f64::from(i) + 0.5) / 2000.0;
    let photons = |temperature_k| -> f64 {
        let at = |per_cm: f64| planck_w_per_m2_sr_per_cm(per_cm, temperature_k) / per_cm;
        (0..2000).map(|i| at(per_cm(i))).sum()
    };
    area_ratio() * photons(temperature_k) / photons(STAR_TEMPERATURE_K)
}

/// A gas of one cross section, m², in cells so narrow that the black body is the same all over them; the second is the one.
fn narrow_grey(per_cm: f64, sigma_m2: f64) -> Arc<OpacityTable> {
    let wavenumbers = [per_cm - 1.0, per_cm, per_cm + 1.0];
    let law_m2 = |_, _, _| sigma_m2;
    let grey = CrossSectionTable::tabulate(Species::CO, &[1.0], &[1e3], &wavenumbers, law_m2);
    Arc::new(grey.unwrap().into())
}

fn emitting(opacities: Vec<Arc<OpacityTable>>, source: SourceFunction) -> ModelConfig {
    ModelConfig {
        geometry: Geometry::Emission(source),
        ..config(opacities, 80)
    }
}

fn spectrum(config: ModelConfig, planet: &Planet) -> Vec<f64> {
    let model = ForwardModel::new(config).unwrap();
    model
        .spectrum(&planet.values(), &mut model.workspace())
        .unwrap()
        .to_vec()
}

/// A profile that falls from 2000 K below to 900 K above.
fn warm_below(mut config: ModelConfig) -> ModelConfig {
    config.ingredients.temperature = profile("guillot2010", &[]).unwrap();
    config
}

const GUILLOT: [f64; 6] = [1500.0, 200.0, -2.0, -2.3, -3.0, 0.3];

fn warm_planet(vmr: f64) -> Planet {
    Planet {
        temperature: GUILLOT.to_vec(),
        ..planet(vec![vmr])
    }
}

#[test]
fn an_isothermal_atmosphere_is_a_black_body() {
    for source in BOTH {
        for opacity in [
            synthetic::k_table(Species::H2O, 300, 8),
            synthetic::cross_sections(Species::H2O, 130),
        ] {
            let cells = opacity.lines().cell_bounds_per_cm().to_vec();
            let depth = spectrum(emitting(vec![opacity], source), &planet(vec![1e-3]));
            for (depth, bounds) in depth.iter().zip(cells) {
                let expected = mean_black_body(bounds, 1100.0);
                assert!(
                    (depth / expected - 1.0).abs() < 1e-5,
                    "{bounds:?} cm⁻¹: {depth}"
                );
            }
        }
    }
}

/// What is seen is the top of an opaque atmosphere, and the bottom of a transparent one or the cloud deck in it.
#[test]
fn opaque_transparent_and_clouded_atmospheres_show_the_temperature_of_their_limit() {
    let source = SourceFunction::LinearInOpticalDepth;
    for (sigma_m2, cloud_top_pa, seen_pa) in
        [(1e-10, None, 1e-2), (0.0, None, 1e7), (0.0, Some(1e4), 1e4)]
    {
        let mut config = warm_below(emitting(vec![narrow_grey(2000.0, sigma_m2)], source));
        (config.cia, config.rayleigh) = (Vec::new(), false);
        let planet = Planet {
            cloud_top_pa,
            ..warm_planet(0.01)
        };
        let mut seen_k = [0.0];
        let gravity = gravity_m_per_s2(PLANET_MASS_KG, PLANET_RADIUS_M);
        let profile = config.ingredients.temperature.clone();
        profile
            .evaluate(&GUILLOT, &[seen_pa], gravity, &mut seen_k)
            .unwrap();
        let depth = spectrum(config, &planet)[1];
        let expected = black_body(2000.0, seen_k[0]);
        assert!(
            (depth / expected - 1.0).abs() < 2e-5,
            "{seen_pa} Pa: {depth}, {expected}"
        );
    }
}

/// A haze as thick as a deck of cloud hides what lies below it: no flux is lost, as it would be if extinction did not emit.
#[test]
fn a_thick_haze_radiates() {
    let mut config = warm_below(emitting(
        vec![narrow_grey(2000.0, 0.0)],
        SourceFunction::LinearInOpticalDepth,
    ));
    (config.cia, config.rayleigh) = (Vec::new(), false);
    let hazy = Planet {
        haze: Some([1e12, 0.0]),
        ..warm_planet(0.01)
    };
    let mut top_k = [0.0];
    let gravity = gravity_m_per_s2(PLANET_MASS_KG, PLANET_RADIUS_M);
    config
        .ingredients
        .temperature
        .evaluate(&GUILLOT, &[1e-2], gravity, &mut top_k)
        .unwrap();
    let depth = spectrum(config, &hazy)[1];
    assert!((depth / black_body(2000.0, top_k[0]) - 1.0).abs() < 1e-3);
}

/// `2 ∫ I μ dμ` over many angles and layers, in double precision, at a wavenumber, of a grey gas.
fn plain_flux(
    (config, model): (&ModelConfig, &ForwardModel),
    planet: &Planet,
    sigma_m2: f64,
    per_cm: f64,
) -> f64 {
    let mut workspace = model.workspace();
    model.spectrum(&planet.values(), &mut workspace).unwrap();
    let atmosphere = workspace.atmosphere();
    let vmr = planet.vmr[0];
    let column = |i: usize| {
        let gravity = gravity_m_per_s2(config.planet_mass_kg, atmosphere.radius_m()[i]);
        vmr * sigma_m2 / (atmosphere.mean_molecular_weight_kg()[i] * gravity)
    };
    let pressure_pa = atmosphere.pressure_pa();
    let mut tau = vec![column(0) * pressure_pa[0]];
    for i in 1..pressure_pa.len() {
        let mean = 0.5 * (column(i - 1) + column(i));
        tau.push(tau[i - 1] + mean * (pressure_pa[i] - pressure_pa[i - 1]));
    }
    let source: Vec<f64> = atmosphere
        .temperature_k()
        .iter()
        .map(|t| black_body(per_cm, *t))
        .collect();
    let n_angles = 5000;
    let intensity = |mu: f64| {
        let transmission = |i: usize| (-tau[i] / mu).exp();
        let layer = |i: usize| {
            let x = (tau[i + 1] - tau[i]) / mu;
            (source[i + 1] - source[i]) * transmission(i) * -(-x).exp_m1() / x
        };
        source[0] + (0..tau.len() - 1).map(layer).sum::<f64>()
    };
    (0..n_angles)
        .map(|i| (f64::from(i) + 0.5) / f64::from(n_angles))
        .map(|mu| 2.0 * intensity(mu) * mu / f64::from(n_angles))
        .sum()
}

/// Relative error of four angles and single precision against 5,000 angles in double precision, for a grey gas of 1e-26 m²
/// of this abundance under a profile with these values.
fn quadrature_error(
    (name, nodes_pa): (&str, &[f64]),
    values: &[f64],
    log_vmr: f64,
    per_cm: f64,
) -> f64 {
    let sigma_m2 = 1e-26;
    let grey = narrow_grey(per_cm, sigma_m2);
    let mut config = emitting(vec![grey], SourceFunction::LinearInOpticalDepth);
    config.ingredients.temperature = profile(name, nodes_pa).unwrap();
    (config.cia, config.rayleigh) = (Vec::new(), false);
    let planet = Planet {
        temperature: values.to_vec(),
        ..planet(vec![10f64.powf(log_vmr)])
    };
    let model = ForwardModel::new(config.clone()).unwrap();
    let expected = plain_flux((&config, &model), &planet, sigma_m2, per_cm);
    spectrum(config, &planet)[1] / expected - 1.0
}

#[test]
fn a_smooth_profile_costs_less_than_three_ten_thousandths() {
    for per_cm in [1000.0, 2000.0, 9000.0] {
        for log_vmr in [-7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0] {
            let error = quadrature_error(("guillot2010", &[]), &GUILLOT, log_vmr, per_cm);
            println!("{per_cm} cm⁻¹, log VMR {log_vmr}: relative error {error:e}");
            assert!(error.abs() < 3e-4, "{per_cm}, {log_vmr}: {error:e}");
        }
    }
}

/// The sharper the profile, the less do errors of opposite sign at different optical depths cancel: a hot layer on top that
/// is thin (optical depth 3e-4 straight down) or thick (3), with a smooth and with a sharp end, and a mild inversion. Of a
/// thinner layer, three thousandths are no more than single precision leaves of the black body.
#[test]
fn hot_tops_and_inversions_cost_less_than_three_thousandths() {
    let profiles: [(&[f64], &[f64]); 3] = [
        (&[1e1, 1e2], &[2000.0, 500.0]),
        (&[1e1, 1.5e1], &[2500.0, 400.0]),
        (&[1e1, 1e3, 1e5], &[1500.0, 700.0, 1200.0]),
    ];
    for (nodes_pa, temperature_k) in profiles {
        for log_vmr in (-8..=0).map(|half_dex| 0.5 * f64::from(half_dex) - 0.3) {
            let error = quadrature_error(("nodes", nodes_pa), temperature_k, log_vmr, 9000.0);
            println!("{temperature_k:?} K, log VMR {log_vmr}: relative error {error:e}");
            assert!(error.abs() < 3e-3, "{temperature_k:?} K: {error:e}");
        }
    }
}

/// As in transmission: with all g points alike, correlated-k is cross sections.
#[test]
fn random_overlap_of_flat_distributions_adds_optical_depths() {
    use forward_model::LineTable;
    let gases = [Species::H2O, Species::CO2, Species::CH4];
    let flat = |gas: Species| {
        let samples = synthetic::cross_sections(gas, 60);
        let lines: &dyn LineTable = samples.lines();
        let (p, t) = (lines.pressure_pa(), lines.temperature_k());
        let shape = (p.len(), t.len(), lines.n_cells(), 5);
        let k_m2 =
            ndarray::Array4::from_shape_fn(shape, |(p, t, cell, _)| lines.value_m2(p, t, cell, 0));
        // Cells so narrow that the black body is the same all over them.
        let edges = lines.cell_bounds_per_cm().to_vec();
        let weights = vec![0.1, 0.2, 0.4, 0.2, 0.1];
        let samples = vec![0.1, 0.3, 0.5, 0.7, 0.9];
        let table = KTable::new(
            gas,
            p.to_vec(),
            t.to_vec(),
            edges,
            Points::of_g(samples, weights),
            k_m2,
        );
        Arc::new(OpacityTable::CorrelatedK(table.unwrap()))
    };
    let planet = Planet {
        vmr: vec![1e-3, 1e-5, 1e-4],
        ..warm_planet(0.0)
    };
    let bare = |opacities| {
        let mut config = warm_below(emitting(opacities, SourceFunction::LinearInOpticalDepth));
        (config.cia, config.rayleigh) = (Vec::new(), false);
        spectrum(config, &planet)
    };
    let correlated = bare(gases.map(flat).to_vec());
    let sampled = bare(gases.map(|gas| synthetic::cross_sections(gas, 60)).to_vec());
    for (a, b) in correlated.iter().zip(&sampled).skip(1).take(58) {
        assert!((a / b - 1.0).abs() < 5e-3, "{a} {b}");
    }
}

#[test]
fn doubling_the_layers_changes_less_than_two_thousandths() {
    let opacities = || vec![synthetic::k_table(Species::H2O, 60, 8)];
    let depth = |n_layers: usize| {
        let config = ModelConfig {
            pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, n_layers).unwrap(),
            ..warm_below(emitting(opacities(), SourceFunction::LinearInOpticalDepth))
        };
        spectrum(config, &warm_planet(1e-3))
    };
    let (default, fine) = (depth(80), depth(640));
    let differences = default.iter().zip(&fine).map(|(a, b)| (a / b - 1.0).abs());
    let largest = differences.fold(0.0, f64::max);
    println!("80 against 640 layers: {largest:e}");
    assert!(largest < 2e-3, "{largest}");
}

/// The star's own spectrum takes the place of the black body: one that is a black body changes nothing.
#[test]
fn a_star_of_tabulated_black_body_radiation_is_a_black_body() {
    let opacity = || vec![synthetic::k_table(Species::H2O, 60, 4)];
    let plain = emitting(opacity(), SourceFunction::LinearInOpticalDepth);
    let wavelength_um: Vec<f64> = (0..20_000).map(|i| 0.5 + 6e-4 * f64::from(i)).collect();
    let flux = |um: &f64| {
        let per_cm = 1e4 / um;
        std::f64::consts::PI * planck_w_per_m2_sr_per_cm(per_cm, STAR_TEMPERATURE_K) * per_cm / um
    };
    let flux_w_per_m2_um = wavelength_um.iter().map(flux).collect();
    let mut tabulated = plain.clone();
    let table = StarSpectrum::new(wavelength_um, flux_w_per_m2_um).unwrap();
    tabulated.star.spectrum = Some(Arc::new(table));
    let planet = planet(vec![1e-3]);
    for (a, b) in spectrum(plain, &planet)
        .iter()
        .zip(spectrum(tabulated, &planet))
    {
        assert!((a / b - 1.0).abs() < 1e-4, "{a} {b}");
    }
}

#[test]
fn a_star_spectrum_that_is_too_short_is_rejected() {
    let mut config = emitting(
        vec![synthetic::k_table(Species::H2O, 60, 4)],
        SourceFunction::LinearInOpticalDepth,
    );
    let table = StarSpectrum::new(vec![1.0, 2.0], vec![1.0, 1.0]).unwrap();
    config.star.spectrum = Some(Arc::new(table));
    let error = ForwardModel::new(config).err().unwrap().to_string();
    assert!(error.contains("star's spectrum"), "{error}");
}

/// The same cross section at both points of every cell.
fn grey_k_table(cells: Vec<[f64; 2]>) -> KTable {
    let k_m2 = ndarray::Array4::from_elem((1, 1, cells.len(), 2), 1e-26);
    let points = Points::of_g(vec![0.25, 0.75], vec![0.5, 0.5]);
    KTable::new(Species::CO, vec![1.0], vec![1e3], cells, points, k_m2).unwrap()
}

/// One cell as broad as Spitzer's second channel: `∫ F_p dλ / ∫ F_⋆ dλ` of black bodies, and the same with `λ dλ`, by 20,000
/// midpoints in wavelength.
#[test]
fn a_broad_cell_of_a_k_table_is_the_ratio_of_what_is_detected() {
    for detected in [Detected::Photons, Detected::Energy] {
        let cells = vec![[1e4 / 5.22, 1e4 / 3.73]];
        let opacity = Arc::new(OpacityTable::CorrelatedK(grey_k_table(cells)));
        let config = ModelConfig {
            detected,
            ..emitting(vec![opacity], SourceFunction::LinearInOpticalDepth)
        };
        let light = |temperature_k: f64| -> f64 {
            let at = |i: i32| {
                let um = 3.73 + 1.49 * (f64::from(i) + 0.5) / 20_000.0;
                // B_λ = B_ν̃ dν̃/dλ, 1e4 / λ² with λ in µm.
                let energy = planck_w_per_m2_sr_per_cm(1e4 / um, temperature_k) / (um * um);
                energy
                    * if detected == Detected::Photons {
                        um
                    } else {
                        1.0
                    }
            };
            (0..20_000).map(at).sum()
        };
        let expected = area_ratio() * light(1100.0) / light(STAR_TEMPERATURE_K);
        let error = spectrum(config, &planet(vec![1e-3]))[0] / expected - 1.0;
        assert!(error.abs() < 1e-5, "{detected:?}: {error:e}");
    }
}

/// Down to where a black body falls by thirty powers of e within a cell.
#[test]
fn broad_cells_of_any_table_are_the_ratio_of_their_photons() {
    let edges_um = [0.6, 0.99, 1.1, 1.7, 3.1, 4.0, 5.0, 11.0];
    let edges: Vec<f64> = edges_um.iter().rev().map(|um| 1e4 / um).collect();
    let cells: Vec<[f64; 2]> = edges.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let k_table = grey_k_table(cells);
    let samples: Vec<f64> = (0..30).map(|i| 909.0 * 1.11f64.powi(i)).collect();
    let sampled =
        CrossSectionTable::tabulate(Species::CO, &[1.0], &[1e3], &samples, |_, _, _| 1e-26);
    for table in [OpacityTable::CorrelatedK(k_table), sampled.unwrap().into()] {
        let table = Arc::new(table);
        let config = emitting(vec![table.clone()], SourceFunction::LinearInOpticalDepth);
        let cells = table.lines().cell_bounds_per_cm();
        for temperature_k in [500.0, 700.0, 1000.0, 1200.0, 2000.0, 3000.0] {
            let planet = Planet {
                temperature: vec![temperature_k],
                ..planet(vec![1e-3])
            };
            for (depth, bounds) in spectrum(config.clone(), &planet).iter().zip(cells) {
                let error = depth / mean_black_body(*bounds, temperature_k) - 1.0;
                assert!(
                    error.abs() < 3e-4,
                    "{temperature_k} K, {bounds:?} cm⁻¹: {error:e}"
                );
            }
        }
    }
}
