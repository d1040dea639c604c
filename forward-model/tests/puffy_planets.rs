//! Planets of few scale heights, whose atmosphere reaches out to several of their radii: the spectrum does not depend on how
//! far beyond that the pressure grid goes. Against an integral over the whole atmosphere out to ten radii, written down here in
//! double precision with its own constants, hydrostatics and quadrature.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    CrossSectionTable, ForwardModel, FreeChemistry, Geometry, Ingredients, ModelConfig,
    PressureGrid, SimulationFailure, SourceFunction, Species, Star, cloud, profile, units,
};
use synthetic::{simpson, spectrum};

const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
const ATOMIC_MASS_KG: f64 = 1.660_539_066_6e-27;
/// `G M` of Jupiter, m³/s², and its radius, m; IAU 2015.
const JUPITER_GM: f64 = 1.266_865_3e17;
const JUPITER_RADIUS_M: f64 = 7.1492e7;
const SUN_RADIUS_M: f64 = 6.957e8;
/// H2 and He as 0.8547 to 0.1453, and a trace of water vapour; masses in atomic mass units.
const LOG_VMR: f64 = -5.0;
const MASS: f64 = (1.0 - 1e-5) * (0.8547 * 2.016 + 0.1453 * 4.002_602) + 1e-5 * 18.015;
/// Where grids begin: from below three radii of these planets to pressures that no radius has.
const TOPS_BAR: [f64; 8] = [1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];

/// An isothermal planet of one grey gas, its radius at 1 bar, in front of a star of 0.88 solar radii.
#[derive(Debug, Clone, Copy)]
struct Planet {
    mass_mjup: f64,
    radius_rjup: f64,
    temperature_k: f64,
    /// Of a molecule of the atmosphere.
    sigma_m2: f64,
}

const N_LAYERS: usize = 100;
/// Wavenumber, cm⁻¹, of the cell that is looked at.
const PER_CM: f64 = 2000.0;

const PUFFY: Planet = Planet {
    mass_mjup: 0.0116,
    radius_rjup: 0.52,
    temperature_k: 540.0,
    sigma_m2: 1e-28,
};

const HOT: Planet = Planet {
    mass_mjup: 0.02,
    radius_rjup: 0.5,
    temperature_k: 900.0,
    ..PUFFY
};

/// Ten scale heights.
const LIGHT: Planet = Planet {
    mass_mjup: 0.006,
    ..PUFFY
};

impl Planet {
    fn reference_m(&self) -> f64 {
        self.radius_rjup * JUPITER_RADIUS_M
    }

    /// `G M μ / k T`, m.
    fn length_m(&self) -> f64 {
        let mass_kg = MASS * ATOMIC_MASS_KG;
        JUPITER_GM * self.mass_mjup * mass_kg / (BOLTZMANN_J_PER_K * self.temperature_k)
    }

    fn radius_m(&self, pressure_bar: f64) -> f64 {
        1.0 / (1.0 / self.reference_m() + pressure_bar.ln() / self.length_m())
    }

    /// Molecules per m³.
    fn density_per_m3(&self, radius_m: f64) -> f64 {
        let exponent = self.length_m() * (1.0 / self.reference_m() - 1.0 / radius_m);
        1e5 * (-exponent).exp() / (BOLTZMANN_J_PER_K * self.temperature_k)
    }

    /// Along the chord of tangent radius `b` out to the end.
    fn optical_depth(&self, b: f64, end_m: f64) -> f64 {
        let half_m = (end_m.powi(2) - b.powi(2)).max(0.0).sqrt();
        // Points that are dense near the tangent point, s = b sinh t.
        let at = |t: f64| {
            let s = b * t.sinh();
            self.density_per_m3((b * b + s * s).sqrt()) * b * t.cosh()
        };
        2.0 * self.sigma_m2 * simpson(600, (half_m / b).asinh(), at)
    }

    /// The disc out to `bottom_bar` and the annuli up to ten radii, in the root of the distance from there, of which a
    /// chord's column is an odd function.
    fn depth(&self, bottom_bar: f64) -> f64 {
        let end_m = 10.0 * self.reference_m();
        let bottom_m = self.radius_m(bottom_bar);
        let at = |y: f64| {
            let b = end_m - y * y;
            2.0 * b * (1.0 - (-self.optical_depth(b, end_m)).exp()) * 2.0 * y
        };
        let annuli = simpson(6000, (end_m - bottom_m).sqrt(), at);
        (bottom_m.powi(2) + annuli) / (0.88 * SUN_RADIUS_M).powi(2)
    }

