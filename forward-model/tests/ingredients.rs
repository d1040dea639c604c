//! Patchy clouds, stellar spots, contribution functions.

mod synthetic;

use forward_model::{ForwardModel, Geometry, ModelConfig, SourceFunction, Species, Unocculted};
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
