//! A study of planets that cannot be: larger than their star.

use std::fs;

use exosonde::training_set::part::read_part;
use forward_model::Species;

use crate::{
    program::{refusal, stderr, success},
    study_folder::StudyFolder,
};

/// Planets of 100 Jupiter masses, whose atmospheres are thin, before a star of 0.939 · 6.957e8 m / 7.1492e7 m = 9.138 of
/// Jupiter's radii: 120 simulations in parts of 50, 50 and 20.
fn study(from_rjup: f64) -> StudyFolder {
    let per_cm: Vec<f64> = (20..=100).map(|i| 100.0 * f64::from(i)).collect();
    let radius = format!("radius_rjup = {{ uniform = [{from_rjup}, 9.9] }}");
    StudyFolder::new(&[1.1, 1.5, 2.0, 3.0])
        .with("radius_rjup = { uniform = [1.0, 1.5] }", &radius)
        .with("mass_mjup = 0.281", "mass_mjup = 100.0")
        .with("n_spectra = 1000", "n_spectra = 120\npart_size = 50")
        .opacity(Species::H2O, &per_cm, |_| 1e-26)
}

const REASON: &str = "all 120 simulations failed (a depth is above one: 120 of 120)";

#[test]
fn a_study_without_a_single_spectrum_is_wrong_input_and_its_parts_are_kept() {
    let study = study(9.5);
    let said = refusal(&study.run("generate", &[]));
    assert!(said.contains(REASON) && said.contains("units"), "{said}");
    let part = study.at("run/training-set/part-000002.h5");
    let before = fs::read(&part).unwrap();
    assert!(
        read_part(&part)
            .unwrap()
            .status
            .iter()
            .all(|code| *code == 6)
    );
    for command in ["generate", "train", "run"] {
        let said = refusal(&study.run(command, &[]));
        assert!(said.contains(REASON), "{command}: {said}");
    }
    assert_eq!(fs::read(&part).unwrap(), before);
    assert!(!study.at("run/model/model.json").exists());
}

/// Of 50 simulations, all may fail of a study of which some succeed.
#[test]
fn a_small_share_without_a_spectrum_is_a_warning() {
    let study = study(9.5);
    let output = study.run("generate", &["--part", "0"]);
    success(&output);
    let said = stderr(&output);
    assert!(said.contains("warning: 50 of 50 simulations"), "{said}");
}

#[test]
fn many_failures_are_a_warning_and_training_names_their_reasons() {
    let study = study(9.1);
    let output = study.run("generate", &[]);
    let printed = success(&output);
    let set = read_part(&study.at("run/training-set/dataset.h5")).unwrap();
    let n_failed = set.status.iter().filter(|code| **code != 0).count();
    // A twentieth of the prior is smaller than the star: 6 of 120, by three standard deviations.
    assert!((109..120).contains(&n_failed), "{n_failed} of 120");
    let warning = format!("warning: {n_failed} of 120 simulations have no spectrum");
    assert!(stderr(&output).contains(&warning), "{printed}");
    let reason = format!("{n_failed} failed: a depth is above one");
    assert!(printed.contains(&reason), "{printed}");
    let again = success(&study.run("generate", &[]));
    assert!(
        again.contains(&warning) && again.contains(&reason),
        "{again}"
    );
    let said = refusal(&study.run("train", &[]));
    let reason = format!("(a depth is above one: {n_failed} of 120)");
    assert!(said.contains(&reason), "{said}");
}