    fn config(&self, top_bar: f64, n_layers: usize) -> ModelConfig {
        let law_m2 = |_, _, _| self.sigma_m2 / 10f64.powf(LOG_VMR);
        // In cells so narrow that a black body is the same all over them.
        let per_cm = [PER_CM - 10.0, PER_CM, PER_CM + 10.0];
        let table = CrossSectionTable::tabulate(Species::H2O, &[1.0], &[1000.0], &per_cm, law_m2);
        let table = Arc::new(table.unwrap().into());
        let isothermal = profile("isothermal", &[]).unwrap();
        ModelConfig {
            star: Star {
                radius_m: 0.88 * SUN_RADIUS_M,
                temperature_k: 5000.0,
                spectrum: None,
            },
            planet_mass_kg: units::kg_from_jupiter_masses(self.mass_mjup),
            reference_pressure_pa: 1e5,
            pressure_grid: PressureGrid::log_spaced(1e5 * top_bar, 1e7, n_layers).unwrap(),
            background: vec![(Species::H2, 0.8547), (Species::He, 0.1453)],
            ingredients: Ingredients::cloudless(
                isothermal,
                FreeChemistry::constant(&[Species::H2O]),
            ),
            cia: Vec::new(),
            rayleigh: false,
            ..synthetic::config(vec![table], n_layers)
        }
    }

    fn values(&self) -> Vec<f64> {
        vec![self.radius_rjup, self.temperature_k, LOG_VMR]
    }
}

/// Checks what is found on grids that begin at these pressures.
fn check(name: &str, expected: f64, limit: f64, found: impl Fn(f64) -> f64) {
    for top_bar in TOPS_BAR {
        let error = found(top_bar) - expected;
        println!("{name}, grid from {top_bar:e} bar: {expected:.2}, {error:+.3}");
        assert!(error.abs() < limit, "{name}: {error}");
    }
}

/// Opaque out to 2, 3, 4 and 4.6 radii, to 2.7 on a planet of 18 scale heights and to 3.6 on one of ten.
#[test]
fn a_transit_depth_is_that_of_the_whole_atmosphere_wherever_the_grid_begins() {
    for (planet, sigma_m2) in [
        (PUFFY, 1e-29),
        (PUFFY, 1e-28),
        (PUFFY, 3.3e-28),
        (PUFFY, 6e-28),
        (HOT, 3.3e-28),
        (LIGHT, 1e-31),
    ] {
        let planet = Planet { sigma_m2, ..planet };
        let name = format!("{} M_J, {sigma_m2:e} m²", planet.mass_mjup);
        check(&name, 1e6 * planet.depth(100.0), 1.0, |top_bar| {
            let config = planet.config(top_bar, N_LAYERS);
            1e6 * spectrum(config, &planet.values()).unwrap()[0]
        });
    }
}

/// Over half of the limb, from far below the grids' tops to above that of one; there a deck leaves a single level.
#[test]
fn so_is_that_above_patchy_clouds() {
    for log_top_bar in [-1.0, -3.5, -5.4] {
        let cloudy = PUFFY.depth(10f64.powf(log_top_bar));
        let expected = 0.5 * (PUFFY.depth(100.0) + cloudy);
        let name = format!("cloud top 1e{log_top_bar} bar");
        check(&name, 1e6 * expected, 0.5, |top_bar| {
            1e6 * above_clouds(top_bar, log_top_bar).unwrap()
        });
    }
}

fn above_clouds(top_bar: f64, log_top_bar: f64) -> Result<f64, SimulationFailure> {
    let mut config = PUFFY.config(top_bar, N_LAYERS);
    config.ingredients.clouds = vec![cloud("grey_deck").unwrap()];
    config.ingredients.patchy_clouds = true;
    let mut values = PUFFY.values();
    values.extend([log_top_bar, 0.5]);
    Ok(spectrum(config, &values)?[0])
}

/// At 6 radii, and where no radius has so little pressure.
#[test]
fn clouds_beyond_five_radii_have_no_end_and_none_float_where_nothing_is_bound() {
    let code = |log_top_bar| above_clouds(1e-12, log_top_bar).unwrap_err().code();
    assert_eq!([code(-7.4), code(-10.0)], [5, 2]);
}

/// A planet of 1.9 scale heights, and one of 2.1 whose atmosphere reaches ten radii at 0.15 bar.
#[test]
fn a_planet_within_its_sonic_radius_is_not_bound() {
    for (scale_heights, code) in [(1.9, 2), (2.1, 5)] {
        let mass_mjup = PUFFY.mass_mjup * scale_heights * PUFFY.reference_m() / PUFFY.length_m();
        let planet = Planet { mass_mjup, ..PUFFY };
        let failure = spectrum(planet.config(1e-7, N_LAYERS), &planet.values()).unwrap_err();
        assert_eq!(failure.code(), code, "{failure}");
    }
}

/// Warmer below: linear in log pressure between these pressures, bar, and temperatures, K, and constant beyond.
const NODES: [(f64, f64); 2] = [(2e-5, 450.0), (1e-3, 650.0)];

fn temperature_k(pressure_bar: f64) -> f64 {
    let [(top_bar, top_k), (bottom_bar, bottom_k)] = NODES;
    let share = (pressure_bar / top_bar).ln() / (bottom_bar / top_bar).ln();
    top_k + share.clamp(0.0, 1.0) * (bottom_k - top_k)
}

