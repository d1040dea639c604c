//! Atmospheres that are not of hydrogen: what scatters and absorbs in them, and what does not although it was asked for.

use std::fs;

use super::{limb, simulated::depth_at, study_folder::StudyFolder};

/// Air round a planet like the Earth before a dwarf star, with hardly any gas that has lines, in bins of 0.68 to 0.98 µm, of which one about
/// 0.7009 µm is narrow.
fn air() -> StudyFolder {
    let wide = (0..=10).map(|i| 0.68 + 0.03 * f64::from(i));
    let mut edges: Vec<f64> = wide.chain([0.7002, 0.7016]).collect();
    edges.sort_by(f64::total_cmp);
    StudyFolder::new(&edges)
        .with("radius_rsun = 0.939", "radius_rsun = 0.1192")
        .with("temperature_k = 5485.0", "temperature_k = 2566.0")
        .with("mass_mjup = 0.281", "mass_mjup = 0.003146")
        .with(
            "reference_pressure_bar = 10.0",
            "reference_pressure_bar = 1.0",
        )
        .with("[1e-7, 100.0]", "[1e-7, 1.0]")
        .with("n_layers = 40", "n_layers = 100")
        .with("{ H2 = 0.8547, He = 0.1453 }", "{ N2 = 0.78, O2 = 0.21 }")
        .with("continuum = []", "continuum = [\"rayleigh\", \"cia\"]")
        .with("folder = \"opacities\"", "")
        .with("[1.0, 1.5]", "[0.05, 0.15]")
        .with("temperature_k = 1000.0", "temperature_k = 288.0")
        .with("log_H2O = -4.0", "log_H2O = -30.0")
}

/// Transit depth, ppm, of an isothermal atmosphere of one cross section, m², above a surface at 1 bar:
/// `[R₀² + 2 ∫ (1 − e^{−τ}) b db]/R⋆²`, `τ(b) = 2 ∫ σ n ds`, with `n ∝ e^{−(1 − R₀/r) R₀/H}` under `g ∝ 1/r²`. Midpoints.
fn depth_ppm(sigma_m2: f64) -> f64 {
    let (gm, radius_m, star_m) = (
        1.266_865_3e17 * 0.003146,
        7.1492e7 * 0.0892,
        6.957e8 * 0.1192,
    );
    let (boltzmann, temperature_k) = (1.380_649e-23, 288.0);
    let mass_kg = 1.660_539_066_6e-27 * (0.78 * 28.014 + 0.21 * 31.998) / 0.99;
    let lambda = gm * mass_kg / (boltzmann * temperature_k * radius_m);
    let density =
        |r: f64| 1e5 / (boltzmann * temperature_k) * (-lambda * (1.0 - radius_m / r)).exp();
    // Ten decades of pressure, 23 scale heights.
    let top_m = radius_m / (1.0 - 25.0 / lambda);
    limb::transit_depth_ppm(|r| sigma_m2 * density(r), [radius_m, top_m], star_m)
}

/// `24 π³ ν⁴/N² [(n² − 1)/(n² + 2)]² F` at a number density of one atmosphere, m⁻³; ν in m⁻¹.
fn rayleigh_m2(refractivity: f64, density: f64, king_factor: f64, wavelength_um: f64) -> f64 {
    let n2 = (1.0 + refractivity).powi(2);
    let per_m = 1e6 / wavelength_um;
    24.0 * std::f64::consts::PI.powi(3) * per_m.powi(4) / density.powi(2)
        * ((n2 - 1.0) / (n2 + 2.0)).powi(2)
        * king_factor
}

