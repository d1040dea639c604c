//! A spectrum does not depend on where the pressure grid begins: against an integral over the whole atmosphere, written
//! down here in double precision with its own constants, hydrostatics and steps.

mod synthetic;

use std::{f64::consts::PI, sync::Arc};

use forward_model::{
    ForwardModel, FreeChemistry, Ingredients, KTable, ModelConfig, OpacityTable, PressureGrid,
    Species, Star, cloud, profile,
};
use ndarray::Array4;
use synthetic::grey;

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
}

const WASP_39B: Scene = Scene {
    star_rsun: 0.939,
    mass_mjup: 0.281,
    radius_rjup: 1.2,
    reference_bar: 10.0,
    temperature_k: 1000.0,
    log_vmr: -3.0,
};

/// Charbonneau et al. (2009, Nature 462, 891).
const GJ_1214B: Scene = Scene {
    star_rsun: 0.2110,
    mass_mjup: 6.55 / 317.83,
    radius_rjup: 2.678 / 11.209,
    reference_bar: 1e-2,
    temperature_k: 555.0,
    log_vmr: -3.0,
};

/// Libby-Roberts et al. (2020, AJ 159, 57): 3.69 Earth masses, 6.89 Earth radii, 543 K; the radius is that of the haze.
const KEPLER_51B: Scene = Scene {
    star_rsun: 0.881,
    mass_mjup: 3.69 / 317.83,
    radius_rjup: 6.89 / 11.209,
    reference_bar: 3e-6,
    temperature_k: 543.0,
    log_vmr: -3.0,
};

impl Scene {
    /// `G M μ / k T`, m.
    fn length_m(&self) -> f64 {
        let vmr = 10f64.powf(self.log_vmr);
        let background: f64 = BACKGROUND.iter().map(|(_, share, mass)| share * mass).sum();
        let mass_kg = ATOMIC_MASS_KG * (vmr * H2O_MASS + (1.0 - vmr) * background);
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

/// `∫_0^end f(x) dx` in an even number of steps.
fn simpson(n_steps: usize, end: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = end / n_steps as f64;
    let weight = |i: usize| match i {
        0 => 1.0,
        i if i == n_steps => 1.0,
        i => 2.0 + 2.0 * (i % 2) as f64,
    };
    let sum: f64 = (0..=n_steps).map(|i| weight(i) * f(step * i as f64)).sum();
    sum * step / 3.0
}

fn spectrum(config: ModelConfig, values: &[f64]) -> Vec<f64> {
    let model = ForwardModel::new(config).unwrap();
    let mut workspace = model.workspace();
    model.spectrum(values, &mut workspace).unwrap().to_vec()
}

/// Layers of about a quarter of a scale height, as in the studies that come with the program.
fn layers(top_bar: f64) -> usize {
    (80.0 / 9.0 * (100.0 / top_bar).log10()).round() as usize
}

#[test]
fn a_grey_gas_takes_the_light_of_the_whole_atmosphere_wherever_the_grid_begins() {
    let expected = WASP_39B.depth(100.0, |n| (-1e-25 * n).exp());
    println!("{expected}");
    for n in [80, 160, 640] {
        let config = WASP_39B.config(vec![grey(Species::H2O, 1e-22)], 1e-7, n);
        println!(
            "{n} {} ppm",
            1e6 * (spectrum(config, &WASP_39B.values())[0] - expected)
        );
    }
    for n in [80, 160, 640] {
        let config = WASP_39B.config(vec![grey(Species::H2O, 1e-22)], 1e-10, n);
        println!(
            "{n} {} ppm",
            1e6 * (spectrum(config, &WASP_39B.values())[0] - expected)
        );
    }
    for (scene, name) in [
        (WASP_39B, "WASP-39b"),
        (GJ_1214B, "GJ 1214b"),
        (KEPLER_51B, "Kepler-51b"),
    ] {
        for log_sigma in [-23, -22, -20, -18] {
            let sigma_m2 = 10f64.powi(log_sigma);
            let expected = scene.depth(100.0, |n| (-1e-3 * sigma_m2 * n).exp());
            for top_bar in [1e-11, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] {
                let config =
                    scene.config(vec![grey(Species::H2O, sigma_m2)], top_bar, layers(top_bar));
                let model = ForwardModel::new(config).unwrap();
                let found = model
                    .spectrum(&scene.values(), &mut model.workspace())
                    .map(|d| d[0]);
                match found {
                    Ok(found) => println!(
                        "{name} {sigma_m2:e} top {top_bar:e} bar: {:.1} {:.2} ppm",
                        1e6 * expected,
                        1e6 * (found - expected)
                    ),
                    Err(e) => println!(
                        "{name} {sigma_m2:e} top {top_bar:e} bar: {:.1} {e}",
                        1e6 * expected
                    ),
                }
            }
        }
    }
}
