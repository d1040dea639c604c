//! A spectrum allocates nothing: everything is in the workspace.

mod synthetic;

use forward_model::{ForwardModel, Geometry, ModelConfig, SourceFunction, Species, profile};
use synthetic::{Planet, config, cross_sections, k_table, planet};

#[test]
fn a_spectrum_allocates_nothing() {
    let emission = Geometry::Emission(SourceFunction::LinearInOpticalDepth);
    for (opacity, geometry) in [
        (k_table(Species::H2O, 40, 8), Geometry::Transmission),
        (cross_sections(Species::H2O, 200), Geometry::Transmission),
        (k_table(Species::H2O, 40, 8), emission),
    ] {
        let mut config = ModelConfig {
            geometry,
            ..config(vec![opacity], 80)
        };
        config.ingredients.temperature = profile("guillot2010", &[]).unwrap();
        config.ingredients.patchy_clouds = true;
        let model = ForwardModel::new(config).unwrap();
        let mut workspace = model.workspace();
        let clear = Planet {
            temperature: vec![1500.0, 200.0, -2.0, -2.3, -3.0, 0.3],
            rest: vec![0.5],
            ..planet(vec![1e-3])
        };
        let cloudy = Planet {
            cloud_top_pa: Some(1e3),
            haze: Some([10.0, -6.0]),
            ..clear.clone()
        };
        let failing = Planet {
            vmr: vec![2.0],
            ..clear.clone()
        };
        let planets = [&clear, &cloudy, &failing, &clear].map(Planet::values);
        let allocated = allocation_counter::measure(|| {
            for values in &planets {
                std::hint::black_box(model.spectrum(values, &mut workspace).is_ok());
            }
        });
        assert_eq!(allocated.count_total, 0);
    }
}
