//! A star's spectrum that is not the flux at its surface.

use forward_model::Species;

use super::study_folder::StudyFolder;

/// Flux of a black body of 5485 K at its surface, W m⁻² µm⁻¹: `π 2hc²/λ⁵ / (e^{hc/λkT} − 1)`.
fn flux(wavelength_um: f64) -> f64 {
    let (h, c, k) = (6.626_070_15e-34, 2.997_924_58e8, 1.380_649e-23);
    let l = wavelength_um * 1e-6;
    1e-6 * std::f64::consts::PI * 2.0 * h * c * c / l.powi(5) / (h * c / (l * k * 5485.0)).exp_m1()
}

/// An eclipse before a star whose file holds `factor` times its flux.
fn eclipse(factor: f64) -> StudyFolder {
    let per_cm: Vec<f64> = (4..=60).map(|i| 100.0 * f64::from(i)).collect();
    let row = |i: i32| {
        let wavelength_um = 1.0 + 0.05 * f64::from(i);
        format!("{wavelength_um},{}\n", factor * flux(wavelength_um))
    };
    let rows: String = (0..500).map(row).collect();
    StudyFolder::new(&[3.0, 4.0, 6.0, 10.0])
        .with("geometry = \"transmission\"", "geometry = \"emission\"")
        .with(
            "temperature_k = 5485.0",
            "temperature_k = 5485.0\nspectrum = \"star.csv\"",
        )
        .file(
            "star.csv",
            &("wavelength_um,flux_w_per_m2_um\n".to_owned() + &rows),
        )
        .opacity(Species::H2O, &per_cm, |_| 1e-26)
}

#[test]
fn a_file_that_is_no_stars_surface_is_refused_with_factor_and_likely_cause() {
    for (factor, said) in [
        // (R⋆/a)² at 0.0486 au: 6.957e8 · 0.939 m over 7.2705e9 m.
        (
            0.008_073_5,
            "124 times fainter than a black body of `star.temperature_k` = 5485 K",
        ),
        (0.008_073_5, "the flux at 11 radii of the star"),
        (1e-20, "1.0e20 times fainter"),
        (1e-3, "flux per nm"),
        (0.1, "erg s⁻¹ cm⁻² Å⁻¹"),
        (1.0 / std::f64::consts::PI, "per steradian"),
        (50.0, "50 times brighter"),
    ] {
        let refused = eclipse(factor).refusal(&[]);
        assert!(
            refused.contains("`star.spectrum` is ") && refused.contains(said),
            "{refused}"
        );
    }
}

#[test]
fn wavelengths_in_nanometres_are_told() {
    let rows = (1..=30).map(|i| format!("{},1e6\n", 500 * i));
    let text = "wavelength_um,flux_w_per_m2_um\n".to_owned() + &rows.collect::<String>();
    let refused = eclipse(1.0).file("star.csv", &text).refusal(&[]);
    let said = "covers 500 to 15000 µm, expected it to cover";
    assert!(refused.contains(said), "{refused}");
    let said = "its wavelengths look like nanometres";
    assert!(refused.trim_end().ends_with(said), "{refused}");
}

/// A transit depends on the shape of the star's spectrum alone.
#[test]
fn a_transit_goes_on_with_a_warning() {
    let transit = |factor| eclipse(factor).with("\"emission\"", "\"transmission\"");
    let (spectrum, said) = transit(0.01).simulated(&[]);
    let warning = "warning: `star.spectrum` is 100 times fainter";
    assert_eq!(said.matches(warning).count(), 1, "{said}");
    let (own, said) = transit(1.0).simulated(&[]);
    assert_eq!(spectrum, own);
    assert!(!said.contains("star.spectrum"), "{said}");
}

#[test]
fn a_star_that_is_no_black_body_is_taken() {
    for factor in [0.5, 1.0, 2.0] {
        let (spectrum, said) = eclipse(factor).simulated(&[]);
        assert!(!spectrum.is_empty() && !said.contains("star"), "{said}");
    }
}
