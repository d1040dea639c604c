//! A spectrum does not depend on where the pressure grid begins: against an integral over the whole atmosphere, written
//! down here in double precision with its own constants, hydrostatics and steps.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    ForwardModel, FreeChemistry, Geometry, Ingredients, KTable, ModelConfig, OpacityTable, Points,
    PressureGrid, SourceFunction, Species, Star, cloud, profile,
};
use ndarray::Array4;
use synthetic::{grey, simpson, spectrum};

const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
const ATOMIC_MASS_KG: f64 = 1.660_539_066_6e-27;
/// `G M` of Jupiter, m³/s², and its radius, m; IAU 2015.
const JUPITER_GM: f64 = 1.266_865_3e17;
const JUPITER_RADIUS_M: f64 = 7.1492e7;
const SUN_RADIUS_M: f64 = 6.957e8;
/// H2 and He as 0.8547 to 0.1453; masses of the molecules in atomic mass units.
const BACKGROUND: [(Species, f64, f64); 2] = [
    (Species::H2, 0.8547, 2.016),
    (Species::He, 0.1453, 4.002_602),
];
const H2O_MASS: f64 = 18.015;
/// Where the plain integral ends: at this pressure, or at ten radii of the planet, where a model ends its atmosphere.
const END_PA: f64 = 1e-12;

/// An isothermal planet in front of its star, with water vapour in H2 and He.
#[derive(Debug, Clone, Copy)]
struct Scene {
    star_rsun: f64,
    mass_mjup: f64,
    /// At the reference pressure.
    radius_rjup: f64,
    reference_bar: f64,
    temperature_k: f64,
    log_vmr: f64,
    /// What other gases add to the mean mass of a molecule, atomic mass units.
    extra_mass: f64,
}

const WASP_39B: Scene = Scene {
    star_rsun: 0.939,
    mass_mjup: 0.281,
    radius_rjup: 1.2,
    reference_bar: 10.0,
    temperature_k: 1000.0,
    log_vmr: -3.0,
    extra_mass: 0.0,
};

/// Charbonneau et al. (2009, Nature 462, 891).
const GJ_1214B: Scene = Scene {
    star_rsun: 0.2110,
    mass_mjup: 6.55 / 317.83,
    radius_rjup: 2.678 / 11.209,
    reference_bar: 1e-2,
    temperature_k: 555.0,
    log_vmr: -3.0,
    extra_mass: 0.0,
};

/// Libby-Roberts et al. (2020, AJ 159, 57): 3.69 Earth masses, 6.89 Earth radii, 543 K; the radius is that of the haze.
const KEPLER_51B: Scene = Scene {
    star_rsun: 0.881,
    mass_mjup: 3.69 / 317.83,
    radius_rjup: 6.89 / 11.209,
    reference_bar: 3e-6,
    temperature_k: 543.0,
    log_vmr: -3.0,
    extra_mass: 0.0,
};

/// Piaulet et al. (2021, AJ 161, 70).
const WASP_107B: Scene = Scene {
    star_rsun: 0.67,
    mass_mjup: 0.096,
    radius_rjup: 0.94,
    reference_bar: 1e-2,
    temperature_k: 740.0,
    log_vmr: -3.0,
    extra_mass: 0.0,
};

/// Benneke et al. (2019, ApJ 887, L14).
const K2_18B: Scene = Scene {
    star_rsun: 0.4445,
    mass_mjup: 8.63 / 317.83,
    radius_rjup: 2.61 / 11.209,
    reference_bar: 1e-2,
    temperature_k: 255.0,
    log_vmr: -3.0,
    extra_mass: 0.0,
};

impl Scene {
    /// `G M μ / k T`, m.
    fn length_m(&self) -> f64 {
        let vmr = 10f64.powf(self.log_vmr);
        let background: f64 = BACKGROUND.iter().map(|(_, share, mass)| share * mass).sum();
        let mass = vmr * H2O_MASS + (1.0 - vmr) * background + self.extra_mass;
        let mass_kg = ATOMIC_MASS_KG * mass;
        JUPITER_GM * self.mass_mjup * mass_kg / (BOLTZMANN_J_PER_K * self.temperature_k)
    }