impl Planet {
    /// Optical depths straight down from ten radii and temperatures there, from space to 100 bar: steps of the logarithm of
    /// pressure, `d(1/r) = (k T / G M μ) d ln P` and `dτ = σ P r² / (G M μ) d ln P`.
    fn column(&self) -> Vec<(f64, f64)> {
        const STEP: f64 = 1e-3;
        let gm = JUPITER_GM * self.mass_mjup * MASS * ATOMIC_MASS_KG;
        let slope = |ln_bar: f64| BOLTZMANN_J_PER_K * temperature_k(ln_bar.exp()) / gm;
        let (mut ln_bar, mut inverse_per_m) = (0.0, 1.0 / self.reference_m());
        while inverse_per_m > 0.1 / self.reference_m() {
            inverse_per_m -= STEP * slope(ln_bar - 0.5 * STEP);
            ln_bar -= STEP;
        }
        let (mut tau, mut column) = (0.0, vec![(0.0, temperature_k(ln_bar.exp()))]);
        while ln_bar < 100f64.ln() {
            let middle = ln_bar + 0.5 * STEP;
            let middle_per_m = inverse_per_m + 0.5 * STEP * slope(ln_bar);
            tau += STEP * self.sigma_m2 * 1e5 * middle.exp() / (gm * middle_per_m.powi(2));
            inverse_per_m += STEP * slope(middle);
            ln_bar += STEP;
            column.push((tau, temperature_k(ln_bar.exp())));
        }
        column
    }

    /// `2 ∫ I μ dμ` over that of the star, with `I = B_0 + ∫ e^(−τ/μ) dB`.
    fn eclipse_depth(&self, per_cm: f64) -> f64 {
        let column = self.column();
        let radiance = |temperature_k: f64| 1.0 / (1.438_776_877 * per_cm / temperature_k).exp_m1();
        let intensity = |mu: f64| {
            let steps = column.windows(2).map(|pair| {
                let [(above, above_k), (below, below_k)] = [pair[0], pair[1]];
                let transmission = (-0.5 * (above + below) / mu).exp();
                transmission * (radiance(below_k) - radiance(above_k))
            });
            radiance(column[0].1) + steps.sum::<f64>()
        };
        let flux = simpson(60, 1.0, |mu| 2.0 * mu * intensity(mu.max(1e-9)));
        let ratio = self.reference_m() / (0.88 * SUN_RADIUS_M);
        ratio.powi(2) * flux / radiance(5000.0)
    }

    fn dayside(&self, source_function: SourceFunction, top_bar: f64) -> ModelConfig {
        let mut config = self.config(top_bar, 2 * N_LAYERS);
        config.geometry = Geometry::Emission(source_function);
        let pressures_pa = NODES.map(|(bar, _)| 1e5 * bar);
        config.ingredients.temperature = profile("nodes", &pressures_pa).unwrap();
        config
    }

    fn dayside_values(&self) -> Vec<f64> {
        vec![self.radius_rjup, NODES[0].1, NODES[1].1, LOG_VMR]
    }
}

/// The light comes from 4e-5 bar; the limit is that of four angles.
#[test]
fn an_eclipse_depth_is_that_of_the_whole_atmosphere_wherever_the_grid_begins() {
    let expected_ppm = 1e6 * PUFFY.eclipse_depth(PER_CM);
    for source_function in [
        SourceFunction::LinearInOpticalDepth,
        SourceFunction::IsothermalLayers,
    ] {
        let name = format!("{source_function:?}");
        check(&name, expected_ppm, 1e-3 * expected_ppm, |top_bar| {
            let config = PUFFY.dayside(source_function, top_bar);
            1e6 * spectrum(config, &PUFFY.dayside_values()).unwrap()[1]
        });
    }
}

/// Mean log pressure, over the levels, of where the spectrum is made.
fn mean_log_bar(config: ModelConfig, values: &[f64]) -> f64 {
    let model = ForwardModel::new(config).unwrap();
    let function = model.contribution_function(values).unwrap();
    assert!((function.weight.column(1).sum() - 1.0).abs() < 1e-6);
    let levels = function.pressure_pa.iter().zip(function.weight.column(1));
    levels
        .map(|(pa, weight)| (1e-5 * pa).log10() * weight)
        .sum()
}

/// In transit the highest level stands for all that is above it, and lies a little higher or lower within five radii.
#[test]
fn a_spectrum_is_made_at_the_same_pressures_wherever_the_grid_begins() {
    let transit = |top_bar| mean_log_bar(PUFFY.config(top_bar, N_LAYERS), &PUFFY.values());
    let eclipse = |top_bar| {
        let config = PUFFY.dayside(SourceFunction::LinearInOpticalDepth, top_bar);
        mean_log_bar(config, &PUFFY.dayside_values())
    };
    for top_bar in TOPS_BAR.into_iter().filter(|bar| *bar <= 1e-7) {
        let moved = transit(top_bar) - transit(1e-7);
        assert!(moved.abs() < 0.03, "{top_bar:e} bar: {moved}");
        let moved = eclipse(top_bar) - eclipse(1e-7);
        assert!(moved.abs() < 3e-3, "{top_bar:e} bar: {moved}");
    }
}
