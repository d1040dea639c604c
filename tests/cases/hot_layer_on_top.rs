//! Emission of a thin layer that is hotter than what lies below, which shallow rays see best.

use forward_model::Species;

use crate::{case::Case, planck::per_um, simulated::depth_at};

const GM: f64 = 0.281 * 1.266_865_3e17;
const RADIUS_M: f64 = 1.2 * 7.1492e7;
const STAR_RADIUS_M: f64 = 0.939 * 6.957e8;
const STAR_K: f64 = 5485.0;
const VMR: f64 = 1e-4;
const SIGMA_M2: f64 = 1e-26;
const THIN_SIGMA_M2: f64 = 1e-27;
const REFERENCE_BAR: f64 = 10.0;
/// As in the study.
const TOP_BAR: f64 = 1e-7;
const BOTTOM_BAR: f64 = 100.0;
const STEPS_PER_DECADE: i32 = 1000;

fn case(sigma_m2: f64) -> Case {
    let per_cm: Vec<f64> = (9..=101).map(|i| 100.0 * f64::from(i)).collect();
    Case::new("hot_layer_on_top").opacity(Species::H2O, &per_cm, |_| sigma_m2)
}

/// Straight lines of temperature, K, in log pressure between points, constant beyond.
fn temperature_k(points: &[[f64; 2]], bar: f64) -> f64 {
    let x = bar.log10();
    let after = points.iter().position(|[log_bar, _]| *log_bar > x);
    match after {
        Some(0) => points[0][1],
        None => points[points.len() - 1][1],
        Some(i) => {
            let [[x0, t0], [x1, t1]] = [points[i - 1], points[i]];
            t0 + (t1 - t0) * (x - x0) / (x1 - x0)
        }
    }
}

/// Mass of a molecule, kg: H2 and He as 0.8547 to 0.1453 besides the H2O.
fn mean_mass_kg() -> f64 {
    let background = 0.8547 * 2.015_88 + 0.1453 * 4.002_602;
    1.660_539e-27 * (VMR * 18.015 + (1.0 - VMR) * background)
}

/// Optical depth above and below each layer, and its temperature, K, from the top down; the first layer is all that lies
/// above the grid.
struct Column {
    tau: Vec<f64>,
    temperature_k: Vec<f64>,
}

/// Hydrostatic layers in a gravity that falls with the square of the distance, whose reference is at 10 bar.
fn column(points: &[[f64; 2]], sigma_m2: f64) -> Column {
    let n_above = (REFERENCE_BAR / TOP_BAR).log10().round() as i32 * STEPS_PER_DECADE;
    let n_below = (BOTTOM_BAR / REFERENCE_BAR).log10().round() as i32 * STEPS_PER_DECADE;
    let step = 10f64.ln() / f64::from(STEPS_PER_DECADE);
    let mass_kg = mean_mass_kg();
    let middle = |i: i32| {
        let bar = REFERENCE_BAR * (-(f64::from(i) + 0.5) * step).exp();
        (bar, temperature_k(points, bar))
    };
    // Optical depth of the layers `i` steps above the reference, upwards; then of those below it.
    let d_tau = |bar: f64, r: f64| {
        let gravity = GM / (r * r);
        VMR * sigma_m2 / (mass_kg * gravity) * 1e5 * bar * 2.0 * (0.5 * step).sinh()
    };
    let walk = |numbers: &mut dyn Iterator<Item = i32>, sign: f64| -> Vec<[f64; 2]> {
        let mut inverse_radius = 1.0 / RADIUS_M;
        let layer = |i: i32| {
            let (bar, kelvin) = middle(i);
            let climb = sign * step * 1.380_649e-23 * kelvin / (mass_kg * GM);
            let r = 1.0 / (inverse_radius - 0.5 * climb);
            inverse_radius -= climb;
            [d_tau(bar, r), kelvin]
        };
        numbers.map(layer).collect()
    };
    let above = walk(&mut (0..n_above), 1.0);
    let below = walk(&mut (1..=n_below).map(|i| -i), -1.0);
    // Above the grid the column is that of the highest level, in whose layer the pressure is half a step from the top's.
    let highest = above[above.len() - 1];
    let beyond = [
        highest[0] / (2.0 * (0.5 * step).sinh()) * (-0.5 * step).exp(),
        highest[1],
    ];
    let layers = std::iter::once(&beyond)
        .chain(above.iter().rev())
        .chain(&below);
    let [mut tau, mut temperature_k] = [vec![0.0], Vec::new()];
    for [d_tau, kelvin] in layers {
        tau.push(tau[tau.len() - 1] + d_tau);
        temperature_k.push(*kelvin);
    }
    Column { tau, temperature_k }
}