    /// Hydrostatic equilibrium, `dln P = −(G M μ / k T) dr / r²`.
    fn radius_m(&self, pressure_pa: f64) -> f64 {
        let log_ratio = (1e5 * self.reference_bar / pressure_pa).ln();
        1.0 / (1.0 / (self.radius_rjup * JUPITER_RADIUS_M) - log_ratio / self.length_m())
    }

    fn pressure_pa(&self, radius_m: f64) -> f64 {
        let reference_m = self.radius_rjup * JUPITER_RADIUS_M;
        1e5 * self.reference_bar * (-self.length_m() * (1.0 / reference_m - 1.0 / radius_m)).exp()
    }

    fn end_m(&self) -> f64 {
        let end_m = 10.0 * self.radius_rjup * JUPITER_RADIUS_M;
        match self.pressure_pa(end_m) < END_PA {
            true => self.radius_m(END_PA),
            false => end_m,
        }
    }

    /// Molecules per m² along the chord of tangent radius `b`, out to the end: with `r = b cosh t`, Simpson's rule in `t`.
    fn chord_per_m2(&self, b: f64) -> f64 {
        const STEPS: usize = 400;
        let end = (self.end_m() / b).max(1.0).acosh();
        // Where the density has fallen by e^−40, if that is nearer.
        let end = end.min(9.0 * (b / self.length_m()).sqrt());
        let at = |t: f64| {
            let radius_m = b * t.cosh();
            self.pressure_pa(radius_m) / (BOLTZMANN_J_PER_K * self.temperature_k) * radius_m
        };
        2.0 * simpson(STEPS, end, at)
    }

    /// `[r_0² + 2 ∫ (1 − T) b db] / R_⋆²` from the pressure `bottom_bar` to the end, Simpson's rule in log pressure;
    /// `transmission` is a function of the molecules per m² along a chord.
    fn depth(&self, bottom_bar: f64, transmission: impl Fn(f64) -> f64) -> f64 {
        const STEPS: usize = 8000;
        let star_m = self.star_rsun * SUN_RADIUS_M;
        let bottom_pa = 1e5 * bottom_bar;
        let at = |x: f64| {
            let b = self.radius_m(bottom_pa * (-x).exp());
            // d(b²) = 2 b³ dx / (G M μ / k T)
            (1.0 - transmission(self.chord_per_m2(b))) * 2.0 * b.powi(3) / self.length_m()
        };
        let annuli = simpson(STEPS, (bottom_pa / self.pressure_pa(self.end_m())).ln(), at);
        (self.radius_m(bottom_pa).powi(2) + annuli) / star_m.powi(2)
    }

    fn config(
        &self,
        opacities: Vec<Arc<OpacityTable>>,
        top_bar: f64,
        n_layers: usize,
    ) -> ModelConfig {
        let gases: Vec<Species> = opacities.iter().map(|table| table.species()).collect();
        let isothermal = profile("isothermal", &[]).unwrap();
        ModelConfig {
            star: Star {
                radius_m: self.star_rsun * SUN_RADIUS_M,
                temperature_k: 5000.0,
                spectrum: None,
            },
            planet_mass_kg: forward_model::units::kg_from_jupiter_masses(self.mass_mjup),
            reference_pressure_pa: 1e5 * self.reference_bar,
            pressure_grid: PressureGrid::log_spaced(1e5 * top_bar, 1e7, n_layers).unwrap(),
            background: BACKGROUND
                .iter()
                .map(|(gas, share, _)| (*gas, *share))
                .collect(),
            ingredients: Ingredients::cloudless(isothermal, FreeChemistry::constant(&gases)),
            cia: Vec::new(),
            rayleigh: false,
            ..synthetic::config(opacities, n_layers)
        }
    }

    fn values(&self) -> Vec<f64> {
        vec![self.radius_rjup, self.temperature_k, self.log_vmr]
    }
}

/// Layers of about a quarter of a scale height, as in the studies that come with the program.
fn layers(top_bar: f64) -> usize {
    (80.0 / 9.0 * (100.0 / top_bar).log10()).round() as usize
}

/// Checks depths on grids that begin at these pressures against the plain integral.
fn check(name: &str, expected: f64, limit_ppm: f64, tops_bar: &[f64], found: impl Fn(f64) -> f64) {
    for top_bar in tops_bar {
        let error_ppm = 1e6 * (found(*top_bar) - expected);
        let expected_ppm = 1e6 * expected;
        println!("{name}, grid from {top_bar:e} bar: {expected_ppm:.1} ppm, {error_ppm:+.2}");
        assert!(error_ppm.abs() < limit_ppm, "{name}: {error_ppm} ppm");
    }
}

