//! What is made from different inputs has different names, or the second one is refused: no posterior of another spectrum is
//! replaced, and a figure that is says so.

use std::{fs, path::Path};

use crate::harness::{files, folder, is_refused, succeeds, write_spectrum, write_study};
use crate::program::program;

/// A folder with a trained model and two spectra of one name.
fn trained() -> tempfile::TempDir {
    let folder = folder();
    write_spectrum(&folder.path().join("a/spectrum.csv"), 19_000);
    write_spectrum(&folder.path().join("b/spectrum.csv"), 21_000);
    for command in ["generate", "train"] {
        succeeds(&[command, "s.toml", "--out", "out"], folder.path());
    }
    folder
}

fn retrieve<'a>(spectrum: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = [
        "retrieve",
        "s.toml",
        "--out",
        "out",
        "--observation",
        spectrum,
    ];
    [&args, more].concat()
}

#[test]
fn a_second_spectrum_of_the_same_name_is_refused_until_it_has_its_own() {
    let folder = trained();
    let folder = folder.path();
    let first = || fs::read(folder.join("out/posterior-spectrum.h5")).unwrap();
    succeeds(&retrieve("a/spectrum.csv", &[]), folder);
    let before = files(&folder.join("out"));
    let said = is_refused(&retrieve("b/spectrum.csv", &[]), folder);
    for expected in [
        "a/spectrum.csv",
        "b/spectrum.csv",
        "posterior-spectrum.h5",
        "--name",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    assert!(files(&folder.join("out")) == before);
    let held = first();
    succeeds(&retrieve("b/spectrum.csv", &["--name", "b"]), folder);
    assert!(first() == held);
    for name in ["posterior-b.h5", "report-b.json", "report-spectrum.json"] {
        assert!(folder.join("out").join(name).exists(), "{name}");
    }
    // The same numbers again, whatever their file is called, are the same spectrum.
    fs::copy(folder.join("a/spectrum.csv"), folder.join("spectrum.csv")).unwrap();
    succeeds(&retrieve("spectrum.csv", &[]), folder);
    figures_are_called_after_their_posterior(folder);
    the_studys_own_posterior_is_kept_as_well(folder);
}

fn figures_are_called_after_their_posterior(folder: &Path) {
    for (file, figure) in [
        ("posterior-b.h5", "corner-b.svg"),
        ("posterior-spectrum.h5", "corner-spectrum.svg"),
    ] {
        let path = format!("out/{file}");
        succeeds(&["plot", "corner", &path], folder);
        assert!(folder.join("out/figures").join(figure).exists(), "{figure}");
    }
    let both = |file: &str| {
        let path = format!("out/{file}");
        succeeds(
            &["plot", "corner", &path, "--out", "f", "--name", "x"],
            folder,
        )
    };
    assert_eq!(both("posterior-b.h5"), "");
    assert_eq!(both("posterior-b.h5"), "", "the same figure again");
    let said = both("posterior-spectrum.h5");
    assert!(said.contains("corner-x.svg was another one"), "{said}");
}

/// A study that names another spectrum, or whose spectrum has changed, does not replace the posterior of the first one, and
/// `run` says so before it simulates anything.
fn the_studys_own_posterior_is_kept_as_well(folder: &Path) {
    succeeds(&["run", "s.toml", "--out", "out"], folder);
    write_study(folder, "other.toml", &[("obs.csv", "b/spectrum.csv")]);
    for command in ["run", "retrieve"] {
        let said = is_refused(&[command, "other.toml", "--out", "out"], folder);
        assert!(
            said.contains("out/posterior.h5 holds the posterior of"),
            "{said}"
        );
    }
    let args = ["retrieve", "other.toml", "--out", "out", "--name", "other"];
    succeeds(&args, folder);
    succeeds(&["run", "s.toml", "--out", "out"], folder);
    let kept = fs::read(folder.join("out/posterior.h5")).unwrap();
    write_spectrum(&folder.join("obs.csv"), 20_100);
    is_refused(&["run", "s.toml", "--out", "fresh/../out"], folder);
    assert!(fs::read(folder.join("out/posterior.h5")).unwrap() == kept);
}

#[test]
fn a_simulated_spectrum_that_is_replaced_is_told_of_and_a_name_keeps_both() {
    let folder = folder();
    let folder = folder.path();
    let simulate = |more: &[&str]| {
        let args = ["simulate", "s.toml", "--out", "out"];
        succeeds(&[&args, more].concat(), folder)
    };
    assert_eq!(simulate(&["--set", "temperature_k=900"]), "");
    assert_eq!(simulate(&["--set", "temperature_k=900"]), "");
    let cool = fs::read(folder.join("out/simulated.csv")).unwrap();
    assert_eq!(
        simulate(&["--set", "temperature_k=1300", "--name", "hot"]),
        ""
    );
    assert!(fs::read(folder.join("out/simulated.csv")).unwrap() == cool);
    for name in [
        "simulated-hot.csv",
        "contribution-hot.csv",
        "figures/simulated-hot.png",
    ] {
        assert!(folder.join("out").join(name).exists(), "{name}");
    }
    let said = simulate(&["--set", "temperature_k=1300"]);
    assert!(said.contains("simulated.csv was another one"), "{said}");
    let output = program(
        &["simulate", "s.toml", "--out", "out", "--name", "../up"],
        folder,
    );
    assert_eq!(output.status.code(), Some(2));
}
