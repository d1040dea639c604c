//! An eclipse through the whole pipeline: nodes, a gas in two layers, patchy clouds, channels that leave gaps.

use std::{fs, process::Command};

use serde_json::Value;

#[test]
fn an_eclipse_runs_from_study_to_figures() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(["run", "tests/studies/eclipse.toml", "--out"]);
    let output = command.arg(&out).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    for figure in ["corner", "spectrum", "temperature", "training", "coverage"] {
        for extension in ["svg", "png"] {
            let path = out.join(format!("figures/{figure}.{extension}"));
            assert!(path.exists(), "{}", path.display());
        }
    }
    let report = fs::read_to_string(out.join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["quantity"], "eclipse depth");
    let temperature = &report["parameters"][1];
    assert_eq!(temperature["name"], "t_node_2_k");
    let median = temperature["median"].as_f64().unwrap();
    assert!((600.0..2000.0).contains(&median));

    let posterior = hdf5::File::open(out.join("posterior.h5")).unwrap();
    let profile = posterior.group("temperature_profile").unwrap();
    let quantiles: ndarray::Array2<f64> = profile.dataset("temperature_k").unwrap().read().unwrap();
    assert_eq!(quantiles.ncols(), 31);
    for level in quantiles.columns() {
        assert!(level[0] > 0.0 && level.iter().zip(level.iter().skip(1)).all(|(a, b)| a <= b));
    }
}