/// The number of the first case is that of an integral made elsewhere.
#[test]
fn a_grey_gas_takes_the_light_of_the_whole_atmosphere_wherever_the_grid_begins() {
    let expected = WASP_39B.depth(100.0, |n| (-1e-25 * n).exp());
    assert!((1e6 * expected - 25_034.6).abs() < 0.1, "{expected}");
    // Kepler-51b with the strongest gas is opaque out to four radii.
    for (scene, name, limit_ppm) in [
        (WASP_39B, "WASP-39b", 0.5),
        (GJ_1214B, "GJ 1214b", 0.5),
        (KEPLER_51B, "Kepler-51b", 1.5),
    ] {
        for sigma_m2 in [1e-24, 1e-22, 1e-20] {
            let expected = scene.depth(100.0, |n| (-1e-3 * sigma_m2 * n).exp());
            let found = |top_bar| {
                let config =
                    scene.config(vec![grey(Species::H2O, sigma_m2)], top_bar, layers(top_bar));
                spectrum(config, &scene.values()).unwrap()[0]
            };
            let name = format!("{name}, {sigma_m2:e} m²");
            check(
                &name,
                expected,
                limit_ppm,
                &[1e-11, 1e-7, 1e-6, 1e-4],
                found,
            );
        }
    }
}

/// Each g point is grey and the gases overlap at random, so that the transmission along a chord is `Π Σ_g w_g exp(−σ_g N)`.
#[test]
fn the_gases_of_k_tables_overlap_at_random_above_the_grid_too() {
    let gases = [
        (Species::H2O, -3.0, 1e-22),
        (Species::CO2, -4.0, 1e-20),
        (Species::CO, -3.5, 1e-23),
    ];
    let weights = [0.4, 0.3, 0.2, 0.07, 0.03];
    // From 1e-2 to 1e4 of the strength given above.
    let sigma_m2 = |strength: f64, i_g: usize| strength * 10f64.powf(1.5 * i_g as f64 - 2.0);
    let table = |(gas, _, strength): &(Species, f64, f64)| {
        let k_m2 = Array4::from_shape_fn((1, 1, 3, 5), |(_, _, _, i_g)| {
            sigma_m2(*strength, i_g) as f32
        });
        let bins = (1..4)
            .map(|i| [f64::from(i), f64::from(i + 1)].map(|x| 1e3 * x))
            .collect();
        let samples = vec![0.2, 0.55, 0.8, 0.935, 0.985];
        let table = KTable::new(
            *gas,
            vec![1.0],
            vec![1000.0],
            bins,
            Points::of_g(samples, weights.to_vec()),
            k_m2,
        );
        Arc::new(OpacityTable::CorrelatedK(table.unwrap()))
    };
    // The background's share falls and the air becomes a little heavier: as in `length_m`, by water vapour of this much.
    let scene = Scene {
        log_vmr: f64::NEG_INFINITY,
        ..WASP_39B
    };
    let heavier = Scene {
        extra_mass: gases
            .iter()
            .map(|(gas, log_vmr, _)| {
                let background: f64 = BACKGROUND.iter().map(|(_, share, mass)| share * mass).sum();
                10f64.powf(*log_vmr) * (gas.molar_mass_g() - background)
            })
            .sum(),
        ..scene
    };
    let transmission = |n: f64| -> f64 {
        let of_gas = |(_, log_vmr, strength): &(Species, f64, f64)| -> f64 {
            let tau = |i_g| 10f64.powf(*log_vmr) * sigma_m2(*strength, i_g) * n;
            weights
                .iter()
                .enumerate()
                .map(|(i_g, weight)| weight * (-tau(i_g)).exp())
                .sum()
        };
        gases.iter().map(of_gas).product()
    };
    let expected = heavier.depth(100.0, transmission);
    let found = |top_bar| {
        let tables = gases.iter().map(table).collect();
        let mut values = vec![scene.radius_rjup, scene.temperature_k];
        values.extend(gases.iter().map(|(_, log_vmr, _)| log_vmr));
        spectrum(scene.config(tables, top_bar, layers(top_bar)), &values).unwrap()[0]
    };
    check(
        "three gases",
        expected,
        0.5,
        &[1e-11, 1e-7, 1e-6, 1e-5],
        found,
    );
}

