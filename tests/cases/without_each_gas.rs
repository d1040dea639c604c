//! `exosonde compare STUDY --without-each-gas`: the evidence for each gas of a study.

use std::{fs, path::Path};

use exosonde::Session;
use serde_json::Value;

use crate::harness::{is_refused, write_spectrum, write_study};
use crate::program::{program, success};

/// Two gases, of the set inside the program.
const TWO_GASES: [(&str, &str); 3] = [
    ("[opacities]\nfolder = \"op\"\n", ""),
    ("gases = [\"H2O\"]", "gases = [\"H2O\", \"CO2\"]"),
    (
        "log_H2O = { uniform = [-6.0, -2.0] }",
        "log_H2O = { uniform = [-6.0, -2.0] }\nlog_CO2 = { uniform = [-10.0, -4.0] }",
    ),
];

/// Replaces the depths of the study's spectrum by the model's own.
fn write_simulated(folder: &Path, values: &[(&str, f64)]) {
    let session = Session::open(folder.join("s.toml")).unwrap();
    let depths = session.simulate(&session.theta(values).unwrap()).unwrap();
    let path = folder.join("obs.csv");
    let text = fs::read_to_string(&path).unwrap();
    let lines = text.lines().skip(1).zip(depths);
    let lines = lines.map(|(line, depth)| line.replace("20000", &format!("{:.3}", 1e6 * depth)));
    let header = text.lines().next().unwrap().to_owned();
    let all: Vec<String> = std::iter::once(header).chain(lines).collect();
    fs::write(&path, all.join("\n") + "\n").unwrap();
}

/// A spectrum of much water and no carbon dioxide. Without water nothing has its shape; without carbon dioxide, whose prior reaches down to
/// where it shows nothing, no more is lost than what the prior gives to values that show, less than a factor of ten.
#[test]
fn a_gas_that_is_there_is_missed_and_one_that_is_not_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_study(folder, "s.toml", &TWO_GASES);
    write_spectrum(&folder.join("obs.csv"), 20_000);
    write_simulated(
        folder,
        &[
            ("temperature_k", 1000.0),
            ("log_H2O", -3.0),
            ("log_CO2", -9.9),
        ],
    );
    let arguments = ["compare", "s.toml", "--without-each-gas", "--json"];
    let output = program(&arguments, folder);
    success(&output);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let models = found["models"].as_array().unwrap();
    let log_evidence = |name: &str| {
        let model = models.iter().find(|model| model["name"] == name);
        model.unwrap_or_else(|| panic!("{found:#}"))["log_evidence"]
            .as_f64()
            .unwrap()
    };
    let all = log_evidence("t");
    let [no_water, no_dioxide] = ["t-without-H2O", "t-without-CO2"].map(log_evidence);
    assert!(no_water < all - 10.0, "{no_water} {all}");
    assert!(
        (0.0..2.3).contains(&(no_dioxide - all)),
        "{no_dioxide} {all}"
    );
    // Posteriors of this study are taken as they are, those of another version are not.
    let posterior = folder.join("runs/t-without-CO2/posterior.h5");
    let before = fs::read(&posterior).unwrap();
    assert_eq!(program(&arguments, folder).stdout, output.stdout);
    assert_eq!(fs::read(&posterior).unwrap(), before);
    let seed = TWO_GASES.into_iter().chain([("seed = 1", "seed = 2")]);
    write_study(folder, "s.toml", &seed.collect::<Vec<_>>());
    success(&program(&arguments, folder));
    assert_ne!(fs::read(&posterior).unwrap(), before);
    let said = is_refused(
        &["compare", "runs/t", "runs/t", "--without-each-gas"],
        folder,
    );
    assert!(said.contains("expected one study"), "{said}");
}
