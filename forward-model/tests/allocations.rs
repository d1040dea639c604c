//! A spectrum allocates nothing: everything is in the workspace.

mod synthetic;

use forward_model::{ForwardModel, Haze, PlanetParameters, Species, Temperature};
use synthetic::{config, cross_sections, k_table, planet};

const GUILLOT: Temperature = Temperature::Guillot2010 {
    t_irr_k: 1500.0,
    t_int_k: 200.0,
    kappa_ir_m2_per_kg: 0.01,
    kappa_v1_m2_per_kg: 0.005,
    kappa_v2_m2_per_kg: 0.001,
    alpha: 0.3,
};

#[test]
fn a_spectrum_allocates_nothing() {
    for opacity in [
        k_table(Species::H2O, 40, 8),
        cross_sections(Species::H2O, 200),
    ] {
        let model = ForwardModel::new(config(vec![opacity], 80)).unwrap();
        let mut workspace = model.workspace();
        let clear = planet(vec![1e-3]);
        let cloudy = PlanetParameters {
            temperature: GUILLOT,
            cloud_top_pa: Some(1e3),
            haze: Some(Haze {
                enhancement: 10.0,
                slope: -6.0,
            }),
            ..clear.clone()
        };
        let failing = planet(vec![2.0]);
        let allocated = allocation_counter::measure(|| {
            for planet in [&clear, &cloudy, &failing, &clear] {
                std::hint::black_box(model.transit_depth(planet, &mut workspace).is_ok());
            }
        });
        assert_eq!(allocated.count_total, 0);
    }
}
