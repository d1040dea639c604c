//! Opacities that are known to be off, as part of the errors of the data.

use std::fs;

use exosonde::posterior::report::{OpacityErrorReport, Report};
use forward_model::{CrossSectionTable, OpacityTable, Species};
use opacity_data::{BandError, BandErrors, TableInfo};

use crate::{
    case::Case,
    program::{program, refusal, success},
    tables::write_described,
};

/// Error of each of the ten bins, ppm.
const SIGMA_PPM: f64 = 300.0;

/// One grey gas of which ln k is off by `ln_k_error`; only the radius is free.
fn case(ln_k_error: impl Into<BandErrors>) -> Case {
    let case = Case::new("one_parameter")
        .with("clouds = [\"grey_deck\"]", "clouds = []")
        .with("log_cloud_top_bar = -3.0\n", "")
        .with("log_H2O = -20.0", "log_H2O = -3.0");
    let per_cm: Vec<f64> = (0..2000).map(|i| 1000.0 + 5.0 * f64::from(i)).collect();
    let axes = ([1e-4, 1e8], [50.0, 5000.0]);
    let grey = |_, _, _| 1e-26;
    let table = CrossSectionTable::tabulate(Species::H2O, &axes.0, &axes.1, &per_cm, grey);
    let table = OpacityTable::from(table.unwrap());
    let info = TableInfo {
        ln_k_error: Some(ln_k_error.into()),
        ..TableInfo::of(&table)
    };
    write_described(&case.at("opacities/H2O.h5"), &table, &info);
    let text = fs::read_to_string(case.at("study.toml")).unwrap();
    let own = "\n[opacities]\nfolder = \"opacities\"\n";
    fs::write(case.at("study.toml"), text + own).unwrap();
    case
}

/// What is retrieved into `folder` with this choice.
fn retrieved(case: &Case, choice: &str, folder: &str) -> Report {
    let text = fs::read_to_string(case.at("study.toml")).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .filter(|it| !it.starts_with("model_error"))
        .collect();
    let own = match choice {
        "" => "[retrieval]".to_owned(),
        choice => format!("[retrieval]\nmodel_error = \"{choice}\""),
    };
    let text = kept.join("\n").replace("[retrieval]", &own);
    fs::write(case.at("study.toml"), text).unwrap();
    let out = case.at(folder).display().to_string();
    let arguments = ["retrieve", "study.toml", "--from", "prior", "--out", &out];
    success(&program(&arguments, &case.at("")));
    Report::read(&case.at(folder).join("report.json")).unwrap()
}

fn errors(report: &Report) -> &OpacityErrorReport {
    report.opacity_errors.as_ref().unwrap()
}

/// By how much ln k moves a bin, ppm: in an isothermal atmosphere `r` rises by a scale height for each e-fold, `Δδ = 2 r H Δ/R_★²`, with
/// `H = k T r²/(G M μ)` at the radius that the depth has.
fn expected_ppm(depth: f64, ln_k_error: f64) -> f64 {
    let star_m = 0.939 * 6.957e8;
    let r_m = star_m * depth.sqrt();
    let mean_molecule_kg = (0.8547 * 2.015_88 + 0.1453 * 4.002_60) * 1.660_539e-27;
    let gravity = 6.674_30e-11 * 0.281 * 1.898_13e27 / (r_m * r_m);
    let height_m = 1.380_649e-23 * 1000.0 / (mean_molecule_kg * gravity);
    1e6 * 2.0 * r_m * height_m * ln_k_error / (star_m * star_m)
}

/// Ten bins of which every one is off by e besides know the radius worse by √(1 + e²/σ²). 10,000 draws know a spread within 0.7 %, and of
/// a ratio 5 % is five times that.
#[test]
fn they_widen_the_posterior_as_errors_do() {
    let case = case(1.0);
    let without = retrieved(&case, "never", "never");
    assert_eq!(errors(&without).added_ppm, None);
    let with = retrieved(&case, "", "usual");
    let added_ppm = errors(&with).added_ppm.as_ref().unwrap();
    let expected = expected_ppm(21_500e-6, 1.0);
    for ppm in added_ppm {
        assert!((ppm / expected - 1.0).abs() < 0.05, "{ppm} {expected}");
    }
    let ratio = with.parameters[0].std / without.parameters[0].std;
    let wider = 1.0_f64.hypot(added_ppm[0] / SIGMA_PPM);
    assert!((ratio / wider - 1.0).abs() < 0.05, "{ratio} {wider}");
    assert!(with.chi2_median < without.chi2_median);
    assert!(with.importance.unwrap().n_calls > without.importance.unwrap().n_calls);
    let text = refusal(&program(&["compare", "never", "usual"], &case.at("")));
    assert!(text.contains("model_error"), "{text}");
}

#[test]
fn bands_are_off_by_their_own() {
    let band = BandError {
        wavelength_um: [2.24, 3.0],
        ln_k_error: 1.0,
    };
    let case = case(BandErrors::new(0.2, vec![band]));
    let report = retrieved(&case, "always", "always");
    let added_ppm = errors(&report).added_ppm.as_ref().unwrap();
    // The bins between 2.24 and 3 µm are the fourth and the fifth.
    for (i, ppm) in added_ppm.iter().enumerate() {
        let error = if i == 3 || i == 4 { 1.0 } else { 0.2 };
        let expected = expected_ppm(21_500e-6, error);
        assert!((ppm / expected - 1.0).abs() < 0.05, "{i}: {ppm} {expected}");
    }
}

#[test]
fn small_ones_count_only_if_they_are_asked_for() {
    let case = case(0.2);
    let usual = retrieved(&case, "", "usual");
    assert!(errors(&usual).largest_sigma < 0.5);
    assert_eq!(errors(&usual).added_ppm, None);
    let always = retrieved(&case, "always", "always");
    assert!(errors(&always).added_ppm.is_some());
}
