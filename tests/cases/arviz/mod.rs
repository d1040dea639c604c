//! `posterior.h5` as ArviZ reads it, 0.23 and 1.x, with what ArviZ makes of it held against a problem whose answers have closed
//! forms. `make arviz` installs both; where there is neither, nothing is tested, and that is said.

use std::{fs, path::Path, path::PathBuf, process::Command};

use crate::straight_line::{Fit, StraightLine};

const N_DRAWS: usize = 4_000;

/// The interpreters that have ArviZ: those of `make arviz`, those that `ARVIZ_PYTHON` names, and the one on the path.
fn pythons() -> Vec<PathBuf> {
    let named = std::env::var("ARVIZ_PYTHON").unwrap_or_default();
    let named = named.split(':').filter(|path| !path.is_empty());
    let mut pythons: Vec<PathBuf> = named.map(PathBuf::from).collect();
    for folder in fs::read_dir("target").into_iter().flatten().flatten() {
        let is_ours = folder.file_name().to_string_lossy().starts_with("arviz-");
        pythons.extend(is_ours.then(|| folder.path().join("bin/python")));
    }
    pythons.push("python3".into());
    pythons.retain(|python| succeeds(python, &["-c", "import arviz, h5netcdf, h5py"]));
    pythons
}

fn succeeds(python: &Path, arguments: &[&str]) -> bool {
    let output = Command::new(python).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

/// What `check.py` prints of the files in `folder`.
fn arviz(python: &Path, folder: &Path) -> serde_json::Value {
    let output = Command::new(python)
        .arg("tests/cases/arviz/check.py")
        .arg(folder)
        .env("MPLBACKEND", "agg")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {stderr}", python.display());
    let stdout = String::from_utf8_lossy(&output.stdout);
    let line = stdout.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {stdout}"))
}

/// The estimate of elpd by 4,000 draws of two parameters scatters by 0.02 (the Monte Carlo error that ArviZ itself gives, 0.01 to
/// 0.015, and a half more); 0.1 is five of it. Of independent draws the effective number scatters by a few per cent; the rank of
/// a datum among the 300 that the posterior predicts is uniform.
#[test]
fn arviz_reads_a_posterior_and_agrees_with_closed_forms() {
    let pythons = pythons();
    if pythons.is_empty() {
        eprintln!("skipped: no python with arviz, h5netcdf and h5py; `make arviz` installs it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (line, flat) = (StraightLine::example(true), StraightLine::example(false));
    for (model, name) in [(&line, "line.h5"), (&flat, "flat.h5")] {
        let file = Fit::new(model).posterior_file(N_DRAWS);
        file.write(&folder.path().join(name)).unwrap();
    }
    let expected = [&line, &flat].map(|model| Fit::new(model).elpd_loo());
    for python in pythons {
        let found = arviz(&python, folder.path());
        println!("{}: {found}", python.display());
        let number = |key: &str| found[key].as_f64().unwrap();
        assert!(
            (number("elpd_line") - expected[0]).abs() < 0.1,
            "{expected:?}"
        );
        assert!(
            (number("elpd_flat") - expected[1]).abs() < 0.1,
            "{expected:?}"
        );
        assert_eq!(found["best"], "line");
        assert!(number("least_ess") > 0.8 * N_DRAWS as f64);
        assert!(number("largest_pareto_k") < 0.5);
        assert_eq!(found["observed_variables"], serde_json::json!(["depth"]));
        assert_eq!(found["predictive_variables"], serde_json::json!(["depth"]));
        assert_eq!(found["instruments"], serde_json::json!(["A", "B"]));
        assert_eq!(number("wavelength_um"), line.wavelength_um[0]);
    }
}
