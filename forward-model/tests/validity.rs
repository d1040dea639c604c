//! Whether there is such a planet can be told without its spectrum, and the answer is the same either way.

mod synthetic;

use std::{cell::RefCell, collections::BTreeMap};

use forward_model::{
    ForwardModel, Geometry, Ingredients, ModelConfig, Parameter, SourceFunction, Species,
    Unocculted, profile,
};
use proptest::{prelude::*, test_runner::TestRunner};
use synthetic::{config, k_table};

/// Transmission past patchy clouds before a spotted star, and both kinds of emission, of profiles that may fail.
fn models() -> Vec<ForwardModel> {
    let geometries = [
        (Geometry::Transmission, "isothermal"),
        (Geometry::Transmission, "madhusudhan_seager2009"),
        (
            Geometry::Emission(SourceFunction::LinearInOpticalDepth),
            "guillot2010",
        ),
        (
            Geometry::Emission(SourceFunction::IsothermalLayers),
            "madhusudhan_seager2009",
        ),
    ];
    let model = |(geometry, name)| {
        let tables = [Species::H2O, Species::CO2].map(|gas| k_table(gas, 6, 3));
        let plain = config(tables.to_vec(), 20);
        let unocculted = match geometry {
            Geometry::Transmission => vec![Unocculted::Spots, Unocculted::Faculae],
            Geometry::Emission(_) => Vec::new(),
        };
        let ingredients = Ingredients {
            temperature: profile(name, &[]).unwrap(),
            patchy_clouds: true,
            unocculted,
            ..plain.ingredients.clone()
        };
        ForwardModel::new(ModelConfig {
            geometry,
            ingredients,
            ..plain
        })
        .unwrap()
    };
    geometries.map(model).into()
}

/// A value in a parameter's plausible range, where most planets are, or a little beyond it.
fn value(parameter: &Parameter, unit: f64) -> f64 {
    let [lower, upper] = match parameter.name.as_str() {
        "radius_rjup" => [0.5, 2.0],
        "log_H2O" | "log_CO2" => [-4.0, 0.2],
        "temperature_k" => [200.0, 4000.0],
        "log_cloud_top_bar" => [-8.0, 3.0],
        "spot_temperature_k" | "facula_temperature_k" => [2000.0, 8000.0],
        _ => parameter.plausible,
    };
    lower + (1.05 * unit - 0.02) * (upper - lower)
}

#[test]
fn what_has_a_spectrum_is_told_without_it() {
    let models = models();
    let counts: RefCell<BTreeMap<u8, usize>> = RefCell::default();
    let planets = (0..models.len(), prop::collection::vec(0.0..1.0f64, 20));
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(4_000)
    });
    let outcome = runner.run(&planets, |(i, units)| {
        let model = &models[i];
        let parameters = model.layout().parameters();
        let pairs = parameters.iter().zip(&units);
        let values: Vec<f64> = pairs
            .map(|(parameter, unit)| value(parameter, *unit))
            .collect();
        let checked = model.check(&values, &mut model.workspace());
        let mut workspace = model.workspace();
        let simulated = model.spectrum(&values, &mut workspace).map(|_| ());
        let code = simulated.map_or_else(|failure| failure.code(), |()| 0);
        *counts.borrow_mut().entry(code).or_default() += 1;
        // What only the light tells: an atmosphere without end, a depth above one.
        if [5, 6].contains(&code) {
            return Ok(());
        }
        // As text, because a reason may be a number that is none.
        prop_assert_eq!(format!("{checked:?}"), format!("{simulated:?}"));
        Ok(())
    });
    outcome.unwrap();
    // Success, too much gas, an unbound atmosphere, something not physical, more spots than star: each is tried.
    let counts = counts.into_inner();
    for code in [0, 1, 2, 3, 7] {
        assert!(counts.get(&code).is_some_and(|n| *n > 20), "{counts:?}");
    }
}
