//! 20 % H2O, 67 % CO2 and 13 % CO, whose sum is 1 + 2.2e-16 in double precision: an atmosphere without a background.

use forward_model::Species;

use crate::{case::Case, limb, simulated::depth_at};

const FRACTIONS: [f64; 3] = [0.2, 0.67, 0.13];
const SIGMA_M2: [f64; 3] = [1e-26, 1e-28, 1e-30];
const MOLAR_MASS_G: [f64; 3] = [18.015, 44.009, 28.010];
const TEMPERATURE_K: f64 = 700.0;

fn case() -> Case {
    let per_cm: Vec<f64> = (20..=100).map(|i| 100.0 * f64::from(i)).collect();
    let gases = [Species::H2O, Species::CO2, Species::CO];
    let case = Case::new("three_gases_and_nothing_else");
    let with = |case: Case, (gas, m2): (Species, f64)| case.opacity(gas, &per_cm, move |_| m2);
    gases.into_iter().zip(SIGMA_M2).fold(case, with)
}

/// `[r_b² + 2 ∫ (1 − e^{−τ(b)}) b db] / R_⋆²`, ppm, of the isothermal atmosphere in a gravity that falls with the square of
/// the radius, opaque below 100 bar, chords by 4,000 midpoints along the way and 2,000 in impact parameter, up to 1e-11 bar.
fn transit_depth_ppm() -> f64 {
    let (radius_m, star_m) = (0.2 * 7.1492e7, 0.2 * 6.957e8);
    let gm = 0.02 * 1.266_865_3e17;
    let mean = |of: [f64; 3]| FRACTIONS.iter().zip(of).map(|(x, it)| x * it).sum::<f64>();
    let per_mass = 8.314_462_618 * TEMPERATURE_K / (1e-3 * mean(MOLAR_MASS_G));
    // d ln P = −G M / (k T / μ) dr / r².
    let radius_at = |bar: f64| 1.0 / (1.0 / radius_m - per_mass / gm * (1.0f64 / bar).ln());
    let sigma_m2 = mean(SIGMA_M2);
    let extinction = |r: f64| {
        let pressure_pa = 1e5 * (gm / per_mass * (1.0 / r - 1.0 / radius_m)).exp();
        sigma_m2 * pressure_pa / (1.380_649e-23 * TEMPERATURE_K)
    };
    limb::transit_depth_ppm(extinction, [radius_at(100.0), radius_at(1e-11)], star_m)
}

#[test]
fn gases_that_are_all_there_is_make_a_spectrum() {
    let spectrum = case().simulated(&["radius_rjup=0.2"]);
    let found = depth_at(&spectrum, 1.0989);
    let expected = transit_depth_ppm();
    println!("{found} ppm, the integral {expected} ppm");
    // Light above 1e-7 bar, the top of the study's grid, is 0.2 ppm.
    assert!(
        (found - expected).abs() < 0.5,
        "{found} ppm, {expected} ppm"
    );
}

/// In two layers of which each is full, and under clouds over 1 + 2.2e-16 of the planet.
#[test]
fn every_chemistry_and_cloud_may_round_above_one() {
    let two_layers = "log_H2O_top = -0.6989700043360187\nlog_H2O_bottom = -0.6989700043360187\n\
                      log_H2O_boundary_bar = -2.0\n";
    let layered = case()
        .with(
            "gases = [\"H2O\"",
            "two_layer = [\"H2O\"]\ngases = [\"H2O\"",
        )
        .with("log_H2O = -0.6989700043360187\n", two_layers);
    let clouded = case()
        .with(
            "clouds = []",
            "clouds = [\"grey_deck\"]\npatchy_clouds = true",
        )
        .with(
            "log_CO2",
            "log_cloud_top_bar = 2.0\ncloud_fraction = 1.0000000000000002\nlog_CO2",
        );
    let expected = case().simulated(&["radius_rjup=0.2"]);
    for case in [layered, clouded] {
        let found = case.simulated(&["radius_rjup=0.2"]);
        for (found, expected) in found.iter().zip(&expected) {
            assert!(
                (found[1] - expected[1]).abs() < 0.01,
                "{found:?} {expected:?}"
            );
        }
    }
}

#[test]
fn more_than_rounding_above_one_stays_a_failure() {
    // 10^-0.886056 exceeds 0.13 by 1.7e-8.
    let output = case().run("simulate", &["--set", "log_CO=-0.886056590"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("the volume mixing ratios add up to 1.00000002, "),
        "{stderr}"
    );
}
