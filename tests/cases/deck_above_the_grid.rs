//! A cloud deck above the highest level of the pressure grid hides the whole atmosphere.

use std::fs;

use forward_model::Species;

use crate::{case::Case, simulated::depth_at};

/// `(r / R_⋆)²` of the deck at 1e-8 bar: hydrostatic equilibrium is `1/r = 1/r_0 − (k T / G M μ) ln(P_0 / P)`.
fn disc_ppm() -> f64 {
    const G_M_JUPITER: f64 = 1.266_865_3e17;
    const K_PER_ATOMIC_MASS: f64 = 1.380_649e-23 / 1.660_539_066_6e-27;
    let mean_mass = 0.8547 * 2.016 + 0.1453 * 4.002_602;
    let per_m = K_PER_ATOMIC_MASS * 1000.0 / (G_M_JUPITER * 0.281 * mean_mass);
    let radius_m = 1.0 / (1.0 / (1.2 * 7.1492e7) - per_m * 1e9f64.ln());
    1e6 * (radius_m / (0.939 * 6.957e8)).powi(2)
}

#[test]
fn the_spectrum_is_written_although_no_level_is_left_to_draw() {
    let per_cm: Vec<f64> = (0..160).map(|i| 1900.0 + 60.0 * f64::from(i)).collect();
    let case = Case::new("deck_above_the_grid").opacity(Species::H2O, &per_cm, |_| 1e-24);
    let settings = ["radius_rjup=1.2", "log_cloud_top_bar=-8"];
    let found_ppm = depth_at(&case.simulated(&settings), 1.1);
    assert!(
        (found_ppm / disc_ppm() - 1.0).abs() < 2e-5,
        "{found_ppm} {}",
        disc_ppm()
    );
    let arguments = ["--set", settings[0], "--set", settings[1]];
    let output = case.run("simulate", &arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("no figure `contribution` was drawn"),
        "{said}"
    );
    assert!(case.at("run/figures/simulated.svg").exists());
    // One level, to which everything belongs.
    let contributions = fs::read_to_string(case.at("run/contribution.csv")).unwrap();
    assert!(
        contributions
            .lines()
            .nth(1)
            .unwrap()
            .ends_with(",1.00000000e0"),
        "{contributions}"
    );
}
