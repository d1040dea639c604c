//! A training set that lacks simulations is not learnt from: training says what is missing and how to make it.

use std::{fs, process::Stdio, time::Duration};

use crate::harness::{folder, is_refused, succeeds, write_study};
use crate::program::command;

const SAID: &str = "run `exosonde generate` with this study";

#[test]
fn a_share_of_the_set_is_not_trained_on() {
    let folder = folder();
    let folder = folder.path();
    let part = ["generate", "s.toml", "--out", "out", "--part", "1/2"];
    succeeds(&part, folder);
    let said = is_refused(&["train", "s.toml", "--out", "out"], folder);
    let counts = "500 of the study's 1200 simulations are there, part-000000.h5 is missing";
    assert!(said.contains(counts) && said.contains(SAID), "{said}");
    assert!(!folder.join("out/model").exists() && !folder.join("out/model.lock").exists());
    // What was asked for is made by `run`, and learnt from.
    let said = succeeds(&["run", "s.toml", "--out", "out"], folder);
    assert!(said.contains("700 spectra made"), "{said}");
}

#[test]
fn a_set_that_has_lost_a_part_is_not_evaluated_on() {
    let folder = folder();
    let folder = folder.path();
    for command in ["generate", "train", "evaluate"] {
        succeeds(&[command, "s.toml", "--out", "out"], folder);
    }
    fs::remove_file(folder.join("out/training-set/part-000001.h5")).unwrap();
    let said = is_refused(&["evaluate", "s.toml", "--out", "out"], folder);
    assert!(said.contains("700 of the study's 1200"), "{said}");
}

/// The last part of a smaller set is shorter than the larger study needs.
#[test]
fn the_short_part_of_a_smaller_set_counts_as_what_it_is() {
    let folder = folder();
    let folder = folder.path();
    write_study(
        folder,
        "large.toml",
        &[("n_spectra = 1200", "n_spectra = 2000")],
    );
    succeeds(&["generate", "s.toml", "--out", "out"], folder);
    succeeds(
        &["generate", "large.toml", "--out", "out", "--part", "3"],
        folder,
    );
    let said = is_refused(&["train", "large.toml", "--out", "out"], folder);
    let counts =
        "1700 of the study's 2000 simulations are there, part-000003.h5 is missing or too short";
    assert!(said.contains(counts), "{said}");
}

/// A training that was killed does not go on with what it learnt from another set.
#[test]
fn a_killed_training_starts_anew_when_its_set_has_grown() {
    let folder = folder();
    let folder = folder.path();
    let epochs = ("max_epochs = 3", "max_epochs = 30");
    write_study(folder, "s.toml", &[epochs]);
    let more = ("n_spectra = 1200", "n_spectra = 2000");
    write_study(folder, "large.toml", &[epochs, more]);
    succeeds(&["generate", "s.toml", "--out", "out"], folder);
    let mut killed = command(&["train", "s.toml", "--out", "out"], folder);
    let mut killed = killed.stderr(Stdio::null()).spawn().unwrap();
    let checkpoint = folder.join("out/model/checkpoint-0.h5");
    while !checkpoint.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(checkpoint.exists(), "it was finished before it was killed");
    for out in ["out", "fresh"] {
        for command in ["generate", "train"] {
            succeeds(&[command, "large.toml", "--out", out], folder);
        }
    }
    let losses = |out: &str| fs::read(folder.join(out).join("model/history.json")).unwrap();
    assert!(losses("out") == losses("fresh"));
    assert!(!checkpoint.exists());
}

/// A refused training leaves the model that is there.
#[test]
fn a_model_outlives_the_refusal_to_replace_it() {
    let folder = folder();
    let folder = folder.path();
    write_study(
        folder,
        "large.toml",
        &[("n_spectra = 1200", "n_spectra = 2000")],
    );
    for command in ["generate", "train"] {
        succeeds(&[command, "s.toml", "--out", "out"], folder);
    }
    is_refused(&["train", "large.toml", "--out", "out"], folder);
    let said = succeeds(&["retrieve", "s.toml", "--out", "out"], folder);
    assert!(said.is_empty(), "{said}");
}