/// `(R_p / R_⋆)² 2 ∫ I μ dμ / B_⋆`, ppm, of isothermal layers over a ground as warm as the lowest, 1,000 steps a decade of
/// pressure, by 400 midpoints in `√μ`, which crowd where rays are shallow.
fn eclipse_depth_ppm(column: &Column, wavelength_um: f64) -> f64 {
    let n = 400;
    let source: Vec<f64> = column
        .temperature_k
        .iter()
        .map(|k| per_um(wavelength_um, *k))
        .collect();
    let intensity = |mu: f64| {
        let mut above = 1.0;
        let mut sum = 0.0;
        for (source, tau) in source.iter().zip(&column.tau[1..]) {
            let below = (-tau / mu).exp();
            sum += source * (above - below);
            above = below;
        }
        sum + above * source[source.len() - 1]
    };
    let flux: f64 = (0..n)
        .map(|i| (f64::from(i) + 0.5) / f64::from(n))
        // μ = x², μ dμ = 2 x³ dx.
        .map(|x| 4.0 * x.powi(3) * intensity(x * x) / f64::from(n))
        .sum();
    1e6 * (RADIUS_M / STAR_RADIUS_M).powi(2) * flux / per_um(wavelength_um, STAR_K)
}

fn assert_within(case: &Case, column: &Column, tolerance: f64) {
    let spectrum = case.simulated(&["radius_rjup=1.2"]);
    for per_cm in [9100.0, 7100.0, 5100.0, 2500.0, 1100.0] {
        let um = 1e4 / per_cm;
        let found = depth_at(&spectrum, um);
        let expected = eclipse_depth_ppm(column, um);
        println!("{um:.4} µm: {found} ppm, the integral {expected:.4} ppm");
        // Depths are written with four decimals.
        let error = ((found - expected).abs() - 5e-5).max(0.0) / expected;
        assert!(
            error < tolerance,
            "{um} µm: {found} ppm, expected {expected}"
        );
    }
}

#[test]
fn a_thin_hot_top_is_seen_within_three_thousandths() {
    let column = column(&[[-4.0, 2000.0], [-3.0, 500.0]], SIGMA_M2);
    assert_within(&case(SIGMA_M2), &column, 3e-3);
}

/// 1500 K above 0.1 mbar, 700 K below 10 mbar.
#[test]
fn a_mild_inversion_is_seen_within_three_thousandths() {
    let case = case(SIGMA_M2)
        .with("[1e-4, 1e-3]", "[1e-4, 1e-2]")
        .with("t_node_1_k = 2000.0", "t_node_1_k = 1500.0")
        .with("t_node_2_k = 500.0", "t_node_2_k = 700.0");
    let column = column(&[[-4.0, 1500.0], [-2.0, 700.0]], SIGMA_M2);
    assert_within(&case, &column, 3e-3);
}

/// A layer of 2500 K with an optical depth of 5e-5 over 600 K, in steps of a thousandth of that and less: all its light is in
/// the last digits of a transmission in single precision.
#[test]
fn light_of_a_very_thin_layer_is_not_lost_in_many_steps() {
    let case = case(THIN_SIGMA_M2)
        .with("n_layers = 300", "n_layers = 1000")
        .with("t_node_1_k = 2000.0", "t_node_1_k = 2500.0")
        .with("t_node_2_k = 500.0", "t_node_2_k = 600.0");
    let column = column(&[[-4.0, 2500.0], [-3.0, 600.0]], THIN_SIGMA_M2);
    assert_within(&case, &column, 3e-3);
}
