//! Every study that ships must load.

use std::{path::Path, process::Command};

use exosonde::observation::Observation;
use exosonde::parameters::ParameterValue;
use exosonde::simulator::SpectrumSource;
use exosonde::study::{Source, Study, Task};

#[test]
fn every_shipped_study_loads() {
    let configs = std::fs::read_dir("configs").unwrap();
    let studies = configs.map(|entry| entry.unwrap().path());
    let mut n = 0;
    for path in studies.filter(|path| path.extension().is_some_and(|e| e == "toml")) {
        let study = Study::load(&path).unwrap();
        assert!(
            Path::new(&study.observation.path).exists(),
            "{}",
            path.display()
        );
        n += 1;
    }
    assert!(n >= 3, "found {n} studies");
}

#[test]
fn a_study_need_not_speak_of_a_training_set() {
    let path = "configs/wasp-39b.toml";
    let text = std::fs::read_to_string(path).unwrap();
    let (before, after) = text
        .split_once("[training_set]\nn_spectra = 300_000\n")
        .unwrap();
    let study = Study::from_source(Source::new(path, format!("{before}{after}"))).unwrap();
    assert_eq!(
        study.training_set,
        Study::load(Path::new(path)).unwrap().training_set
    );
}

/// Every element of θ, and every fixed number, arrives under the name that the study gives it.
#[test]
fn values_arrive_under_their_names() {
    let text = std::fs::read_to_string("tests/studies/small.toml").unwrap();
    let instruments = "offset_NRS1_ppm = { normal = [0.0, 50.0] }\nerror_inflation = { uniform = [1.0, 2.0] }\n\n\
                       [observation]\noffsets = [\"NRS1\"]\nerror_inflation = true";
    let source = Source::new(
        "tests/studies/small.toml",
        text.replace("[observation]", instruments),
    );
    let space = Study::from_source(source).unwrap().parameters;
    let theta: Vec<f64> = (1..).map(f64::from).take(space.free().len()).collect();
    let element = |name: &str| {
        let i = space.free().iter().position(|own| own.name == name);
        i.map(|i| theta[i])
    };
    let physics = space.layout().parameters().iter();
    let by_name: Vec<(&str, f64)> = physics
        .map(|own| (own.name.as_str(), element(&own.name).unwrap_or(-4.0)))
        .collect();
    assert_eq!(
        space.physics(&theta),
        space.layout().values(&by_name).unwrap()
    );
    assert_eq!(element("haze_slope"), None);
    let offset = space.offset_ppm("NRS1").map(|offset| offset.at(&theta));
    assert_eq!(offset, element("offset_NRS1_ppm"));
    assert_eq!(space.offset_ppm("NRS2"), None);
    let inflation = space.error_inflation("NRS2").at(&theta);
    assert_eq!(Some(inflation), element("error_inflation"));
}

#[test]
fn the_factor_on_the_errors_of_an_instrument_arrives_under_its_name() {
    let path = "tests/studies/small.toml";
    let factors = "error_inflation_NRS2 = { uniform = [1.0, 2.0] }\nerror_inflation_NRS1 = 1.5\n\n\
                   [observation]\nerror_inflation = [\"NRS1\", \"NRS2\"]";
    let text = std::fs::read_to_string(path).unwrap();
    let source = Source::new(path, text.replace("[observation]", factors));
    let study = Study::from_source(source).unwrap();
    let space = &study.parameters;
    let last = space.free().len() - 1;
    assert_eq!(space.free()[last].name, "error_inflation_NRS2");
    assert_eq!(space.free()[last].label, "f_σ NRS2");
    let factor = |instrument: &str| space.error_inflation(instrument);
    assert_eq!(factor("NRS1"), ParameterValue::Fixed(1.5));
    assert_eq!(factor("NRS2"), ParameterValue::Free(last));
    assert_eq!(factor("NRS"), ParameterValue::Fixed(1.0));
    let set = [("error_inflation_NRS1".to_owned(), 0.0)];
    let refused = study.with_settings(&set).unwrap_err().to_string();
    assert!(
        refused.contains("`parameters.error_inflation_NRS1` is 0"),
        "{refused}"
    );
}

/// A dayside hotter than the opacities gets no answer, but the reason.
#[test]
fn the_dayside_of_wasp_18b_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(["run", "configs/wasp-18b-eclipse.toml", "--out"]);
    let output = command.arg(&out).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    for said in [
        "`observation.file` is a dayside of 28",
        "H2O, CO2, CO, CH4 to 1500 K",
        "molecules are dissociated and H⁻ absorbs",
    ] {
        assert!(stderr.contains(said), "{stderr} | {said}");
    }
    assert!(!out.exists());
}

/// Tables that end within the tail of a profile's prior are a warning, one for all gases that share the end.
#[test]
fn the_dayside_of_wasp_43b_is_taken_with_a_warning() {
    let study = Study::load(Path::new("configs/wasp-43b-eclipse.toml")).unwrap();
    let observation = Observation::read(&study.observation.path).unwrap();
    let source = SpectrumSource::for_observation(&study, &observation).unwrap();
    let said = "outside the opacity tables of H2O, CO2, CO, CH4, 100 to 2950 K";
    let warnings = source.caveats();
    let found = warnings
        .iter()
        .filter(|warning| warning.text.contains(said));
    assert_eq!(found.count(), 1, "{warnings:?}");
}

/// Each value that a simulation depends on, and none that it does not, enters the fingerprint.
#[test]
fn a_fingerprint_names_what_is_simulated() {
    let fingerprint = |path: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{from}");
        let source = Source::new(path, text.replace(from, to));
        let study = Study::from_source(source).unwrap();
        let observation = Observation::read(&study.observation.path).unwrap();
        let source = SpectrumSource::for_observation(&study, &observation).unwrap();
        let task = Task::of_study(&study, source.simulator().fingerprint(), Vec::new());
        task.training_set_fingerprint(observation.bins(), source.instruments())
    };
    // Tables of its own need no choice of wavenumbers, which would take seconds for each of what follows.
    let path = "tests/studies/own-opacities.toml";
    let own = fingerprint(path, "", "");
    for (from, to) in [
        ("seed = 39", "seed = 40"),
        ("radius_rsun = 0.939", "radius_rsun = 0.94"),
        ("mass_mjup = 0.281", "mass_mjup = 0.2810000000001"),
        ("n_layers = 20", "n_layers = 21"),
        ("[1e-7, 100.0]", "[1e-7, 99.0]"),
        ("[\"rayleigh\", \"cia\"]", "[\"rayleigh\"]"),
        ("H2 = 0.8547", "H2 = 0.8548"),
        ("[1.1, 1.4]", "[1.1, 1.5]"),
        ("haze_slope = -4.0", "haze_slope = -4.5"),
        ("part_size = 300", "part_size = 290"),
    ] {
        assert_ne!(fingerprint(path, from, to), own, "{from} → {to}");
    }
    let path = "tests/studies/small.toml";
    let own = fingerprint(path, "", "");
    for (from, to) in [
        ("# A study small enough", "# Another comment"),
        ("name = \"small\"", "name = \"other\""),
        ("n_spectra = 1_450", "n_spectra = 1_000"),
        ("n_samples = 500", "n_samples = 600"),
        ("width = 16", "width = 32"),
        ("[1.1, 1.4]", "[1.10, 1.400]"),
    ] {
        assert_eq!(fingerprint(path, from, to), own, "{from} → {to}");
    }
}
