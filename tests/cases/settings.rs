//! `simulate --set`: the numbers are those of a study, and checked like them.

use std::fs;

use super::study_folder::StudyFolder;

/// A study of the shipped tables, which reach from 100 to 1500 K.
fn study() -> StudyFolder {
    StudyFolder::new(&[1.1, 1.3, 1.5, 1.7])
        .with("folder = \"opacities\"", "")
        .with(
            "temperature_k = 1000.0",
            "temperature_k = { uniform = [500.0, 1100.0] }",
        )
}

/// What is said without the place where it stands.
fn sentence(refusal: &str) -> &str {
    &refusal[refusal.find('`').unwrap()..]
}

#[test]
fn a_setting_beyond_the_tables_is_refused_as_in_the_study() {
    for beyond_k in ["2500.0", "50.0", "-3.0", "NaN"] {
        let set = study().refusal(&[&format!("temperature_k={beyond_k}")]);
        let toml = beyond_k.replace("NaN", "nan");
        let written = study()
            .with("{ uniform = [500.0, 1100.0] }", &toml)
            .refusal(&[]);
        assert_eq!(sentence(&set), sentence(&written));
    }
    let set = study().refusal(&["temperature_k=2500"]);
    let said = "`parameters.temperature_k` is 2500 K, expected temperatures inside H2O's opacity table, 100 to 1500 K";
    assert!(set.contains(said), "{set}");
    let place = "study study.toml with --set temperature_k=2500: ";
    assert!(set.contains(place), "{set}");
}

#[test]
fn a_parameter_that_is_set_twice_is_refused() {
    let refused = study().refusal(&["log_H2O=-3", "temperature_k=800", "log_H2O=-4"]);
    assert!(refused.contains("`log_H2O` is set twice"), "{refused}");
}

#[test]
fn every_parameter_of_a_profile_and_of_the_instruments_is_checked() {
    let profile = study()
        .with(
            "\"isothermal\"",
            "\"nodes\"\ntemperature_nodes_bar = [1e-5, 1.0]",
        )
        .with(
            "temperature_k = { uniform = [500.0, 1100.0] }",
            "t_node_1_k = 800.0\nt_node_2_k = { uniform = [800.0, 1200.0] }",
        );
    let refused = profile.refusal(&["t_node_1_k=4000"]);
    assert!(
        refused.contains("outside the opacity tables of H2O")
            && refused.contains(", with --set t_node_1_k=4000: `atmosphere.temperature`"),
        "{refused}"
    );
    let inflated = study()
        .with(
            "file = \"observation.csv\"",
            "file = \"observation.csv\"\nerror_inflation = true",
        )
        .with("log_H2O = -4.0", "log_H2O = -4.0\nerror_inflation = 1.0");
    let refused = inflated.refusal(&["error_inflation=0"]);
    assert!(
        refused.contains("`parameters.error_inflation` is 0"),
        "{refused}"
    );
}

#[test]
fn a_setting_is_the_number_in_the_study() {
    let set = study();
    set.simulated(&["log_H2O=-2.5"]);
    let written = study().with("log_H2O = -4.0", "log_H2O = -2.5");
    written.simulated(&[]);
    assert_eq!(csv(&set), csv(&written));
}

/// Which wavenumbers stand for a bin is chosen for the study's priors, not for the number that stands in for one of them: spectra of one study
/// change with its parameters as smoothly as its likelihood.
#[test]
fn a_setting_within_a_prior_does_not_change_the_opacities() {
    let study = study();
    let depths = ["temperature_k=640", "temperature_k=640.0001"].map(|setting| {
        study.simulated(&[setting]);
        let depth_ppm = |line: &str| line.split(',').nth(1).unwrap().parse::<f64>().unwrap();
        csv(&study)
            .lines()
            .skip(1)
            .map(depth_ppm)
            .collect::<Vec<_>>()
    });
    assert_ne!(depths[0], depths[1]);
    for (depth, warmer) in depths[0].iter().zip(&depths[1]) {
        assert!((depth - warmer).abs() < 0.02, "{depth} {warmer}");
    }
    let written = self::study().with("{ uniform = [500.0, 1100.0] }", "640.0");
    written.simulated(&[]);
    let own = csv(&written);
    let own = own.lines().skip(1).zip(&depths[0]);
    // Another choice, as good.
    for (line, depth) in own {
        let found: f64 = line.split(',').nth(1).unwrap().parse().unwrap();
        assert!((found - depth).abs() < 15.0, "{line}: {depth}");
    }
}

fn csv(folder: &StudyFolder) -> String {
    fs::read_to_string(folder.at("run/simulated.csv")).unwrap()
}
