//! Patchy clouds, stellar spots, contribution functions, and the order in which ingredients come.

mod synthetic;

use std::sync::Arc;

use forward_model::{
    Chemistry, Content, ForwardModel, FreeChemistry, Geometry, ModelConfig, Parameter,
    SimulationFailure, SourceFunction, Species, TemperatureProfile, Unocculted, content::Listener,
    profile,
};
use synthetic::{Planet, config, k_table, planet};

fn water() -> ModelConfig {
    config(vec![k_table(Species::H2O, 40, 6)], 60)
}

fn spectrum(config: ModelConfig, planet: &Planet) -> Vec<f64> {
    let model = ForwardModel::new(config).unwrap();
    model
        .spectrum(&planet.values(), &mut model.workspace())
        .unwrap()
        .to_vec()
}

fn cloudy() -> Planet {
    Planet {
        cloud_top_pa: Some(1e3),
        haze: Some([1e3, -4.0]),
        ..planet(vec![1e-3])
    }
}

#[test]
fn patchy_clouds_lie_between_the_clear_and_the_cloudy_sky() {
    let patchy = |fraction: f64| {
        let mut config = water();
        config.ingredients.patchy_clouds = true;
        let planet = Planet {
            rest: vec![fraction],
            ..cloudy()
        };
        spectrum(config, &planet)
    };
    let cloudy = spectrum(water(), &cloudy());
    let clear = spectrum(water(), &planet(vec![1e-3]));
    assert_eq!(patchy(1.0), cloudy);
    for ((half, cloudy), clear) in patchy(0.5).iter().zip(&cloudy).zip(&clear) {
        assert!((half - 0.5 * (cloudy + clear)).abs() < 1e-12);
    }
    for (none, clear) in patchy(0.0).iter().zip(&clear) {
        assert!((none - clear).abs() < 1e-12);
    }
}

/// Clouds over a part of the planet block, alone, that part of what they would block of all of it: without any other source
/// the rest is as deep as where there is nothing.
#[test]
fn each_source_alone_stays_below_a_whole_with_patchy_clouds_and_spots() {
    let alone = |fraction: f64, spots: f64| {
        let mut config = water();
        config.ingredients.patchy_clouds = true;
        config.ingredients.unocculted = vec![Unocculted::Faculae];
        let planet = Planet {
            rest: vec![fraction, spots, 6500.0],
            ..cloudy()
        };
        let whole = spectrum(config.clone(), &planet);
        let model = ForwardModel::new(config).unwrap();
        (whole, model.contributions(&planet.values()).unwrap())
    };
    let (_, none) = alone(0.0, 0.0);
    let (_, full) = alone(1.0, 0.0);
    for (fraction, spots) in [(0.02, 0.0), (0.3, 0.0), (0.3, 0.2), (1.0, 0.2)] {
        let (whole, parts) = alone(fraction, spots);
        for part in &parts {
            let mut pairs = part.depth.iter().zip(&whole);
            let is_below = pairs.all(|(one, whole)| *one <= whole + 2e-7);
            assert!(is_below, "{} at {fraction}, {spots}", part.name);
        }
        let clouds = parts.iter().zip(none.iter().zip(&full));
        for (part, (none, full)) in clouds.filter(|_| spots == 0.0) {
            let is_cloud = ["haze", "cloud deck"].contains(&part.name.as_str());
            let share = if is_cloud { fraction } else { 1.0 };
            for ((found, none), full) in part.depth.iter().zip(&none.depth).zip(&full.depth) {
                let expected = share * full + (1.0 - share) * none;
                assert!((found - expected).abs() < 1e-12, "{}", part.name);
            }
        }
    }
}