#[test]
fn nitrogen_and_oxygen_scatter_as_their_indices_say() {
    let (spectrum, said) = air().simulated(&["radius_rjup=0.0892"]);
    let wavelength_um = spectrum
        .iter()
        .map(|cell| cell[0])
        .min_by(|a, b| (a - 0.7009).abs().total_cmp(&(b - 0.7009).abs()))
        .unwrap();
    let nu = 1e4 / wavelength_um;
    // N2 at 15 °C (Peck & Khanna 1966) and O2 at 0 °C (Bates 1984), both as in Thalman et al. (2014).
    let nitrogen = 1e-8 * (6498.2 + 307.43305e12 / (14.4e9 - nu * nu));
    let oxygen = 1e-8 * (20_564.8 + 24.808_99e12 / (4.09e9 - nu * nu));
    let nitrogen = rayleigh_m2(nitrogen, 2.546_9e25, 1.0346, wavelength_um);
    let oxygen = rayleigh_m2(oxygen, 2.686_78e25, 1.096, wavelength_um);
    let expected = depth_ppm((0.78 * nitrogen + 0.21 * oxygen) / 0.99);
    let without_oxygen = depth_ppm(0.78 * nitrogen / 0.99);
    let found = depth_at(&spectrum, wavelength_um);
    assert!((found - expected).abs() < 0.1, "{found} {expected}");
    assert!(found - without_oxygen > 2.5, "{found} {without_oxygen}");
    // Another program's, with n − 1 = 2.72e-4 for oxygen.
    assert!((found - 5937.45).abs() < 0.15, "{found}");

    let absent = "cia: no table for N2–N2, N2–O2, O2–O2";
    assert_eq!(said.matches(absent).count(), 1, "{said}");
    assert!(!said.contains("rayleigh: "), "{said}");
    let widths = "the lines of H2O are broadened by collisions with H2 and He, while the atmosphere may consist of N2, O2";
    assert!(said.contains(widths), "{said}");
    assert!(said.contains("H2O could as well be left out"), "{said}");
}

#[test]
fn caveats_stand_in_the_training_set_too() {
    let air = air()
        .with("log_H2O = -30.0", "log_H2O = { uniform = [-8.0, -2.0] }")
        .with("n_layers = 100", "n_layers = 10")
        .with("n_spectra = 1000", "n_spectra = 8");
    let output = air.run("generate", &[]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let warnings: Vec<&str> = said
        .lines()
        .filter_map(|l| l.strip_prefix("warning: "))
        .collect();
    for file in ["part-000000.h5", "dataset.h5"] {
        let file = hdf5::File::open(air.at("run/training-set").join(file)).unwrap();
        let kept = file.attr("caveats").unwrap();
        let kept: Vec<hdf5::types::VarLenUnicode> = kept.read_raw().unwrap();
        let kept: Vec<&str> = kept.iter().map(|text| text.as_str()).collect();
        assert_eq!(kept, warnings);
    }
    assert!(warnings.len() >= 2, "{said}");
    assert!(fs::exists(air.at("run/training-set/dataset.h5")).unwrap());
}

#[test]
fn a_continuum_of_which_nothing_exists_is_refused() {
    for (background, continuum) in [
        ("{ O2 = 1.0 }", "[\"cia\"]"),
        ("{ CO2 = 1.0 }", "[\"cia\"]"),
        ("{ TiO = 1.0 }", "[\"cia\"]"),
    ] {
        let refused = air()
            .with("{ N2 = 0.78, O2 = 0.21 }", background)
            .with("[\"rayleigh\", \"cia\"]", continuum)
            .refusal(&[]);
        assert!(
            refused.contains("`atmosphere.continuum` is of no effect"),
            "{refused}"
        );
    }
}

#[test]
fn what_dominates_and_has_no_continuum_is_named() {
    let dark = air().with("O2 = 0.21", "HF = 0.21");
    let (_, said) = dark.simulated(&[]);
    assert!(said.contains("rayleigh: no cross section for HF"), "{said}");
    // A gas that may be most of an atmosphere of hydrogen collides with itself.
    let steam = air()
        .with("{ N2 = 0.78, O2 = 0.21 }", "{ H2 = 0.85, He = 0.15 }")
        .with("log_H2O = -30.0", "log_H2O = { uniform = [-6.0, 0.0] }");
    let (_, said) = steam.simulated(&[]);
    assert!(
        said.contains("H2O–H2O") && !said.contains("He–He,"),
        "{said}"
    );
    assert!(said.contains("may consist of H2O"), "{said}");
}

#[test]
fn a_haze_needs_no_hydrogen() {
    let hazy = air()
        .with("clouds = []", "clouds = [\"power_law_haze\"]")
        .with(
            "log_H2O = -30.0",
            "log_H2O = -30.0\nlog_haze_enhancement = 0.0\nhaze_slope = -4.0",
        );
    let (faint, _) = hazy.simulated(&["log_haze_enhancement=-9"]);
    let (thick, said) = hazy.simulated(&["log_haze_enhancement=2"]);
    assert!(depth_at(&thick, 0.7) > depth_at(&faint, 0.7) + 10.0);
    assert!(!said.contains("haze"), "{said}");
    let (_, said) = hazy.simulated(&["log_haze_enhancement=-9"]);
    assert!(said.contains("haze could as well be left out"), "{said}");
}