/// A deck hides what is below it, from a disc with a sharp edge, over half of the limb. Above the grid it leaves one level.
#[test]
fn patchy_clouds_let_the_light_above_them_pass_or_not_wherever_the_grid_begins() {
    let sigma_m2 = 1e-22;
    for scene in [WASP_39B, GJ_1214B] {
        for log_top_bar in [-2.0, -5.5, -7.5] {
            let transmission = |n: f64| (-1e-3 * sigma_m2 * n).exp();
            let cloudy = scene.depth(10f64.powf(log_top_bar), transmission);
            let expected = 0.5 * (cloudy + scene.depth(100.0, transmission));
            let found = |top_bar| {
                let mut config =
                    scene.config(vec![grey(Species::H2O, sigma_m2)], top_bar, layers(top_bar));
                config.ingredients.clouds = vec![cloud("grey_deck").unwrap()];
                config.ingredients.patchy_clouds = true;
                let mut values = scene.values();
                values.extend([log_top_bar, 0.5]);
                spectrum(config, &values).unwrap()[0]
            };
            let name = format!("cloud top 1e{log_top_bar} bar");
            check(&name, expected, 0.5, &[1e-11, 1e-7, 1e-6, 1e-4], found);
        }
    }
}

#[test]
fn the_highest_level_contributes_what_is_opaque_above_it() {
    let config = WASP_39B.config(vec![grey(Species::H2O, 1e-20)], 1e-5, 60);
    let model = ForwardModel::new(config).unwrap();
    let contribution = model.contribution_function(&WASP_39B.values()).unwrap();
    // The planet is opaque up to some 1e-9 bar, so that all of it happens at the top.
    assert!(
        contribution.weight[[0, 0]] > 0.99,
        "{}",
        contribution.weight[[0, 0]]
    );
    let alone = &model.contributions(&WASP_39B.values()).unwrap()[0].depth[0];
    let mut workspace = model.workspace();
    let all = model.spectrum(&WASP_39B.values(), &mut workspace).unwrap()[0];
    assert!((alone - all).abs() < 1e-12);
}

/// 3.7 Earth masses, 6.9 Earth radii at 1 bar and 540 K: opaque as far as there is gas, in both geometries.
#[test]
fn an_atmosphere_without_an_end_fails_and_those_of_inflated_planets_do_not() {
    let endless = Scene {
        reference_bar: 1.0,
        temperature_k: 540.0,
        ..KEPLER_51B
    };
    let of = |scene: &Scene, sigma_m2: f64, geometry: Geometry| {
        let mut config = scene.config(vec![grey(Species::H2O, sigma_m2)], 1e-7, 80);
        config.geometry = geometry;
        spectrum(config, &scene.values())
    };
    let linear = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
    for geometry in [Geometry::Transmission, linear] {
        let failure = of(&endless, 1e-24, geometry).unwrap_err();
        assert_eq!(failure.code(), 5);
        assert!(failure.to_string().contains("no end"), "{failure}");
        for inflated in [WASP_39B, GJ_1214B, KEPLER_51B, WASP_107B, K2_18B] {
            assert!(of(&inflated, 1e-20, geometry).is_ok(), "{inflated:?}");
        }
    }
}

/// Earth radii typed as Jupiter's.
#[test]
fn a_depth_above_one_fails_in_both_geometries() {
    let typed = Scene {
        radius_rjup: 14.2,
        mass_mjup: 89.0,
        temperature_k: 2500.0,
        ..WASP_39B
    };
    for geometry in [
        Geometry::Transmission,
        Geometry::Emission(SourceFunction::IsothermalLayers),
    ] {
        let config = ModelConfig {
            geometry,
            star: Star {
                temperature_k: 2600.0,
                radius_m: 0.5 * SUN_RADIUS_M,
                spectrum: None,
            },
            ..typed.config(vec![grey(Species::H2O, 1e-24)], 1e-7, 80)
        };
        let failure = spectrum(config, &typed.values()).unwrap_err();
        assert_eq!(failure.code(), 6, "{failure}");
        assert!(
            failure.to_string().contains(geometry.quantity()),
            "{failure}"
        );
    }
}
