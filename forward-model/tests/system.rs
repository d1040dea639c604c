//! Mass of the planet, radius and temperature of the star as parameters, against models that are made with the same numbers.

mod synthetic;

use forward_model::{
    ForwardModel, Geometry, ModelConfig, SimulationFailure, SourceFunction, Species,
    SystemParameter, Unocculted,
    units::{kg_from_jupiter_masses, m_from_solar_radii},
};
use synthetic::{config, k_table};

/// Mass, M_Jup; radius, R_Sun, and temperature, K, of the star.
const OTHER: [f64; 3] = [0.41, 1.13, 4321.0];

fn own(geometry: Geometry) -> ModelConfig {
    let mut config = config(vec![k_table(Species::H2O, 40, 4)], 30);
    config.geometry = geometry;
    if geometry == Geometry::Transmission {
        config.ingredients.unocculted = vec![Unocculted::Spots];
    }
    config
}

fn varying(geometry: Geometry) -> ForwardModel {
    let mut config = own(geometry);
    config.ingredients.system = SystemParameter::ALL.to_vec();
    ForwardModel::new(config).unwrap()
}

fn fixed(geometry: Geometry, [mass_mjup, radius_rsun, temperature_k]: [f64; 3]) -> ForwardModel {
    let mut config = own(geometry);
    config.planet_mass_kg = kg_from_jupiter_masses(mass_mjup);
    config.star.radius_m = m_from_solar_radii(radius_rsun);
    config.star.temperature_k = temperature_k;
    ForwardModel::new(config).unwrap()
}

/// The middle of what is plausible of a parameter but for the radius.
fn values(model: &ForwardModel) -> Vec<f64> {
    let parameters = model.layout().parameters().iter();
    let value = |name: &str| match name {
        "radius_rjup" => 1.1,
        "temperature_k" => 1200.0,
        "log_H2O" => -3.0,
        "log_cloud_top_bar" => 0.0,
        "log_haze_enhancement" => 1.0,
        "haze_slope" => -4.0,
        "spot_fraction" => 0.1,
        "spot_temperature_k" => 3500.0,
        name => panic!("{name}"),
    };
    let own = parameters.filter(|parameter| !is_of_system(&parameter.name));
    own.map(|parameter| value(&parameter.name)).collect()
}

fn is_of_system(name: &str) -> bool {
    SystemParameter::ALL
        .iter()
        .any(|own| own.parameter().name == name)
}

fn geometries() -> [Geometry; 3] {
    [
        Geometry::Transmission,
        Geometry::Emission(SourceFunction::LinearInOpticalDepth),
        Geometry::Emission(SourceFunction::IsothermalLayers),
    ]
}

#[test]
fn a_spectrum_is_that_of_a_model_with_the_same_numbers_bit_for_bit() {
    for geometry in geometries() {
        let model = varying(geometry);
        let mut workspace = model.workspace();
        // There and back, so that nothing is left of the spectrum before.
        for system in [OTHER, [0.9, 0.8, 6000.0], OTHER] {
            let expected = fixed(geometry, system);
            let own = values(&expected);
            let all = [&own[..], &system].concat();
            let found = model.spectrum(&all, &mut workspace).unwrap().to_vec();
            let mut other = expected.workspace();
            assert_eq!(found, expected.spectrum(&own, &mut other).unwrap());
            let profiles = [
                model.level_temperature_k(&all),
                expected.level_temperature_k(&own),
            ];
            assert_eq!(profiles[0], profiles[1]);
            assert_eq!(model.contributions(&all), expected.contributions(&own));
            assert_eq!(
                model.contribution_function(&all),
                expected.contribution_function(&own)
            );
            let light = model.light_of_star(system[2], [2000.0, 2100.0]).unwrap();
            assert_eq!(light, expected.star_light([2000.0, 2100.0]).unwrap());
            assert_eq!(model.varying_star_k(&all).unwrap(), Some(system[2]));
        }
    }
}

#[test]
fn the_numbers_stand_at_the_end_of_the_values() {
    let model = varying(Geometry::Transmission);
    let layout = model.layout();
    let names: Vec<&str> = layout.parameters()[layout.system()]
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["planet_mass_mjup", "star_radius_rsun", "star_temperature_k"]
    );
    assert_eq!(layout.system().end, layout.parameters().len());
    let own = fixed(Geometry::Transmission, OTHER);
    assert!(own.layout().system().is_empty());
}

#[test]
fn numbers_that_are_not_positive_are_refused() {
    let model = varying(Geometry::Transmission);
    let own = values(&fixed(Geometry::Transmission, OTHER));
    let mut workspace = model.workspace();
    for i in 0..3 {
        let mut system = OTHER;
        system[i] = 0.0;
        let all = [&own[..], &system].concat();
        assert!(matches!(
            model.spectrum(&all, &mut workspace),
            Err(SimulationFailure::NonPhysical { value: 0.0, .. })
        ));
    }
}
