//! A corner plot and a coverage plot of some of many parameters, chosen by their names.

use std::{fs, path::Path};

use exosonde::parameters::ParameterInfo;
use exosonde::posterior::{Observed, PosteriorFile, PosteriorProvenance, Predictive, Samples};
use ndarray::Array2;

use super::assert_refused;
use crate::program::{program, success};

const N_PARAMETERS: usize = 17;

/// Parameters `p_0` to `p_16`, each with a spread of its own.
fn posterior() -> PosteriorFile {
    let table = |rows: usize, columns: usize| {
        Array2::from_shape_fn((rows, columns), |(i, j)| {
            ((1 + i) as f64 * (1.3 + j as f64)).sin() * (1.0 + j as f64)
        })
    };
    let info = |i: usize| ParameterInfo::new(&format!("p_{i}"), "K", &format!("T_{i}"));
    PosteriorFile {
        quantity: "transit depth".into(),
        provenance: PosteriorProvenance {
            study_name: "many".into(),
            study_text: String::new(),
            study_hash: String::new(),
            seed: 1,
            observation_file: "observed.csv".into(),
        },
        parameters: (0..N_PARAMETERS).map(info).collect(),
        samples: Samples::equal(table(400, N_PARAMETERS)),
        log_likelihoods: None,
        log_priors: None,
        network_samples: None,
        exact: None,
        prior_samples: table(300, N_PARAMETERS),
        truth: None,
        observed: Observed {
            wavelength_um: vec![1.0, 2.0],
            half_width_um: vec![0.1; 2],
            depth: vec![0.02; 2],
            sigma: vec![1e-4; 2],
            instrument: vec!["a".into(); 2],
            pull: vec![0.0; 2],
            sticks_out: vec![false; 2],
            threshold_sigma: 3.0,
        },
        predictive: Predictive {
            weights: vec![1.0; 3],
            binned: Array2::from_elem((3, 2), 0.02),
            binned_quantiles: Array2::from_elem((5, 2), 0.02),
            offset: vec![0.0; 2],
            error_inflation: Array2::ones((3, 2)),
            median_error_inflation: vec![1.0; 2],
            cell_wavelength_um: vec![1.0, 2.0],
            native_quantiles: Array2::from_elem((5, 2), 0.02),
        },
        temperature: None,
        ood: Vec::new(),
        ood_flag: false,
        ood_summary: String::new(),
        mutual_information_nats: None,
        chi2_median: 2.0,
        chi2_per_bin: 1.0,
        chi2_stated_median: 2.0,
    }
}

/// An evaluation of the parameters `log_H2O` and `temperature_k`.
const EVALUATION: &str = r#"{
    "schema": "exosonde-evaluation-2", "study": "many", "n_simulations": 100,
    "parameters": [
        {"name": "log_H2O", "unit": "log10 VMR", "label": "log₁₀ X(H₂O)", "r_squared": 0.5,
         "coverage_68": 0.68, "coverage_95": 0.95, "rank_histogram": [50, 50],
         "rmse": 1.0, "sharpness": 0.5, "limits_95": [0.95, 0.94], "rank_chi2": 0.0, "rank_probability": 1.0},
        {"name": "temperature_k", "unit": "K", "label": "T", "r_squared": 0.5,
         "coverage_68": 0.68, "coverage_95": 0.95, "rank_histogram": [50, 50],
         "rmse": 1.0, "sharpness": 0.5, "limits_95": [0.95, 0.94], "rank_chi2": 0.0, "rank_probability": 1.0}
    ],
    "joint_coverage": {"nominal": [0.25, 0.5, 0.75], "highest_density": [0.3, 0.55, 0.8], "tarp": [0.2, 0.5, 0.7]},
    "expected_coverage": {"nominal": [0.25, 0.5, 0.75], "measured": [[0.2, 0.5, 0.7], [0.3, 0.5, 0.8]]},
    "mean_nll_nats": 1.0,
    "false_alarm_rate": {"stated": 0.01, "measured": 0.01, "n": 100}
}"#;

/// Width and height of a figure, mm.
fn size_mm(svg: &Path) -> [f64; 2] {
    let svg = fs::read_to_string(svg).unwrap();
    ["width=\"", "height=\""].map(|name| {
        let rest = svg.split(name).nth(1).unwrap();
        rest.split("mm").next().unwrap().parse().unwrap()
    })
}

#[test]
fn a_corner_plot_shows_the_chosen_parameters_and_refuses_unknown_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    posterior().write(&path("posterior.h5")).unwrap();
    let corner = |choice: &[&str], out: &str| {
        let arguments = [&["plot", "corner", "posterior.h5", "--out", out], choice].concat();
        program(&arguments, folder.path())
    };
    success(&corner(&[], "all"));
    success(&corner(&["--parameters", "p_3,p_0"], "two"));
    success(&corner(&["--parameters", "p_0,p_3"], "turned"));
    let svg = |out: &str| path(out).join("corner.svg");
    assert!(size_mm(&svg("two"))[0] < 0.6 * size_mm(&svg("all"))[0]);
    let [two, turned] = ["two", "turned"].map(|out| fs::read_to_string(svg(out)).unwrap());
    assert_ne!(two, turned, "the order is that of the names");

    let known = "no parameter `p_17`, expected some of p_0, p_1, p_2";
    assert_refused(&corner(&["--parameters", "p_3,p_17"], "none"), known);
    let twice = "`p_3` is chosen twice";
    assert_refused(&corner(&["--parameters", "p_3,p_3"], "none"), twice);
    let spectrum = [
        "plot",
        "spectrum",
        "posterior.h5",
        "--parameters",
        "p_3",
        "--out",
        "none",
    ];
    assert_refused(&program(&spectrum, folder.path()), "shows no parameters");
    assert!(!path("none").exists());
}

#[test]
fn a_coverage_plot_shows_the_chosen_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("evaluation.json"), EVALUATION).unwrap();
    let coverage = |names: &str| {
        let arguments = [
            "plot",
            "coverage",
            "evaluation.json",
            "--out",
            names,
            "--parameters",
            names,
        ];
        program(&arguments, folder.path())
    };
    success(&coverage("temperature_k,log_H2O"));
    success(&coverage("temperature_k"));
    let width = |names: &str| size_mm(&path(names).join("coverage.svg"))[0];
    // The legend of both has the longer name.
    assert!(width("temperature_k") <= width("temperature_k,log_H2O"));
    assert_refused(
        &coverage("T"),
        "no parameter `T`, expected some of log_H2O, temperature_k",
    );
}
