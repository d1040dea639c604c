//! Tables of one's own between their temperatures, by the rule that the study names.

use std::fs;

use forward_model::{CrossSectionTable, OpacityTable, Species};

use crate::{case::Case, tables::write_opacities};

/// The depth, ppm, at 700 K with a grey gas that a Boltzmann factor of 3000 K makes stronger, tabulated at these temperatures.
fn depth_ppm(temperature_k: &[f64], rule: &str) -> f64 {
    let case = Case::new("one_parameter")
        .with("clouds = [\"grey_deck\"]", "clouds = []")
        .with("log_cloud_top_bar = -3.0\n", "")
        .with("log_H2O = -20.0", "log_H2O = -3.0")
        .with("temperature_k = 1000.0", "temperature_k = 700.0");
    let per_cm: Vec<f64> = (0..2000).map(|i| 1000.0 + 5.0 * f64::from(i)).collect();
    let boltzmann = |_, t: f64, _| 1e-24 * (-3000.0 / t).exp();
    let pressure_pa = [1e-4, 1e8];
    let table = CrossSectionTable::tabulate(
        Species::H2O,
        &pressure_pa,
        temperature_k,
        &per_cm,
        boltzmann,
    );
    write_opacities(
        &case.at("opacities/H2O.h5"),
        &OpacityTable::from(table.unwrap()),
    );
    let text = fs::read_to_string(case.at("study.toml")).unwrap();
    let own = format!("\n[opacities]\nfolder = \"opacities\"\n{rule}\n");
    fs::write(case.at("study.toml"), text + &own).unwrap();
    case.simulated(&[])[0][1]
}

#[test]
fn boltzmann_factors_are_met_by_lines_over_the_inverse_temperature_alone() {
    let exact = depth_ppm(&[500.0, 700.0, 1000.0], "");
    let two_nodes = |rule| depth_ppm(&[500.0, 1000.0], rule) - exact;
    let inverse = two_nodes("interpolation = \"log_inverse_temperature\"");
    assert!(inverse.abs() < 0.01, "{inverse}");
    // ln k is −3000/T: −4.29 at 700 K and −4.8 on the straight line over T, half a scale height of some 400 ppm.
    for rule in ["", "interpolation = \"log\""] {
        let found = two_nodes(rule);
        assert!((-250.0..-50.0).contains(&found), "{rule} {found}");
    }
}