#[test]
fn spots_deepen_the_transit_most_where_the_star_is_bluest() {
    let spotted = |fraction: f64| {
        let mut config = water();
        config.ingredients.unocculted = vec![Unocculted::Spots, Unocculted::Faculae];
        let planet = Planet {
            rest: vec![fraction, 4000.0, 0.0, 6000.0],
            ..planet(vec![1e-3])
        };
        spectrum(config, &planet)
    };
    let (clean, spotted) = (spotted(0.0), spotted(0.1));
    assert_eq!(clean, spectrum(water(), &planet(vec![1e-3])));
    let ratio: Vec<f64> = clean.iter().zip(&spotted).map(|(a, b)| b / a).collect();
    assert!(ratio.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(ratio[0] > 1.0 && ratio[39] < 1.0 / 0.9);
}

/// The photosphere's share of the disc may be nothing, but not less.
#[test]
fn regions_of_more_than_the_disc_fail_with_their_sum() {
    let mut config = water();
    config.ingredients.unocculted = vec![Unocculted::Spots, Unocculted::Faculae];
    let model = ForwardModel::new(config).unwrap();
    let mut workspace = model.workspace();
    let mut failure = |spots: f64, faculae: f64| {
        let planet = Planet {
            rest: vec![spots, 4000.0, faculae, 6000.0],
            ..planet(vec![1e-3])
        };
        let spectrum = model.spectrum(&planet.values(), &mut workspace);
        spectrum
            .map(|depth| depth[0])
            .map_err(|failure| failure.code())
    };
    for (spots, faculae) in [(0.7, 0.7), (1.0, 1e-6), (0.0, 1.5), (0.6, 0.400_001)] {
        assert_eq!(failure(spots, faculae), Err(7), "{spots} {faculae}");
    }
    for (spots, faculae) in [(-0.1, 0.0), (0.3, f64::NAN)] {
        assert_eq!(failure(spots, faculae), Err(3), "{spots} {faculae}");
    }
    for (spots, faculae) in [(1.0, 0.0), (0.7, 0.3), (0.8, 0.2 + 2.0 * f64::EPSILON)] {
        assert!(failure(spots, faculae).is_ok(), "{spots} {faculae}");
    }
}

/// `∫ F_disc dλ / ∫ F_phot dλ` from fluxes written down here, W m⁻² µm⁻¹ but for a factor, at the centre of each cell.
#[test]
fn the_light_of_the_disc_is_that_of_its_regions() {
    let mut config = water();
    config.ingredients.unocculted = vec![Unocculted::Spots, Unocculted::Faculae];
    let model = ForwardModel::new(config).unwrap();
    let mut workspace = model.workspace();
    assert!(
        ForwardModel::new(water())
            .unwrap()
            .workspace()
            .disc_light()
            .is_none()
    );
    let planet = Planet {
        rest: vec![0.2, 4000.0, 0.1, 6000.0],
        ..planet(vec![1e-3])
    };
    model.spectrum(&planet.values(), &mut workspace).unwrap();
    let light = workspace.disc_light().unwrap();
    for (light, [low, high]) in light.iter().zip(model.cell_bounds_per_cm()) {
        let flux = |k: f64| 1.0 / (1.438_776_877 * 0.5 * (low + high) / k).exp_m1();
        let expected = 0.7 + (0.2 * flux(4000.0) + 0.1 * flux(6000.0)) / flux(5500.0);
        assert!((light / expected - 1.0).abs() < 1e-9, "{light} {expected}");
    }
}

#[test]
fn a_contribution_function_is_a_distribution_over_pressure() {
    let emission = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
    for geometry in [Geometry::Transmission, emission] {
        let model = ForwardModel::new(ModelConfig {
            geometry,
            ..water()
        })
        .unwrap();
        let function = model.contribution_function(&cloudy().values()).unwrap();
        assert!((function.pressure_pa[function.pressure_pa.len() - 1] / 1e3 - 1.0).abs() < 1e-9);
        for cell in function.weight.columns() {
            assert!(cell.iter().all(|weight| *weight >= 0.0));
            assert!((cell.sum() - 1.0).abs() < 1e-9);
        }
    }
}

/// More absorption moves the levels that are seen up.
#[test]
fn contributions_move_up_with_the_abundance() {
    let emission = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
    for geometry in [Geometry::Transmission, emission] {
        let model = ForwardModel::new(ModelConfig {
            geometry,
            ..water()
        })
        .unwrap();
        let mean_log_pressure = |vmr: f64| {
            let function = model
                .contribution_function(&planet(vec![vmr]).values())
                .unwrap();
            let levels = function.pressure_pa.iter().zip(function.weight.column(10));
            levels.map(|(pa, weight)| weight * pa.log10()).sum::<f64>()
        };
        assert!(mean_log_pressure(1e-2) < mean_log_pressure(1e-4) - 0.5);
    }
}

/// A temperature profile or a chemistry that names its parameters in the opposite order.
#[derive(Debug)]
struct Reversed<T>(T);

fn reversed<T: Clone>(values: &[T]) -> Vec<T> {
    values.iter().rev().cloned().collect()
}

impl<T: Content> Content for Reversed<T> {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("reversed");
        self.0.tell(listener);
    }
}

