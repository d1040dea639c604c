//! How log k goes from one tabulated temperature to the next.

use forward_model::{Interpolation, KTable, LineTable, Points, Species};
use ndarray::{Array2, Array4};

/// One line whose strength is a Boltzmann factor of 3000 K, at two wavenumbers of one cell.
fn table(points: Points) -> KTable {
    let temperature_k = vec![500.0, 1000.0];
    let k_m2 = Array4::from_shape_fn((1, 2, 1, 2), |(_, t, _, _)| {
        (1e-24 * (-3000.0f64 / temperature_k[t]).exp()) as f32
    });
    let cells = vec![[1000.0, 1010.0]];
    KTable::new(Species::H2O, vec![1.0], temperature_k, cells, points, k_m2).unwrap()
}

fn at_700_k(points: Points, interpolation: Interpolation) -> f64 {
    table(points).interpolate_m2(1.0, 700.0, interpolation)[0]
}

fn of_g() -> Points {
    Points::of_g(vec![0.25, 0.75], vec![0.5; 2])
}

#[test]
fn at_wavenumbers_boltzmann_factors_are_met() {
    let points = Points::OfWavenumber {
        per_cm: Array2::from_elem((1, 2), 1005.0),
        weights: Array2::from_elem((1, 2), 0.5),
    };
    let exact = 1e-24 * (-3000.0f64 / 700.0).exp();
    for rule in [Interpolation::Log, Interpolation::LogInverseTemperature] {
        assert!((at_700_k(points.clone(), rule) / exact - 1.0).abs() < 1e-5);
    }
}

#[test]
fn distributions_are_straight_in_temperature() {
    let exact = 1e-24 * (-6.0f64 + 0.4 * 3.0).exp();
    assert!((at_700_k(of_g(), Interpolation::Log) / exact - 1.0).abs() < 1e-5);
}

#[test]
fn distributions_meet_boltzmann_factors_if_that_is_the_rule() {
    let exact = 1e-24 * (-3000.0f64 / 700.0).exp();
    let found = at_700_k(of_g(), Interpolation::LogInverseTemperature);
    assert!((found / exact - 1.0).abs() < 1e-5);
}
