//! The whole pipeline through the command, on a study too small to learn much but real in every part.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

const STUDY: &str = "tests/studies/small.toml";

fn exosonde(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exosonde"));
    command.args(args).output().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn assert_success(output: &Output) {
    assert!(output.status.success(), "{}", stderr(output));
}

fn assert_refused(output: &Output, expected: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(
        stderr(output).contains(expected),
        "{}\nexpected {expected}",
        stderr(output)
    );
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The small study with `from` replaced by `to`, its observation still found.
fn changed_study(folder: &Path, from: &str, to: &str) -> PathBuf {
    let study = fs::read_to_string(STUDY).unwrap();
    assert!(study.contains(from));
    let root = env!("CARGO_MANIFEST_DIR");
    let study = study
        .replace(from, to)
        .replace("../../configs", &format!("{root}/configs"));
    let path = folder.join("changed.toml");
    fs::write(&path, study).unwrap();
    path
}

/// One finished run serves all checks, because training it takes seconds.
#[test]
fn a_run_makes_everything_keeps_it_and_refuses_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    let output = exosonde(&["run", STUDY, "--out", text(&out)]);
    assert_success(&output);
    everything_is_there(&out);
    the_report_follows_its_schema(&json(&out.join("report.json")));
    a_second_run_keeps_what_is_done(&out);
    another_spectrum_in_the_same_bins_is_retrieved(folder.path(), &out);
    a_spectrum_with_other_errors_and_gaps_is_retrieved_or_refused(folder.path(), &out);
    a_spectrum_in_other_bins_is_refused(&out);
    a_model_of_another_study_is_refused(folder.path(), &out);
}

fn everything_is_there(out: &Path) {
    let figures = ["corner", "spectrum", "training", "coverage"];
    let figures = figures
        .iter()
        .flat_map(|name| ["svg", "png"].map(|e| format!("figures/{name}.{e}")));
    let files = [
        "study.toml",
        "training-set/dataset.h5",
        "posterior.h5",
        "report.json",
        "evaluation.json",
    ];
    for file in files.map(String::from).into_iter().chain(figures) {
        assert!(
            fs::metadata(out.join(&file)).is_ok_and(|m| m.len() > 0),
            "no {file}"
        );
    }
}

fn the_report_follows_its_schema(report: &Value) {
    assert_eq!(report["n_bins"], 59);
    let parameters = report["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 8);
    for parameter in parameters {
        for key in [
            "median",
            "lower_68",
            "upper_68",
            "mean",
            "std",
            "std_aleatoric",
            "std_epistemic",
        ] {
            assert!(
                parameter[key].as_f64().is_some_and(f64::is_finite),
                "{key} of {parameter}"
            );
        }
    }
    assert!(report["mutual_information_nats"].as_f64().unwrap() > 0.0);
    assert!(report["ood"]["flag"].is_boolean());
    assert!(!report["ood"]["scores"].as_array().unwrap().is_empty());
    assert!(
        !report["provenance"]["opacities"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

fn a_second_run_keeps_what_is_done(out: &Path) {
    let weights = || {
        fs::metadata(out.join("model/member-0.bpk"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = weights();
    let output = exosonde(&["run", STUDY, "--out", text(out)]);
    assert_success(&output);
    assert!(
        stderr(&output).contains("0 spectra made, 1450 kept"),
        "{}",
        stderr(&output)
    );
    assert_eq!(before, weights(), "the model was trained again");
}

fn another_spectrum_in_the_same_bins_is_retrieved(folder: &Path, out: &Path) {
    let real = fs::read_to_string("configs/observations/wasp-39b_nirspec_g395h.csv").unwrap();
    let other = folder.join("shifted.csv");
    fs::write(&other, real.replace(",21197.", ",21297.")).unwrap();
    let args = [
        "retrieve",
        STUDY,
        "--out",
        text(out),
        "--observation",
        text(&other),
        "--network-only",
    ];
    assert_success(&exosonde(&args));
    assert!(out.join("posterior-shifted.h5").exists() && out.join("report-shifted.json").exists());
}

/// The real spectrum with some depths missing and all errors 1.5 times as large; with an error that the networks have not learnt with; and
/// without one of its detectors, which only a search from the prior can do without.
fn a_spectrum_with_other_errors_and_gaps_is_retrieved_or_refused(folder: &Path, out: &Path) {
    let changed = |name: &str, change: &dyn Fn(usize, &mut [String])| {
        let real = fs::read_to_string("configs/observations/wasp-39b_nirspec_g395h.csv").unwrap();
        let is_row = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
        let (rows, head): (Vec<&str>, Vec<&str>) = real.lines().partition(is_row);
        let rows = rows.iter().enumerate().map(|(i, row)| {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            change(i, &mut cells);
            cells.join(",")
        });
        let head = head.into_iter().map(str::to_owned);
        let path = folder.join(name);
        fs::write(&path, head.chain(rows).collect::<Vec<_>>().join("\n")).unwrap();
        path
    };
    let times = |cell: &mut String, factor: f64| {
        *cell = (factor * cell.parse::<f64>().unwrap()).to_string();
    };
    let run = |command: &str, path: &Path, more: &[&str]| {
        let args = [
            command,
            STUDY,
            "--out",
            text(out),
            "--observation",
            text(path),
        ];
        exosonde(&[&args[..], more].concat())
    };

    let gaps = changed("gaps.csv", &|i, cells| {
        times(&mut cells[3], 1.5);
        if i % 10 == 3 {
            cells[2] = "nan".into();
        }
    });
    let output = run("retrieve", &gaps, &["--network-only"]);
    assert_success(&output);
    assert!(stderr(&output).contains("calibrated for them, once, by"));
    let report = json(&out.join("report-gaps.json"));
    assert_eq!(
        (&report["n_bins"], &report["n_bins_left_out"]),
        (&53.into(), &6.into())
    );
    assert_success(&run("evaluate", &gaps, &[]));
    let evaluation = json(&out.join("evaluation-gaps.json"));
    assert!(evaluation["n_simulations"].as_u64().unwrap() > 0);

    let precise = changed("precise.csv", &|i, cells| {
        if i == 7 {
            times(&mut cells[3], 0.1);
        }
    });
    let output = run("retrieve", &precise, &["--network-only"]);
    assert_refused(
        &output,
        "is 0.1000 times that of the training; expected 0.5 to 2 times",
    );
    let half = changed("half.csv", &|_, cells| {
        if cells[4] == "nirspec_g395h_nrs2" {
            cells[2].clear();
        }
    });
    let output = run("retrieve", &half, &[]);
    assert_refused(&output, "all bins of `nirspec_g395h_nrs2` are missing");
    assert!(!out.join("posterior-precise.h5").exists() && !out.join("posterior-half.h5").exists());
}

fn a_spectrum_in_other_bins_is_refused(out: &Path) {
    let other = "configs/observations/wasp-12b_hst_wfc3.csv";
    let output = exosonde(&[
        "retrieve",
        STUDY,
        "--out",
        text(out),
        "--observation",
        other,
    ]);
    assert_refused(&output, "it reads 59 bins, the observation has 13");
    assert!(!out.join("posterior-wasp-12b_hst_wfc3.h5").exists());
}

fn a_model_of_another_study_is_refused(folder: &Path, out: &Path) {
    let other = changed_study(folder, "[1.1, 1.4]", "[1.0, 1.4]");
    let output = exosonde(&["retrieve", text(&other), "--out", text(out)]);
    assert_refused(&output, "radius_rjup");
}

#[test]
fn retrieving_without_a_model_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = exosonde(&["retrieve", STUDY, "--out", text(folder.path())]);
    assert_refused(&output, "exosonde train");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn one_spectrum_is_simulated_with_its_contributions() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let args = [
        "simulate",
        STUDY,
        "--out",
        out,
        "--set",
        "temperature_k=900",
        "--set",
        "log_CO2=-3",
    ];
    assert_success(&exosonde(&args));
    let csv = fs::read_to_string(folder.path().join("simulated.csv")).unwrap();
    let header = csv.lines().next().unwrap();
    assert!(
        header.starts_with("wavelength_um,depth_ppm,H2O_ppm,CO2_ppm,CO_ppm,CH4_ppm"),
        "{header}"
    );
    assert!(folder.path().join("figures/simulated.png").exists());
    let output = exosonde(&["simulate", STUDY, "--out", out, "--set", "temperature=900"]);
    assert_refused(
        &output,
        "`temperature` is not a parameter of this study, expected one of radius_rjup, temperature_k",
    );
}