impl TemperatureProfile for Reversed<Arc<dyn TemperatureProfile>> {
    fn parameters(&self) -> Vec<Parameter> {
        reversed(&self.0.parameters())
    }

    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        let values = reversed(values);
        self.0
            .evaluate(&values, pressure_pa, gravity_m_per_s2, temperature_k)
    }
}

impl Chemistry for Reversed<Arc<dyn Chemistry>> {
    fn gases(&self) -> Vec<Species> {
        self.0.gases()
    }

    fn parameters(&self) -> Vec<Parameter> {
        reversed(&self.0.parameters())
    }

    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        temperature_k: &[f64],
        vmr: &mut [f64],
    ) {
        let values = reversed(values);
        self.0.evaluate(&values, pressure_pa, temperature_k, vmr);
    }
}

/// Every part of the physics has parameters here, and all values differ.
const BY_NAME: [(&str, f64); 17] = [
    ("radius_rjup", 1.27),
    ("t_irr_k", 1500.0),
    ("t_int_k", 200.0),
    ("log_kappa_ir", -2.0),
    ("log_kappa_v1", -2.3),
    ("log_kappa_v2", -3.0),
    ("alpha", 0.3),
    ("log_H2O", -3.1),
    ("log_CH4", -4.2),
    ("log_cloud_top_bar", -1.5),
    ("log_haze_enhancement", 2.2),
    ("haze_slope", -5.0),
    ("cloud_fraction", 0.6),
    ("spot_fraction", 0.1),
    ("spot_temperature_k", 4000.0),
    ("facula_fraction", 0.05),
    ("facula_temperature_k", 6000.0),
];

fn everything(gases: &[Species]) -> ModelConfig {
    let mut config = config(gases.iter().map(|gas| k_table(*gas, 20, 6)).collect(), 40);
    config.ingredients.temperature = profile("guillot2010", &[]).unwrap();
    config.ingredients.patchy_clouds = true;
    config.ingredients.unocculted = vec![Unocculted::Spots, Unocculted::Faculae];
    config
}

/// The names in the order of the values, and the spectrum of [`BY_NAME`].
fn named_spectrum(config: ModelConfig) -> (Vec<String>, Vec<f64>) {
    let model = ForwardModel::new(config).unwrap();
    let values = model.layout().values(&BY_NAME).unwrap();
    let names = model.layout().parameters().iter().map(|p| p.name.clone());
    let mut workspace = model.workspace();
    let spectrum = model.spectrum(&values, &mut workspace).unwrap();
    (names.collect(), spectrum.to_vec())
}

#[test]
fn the_order_in_which_ingredients_name_parameters_changes_nothing_but_the_order() {
    const GASES: [Species; 2] = [Species::H2O, Species::CH4];
    let (names, spectrum) = named_spectrum(everything(&GASES));
    let mut other = everything(&GASES);
    let ingredients = &mut other.ingredients;
    ingredients.temperature = Arc::new(Reversed(ingredients.temperature.clone()));
    let chemistry: Arc<dyn Chemistry> = Arc::new(FreeChemistry::constant(&GASES));
    ingredients.chemistry = Arc::new(Reversed(chemistry));
    ingredients.clouds.reverse();
    ingredients.unocculted.reverse();
    let (other_names, other_spectrum) = named_spectrum(other);
    assert_eq!(spectrum, other_spectrum);
    assert_ne!(names, other_names);
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(names), sorted(other_names));
}

/// Here the cross sections add up in another order, in single precision.
#[test]
fn the_order_of_gases_changes_a_spectrum_by_rounding_only() {
    let (names, spectrum) = named_spectrum(everything(&[Species::H2O, Species::CH4]));
    let (other_names, other) = named_spectrum(everything(&[Species::CH4, Species::H2O]));
    assert_ne!(names, other_names);
    for (a, b) in spectrum.iter().zip(&other) {
        assert!((a / b - 1.0).abs() < 1e-6, "{a} {b}");
    }
}
