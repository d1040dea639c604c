//! A study with one free parameter, and with none.

use exosonde::posterior::report::Report;

use crate::{
    case::Case,
    program::{refusal, success},
};

/// Physical constants, SI: k_B, G, atomic mass; radius of the Sun, of Jupiter (equatorial), mass of Jupiter.
const K_B: f64 = 1.380_649e-23;
const G: f64 = 6.674_30e-11;
const ATOMIC_MASS_KG: f64 = 1.660_539e-27;
const SUN_M: f64 = 6.957e8;
const JUPITER_M: f64 = 7.1492e7;
const JUPITER_KG: f64 = 1.898_13e27;

/// What the study's data say of the radius, R_Jup: mean and standard deviation. The gas is too thin to be seen, so a
/// transit shows the disc of the cloud's top at 1 mbar, `δ = (r / R_★)²`. Of an isothermal ideal gas of mean mass μ under a
/// gravity that falls as 1/r², hydrostatic equilibrium between it and the reference pressure is
/// `1/R − 1/r = (k T / G M μ) ln(P_ref / P_top)`. Ten bins of 21500 ± 300 ppm know δ to 300 ppm / √10.
fn exact() -> [f64; 2] {
    let star_m = 0.939 * SUN_M;
    let mean_molecule_kg = (0.8547 * 2.015_88 + 0.1453 * 4.002_60) * ATOMIC_MASS_KG;
    let per_m = K_B * 1000.0 / (G * 0.281 * JUPITER_KG * mean_molecule_kg) * 1e4_f64.ln();
    let radius_rjup = |depth: f64| 1.0 / (1.0 / (star_m * depth.sqrt()) + per_m) / JUPITER_M;
    let (depth, error) = (21_500e-6, 300e-6 / 10.0_f64.sqrt());
    let spread = radius_rjup(depth + error) - radius_rjup(depth - error);
    [radius_rjup(depth), 0.5 * spread]
}

/// The network is a small one: three quarters of a standard deviation of bias and a third of width are allowed for.
#[test]
fn one_parameter_is_inferred_as_the_data_say() {
    let case = Case::new("one_parameter");
    let text = success(&case.run("run", &[]));
    assert!(text.contains("68 % covers"), "{text}");
    let [mean, std] = exact();
    let report = Report::read(&case.at("run/report.json")).unwrap();
    let found = &report.parameters[0];
    assert_eq!(report.parameters.len(), 1);
    assert!(
        (found.median - mean).abs() < 0.75 * std,
        "{found:?}, exact {mean} ± {std}"
    );
    assert!(
        (found.std / std - 1.0).abs() < 0.33,
        "{found:?}, exact {mean} ± {std}"
    );
    for figure in ["corner", "spectrum", "training", "coverage"] {
        let path = case.at(&format!("run/figures/{figure}.svg"));
        assert!(path.exists(), "{figure}");
    }
}

#[test]
fn without_a_free_parameter_there_is_a_spectrum_and_nothing_to_infer() {
    let case = Case::new("one_parameter").with("{ uniform = [1.1, 1.4] }", "1.25");
    for command in ["generate", "train", "evaluate", "retrieve", "run"] {
        let text = refusal(&case.run(command, &[]));
        for words in [
            "`parameters` is all fixed",
            "`exosonde simulate` makes the spectrum",
        ] {
            assert!(text.contains(words), "{command}: {text}");
        }
        assert!(!case.at("run").exists(), "{command}");
    }
    assert!(!case.simulated(&[]).is_empty());
}
