//! Broad bins: what is measured is the ratio of a bin's light, counted in photons or as energy, not the mean of the ratios.

use std::fs;

use forward_model::Species;

use crate::{
    case::Case,
    planck::{integral, per_um},
};

const PLANET_K: f64 = 1500.0;
const STAR_K: f64 = 5485.0;
/// `(1.2 R_Jup / 0.939 R_☉)²` with 7.1492e7 m and 6.957e8 m.
const AREA_RATIO: f64 = 0.017_246_5;
/// As in the case's `observation.csv`.
const BINS_UM: [[f64; 2]; 4] = [[1.1, 1.7], [0.5875, 0.9875], [3.175, 3.925], [4.0, 5.0]];

/// 600 samples from 900 to 20,000 cm⁻¹: tens of them in each bin.
fn per_cm() -> Vec<f64> {
    let at = |i: i32| 900.0 * (20_000.0f64 / 900.0).powf(f64::from(i) / 599.0);
    (0..600).map(at).collect()
}

/// The planet is a black body, its cloud deck at the top of the grid.
fn black_body() -> Case {
    Case::new("broad_eclipse_bins").opacity(Species::H2O, &per_cm(), |_| 1e-54)
}

/// Asserts the depths of all samples within half a per cent; radii differ from 1.2 R_Jup by less than 1e-4.
fn assert_bins(case: &Case, expected: impl Fn([f64; 2]) -> f64) {
    let set = case.generated();
    assert!(set.status.iter().all(|status| *status == 0));
    for spectrum in set.spectrum.rows() {
        for (found, bin) in spectrum.iter().zip(BINS_UM) {
            let error = f64::from(*found) / expected(bin) - 1.0;
            assert!(error.abs() < 5e-3, "{bin:?} µm: {error:e}");
        }
    }
}

#[test]
fn an_eclipse_is_the_ratio_of_the_photons_of_a_bin() {
    assert_bins(&black_body(), |bin| {
        let photons = |temperature_k| integral(bin, |um| um * per_um(um, temperature_k));
        AREA_RATIO * photons(PLANET_K) / photons(STAR_K)
    });
}

#[test]
fn an_eclipse_is_the_ratio_of_energies_if_the_study_says_so() {
    let case = black_body().with(
        "[observation]\n",
        "[observation]\nbin_weights = \"energy\"\n",
    );
    assert_bins(&case, |bin| {
        let energy = |temperature_k| integral(bin, |um| per_um(um, temperature_k));
        AREA_RATIO * energy(PLANET_K) / energy(STAR_K)
    });
}

/// A star with a spectrum of its own, `λ⁻²` per wavelength in any unit: the absolute flux cancels in the weights, but not in
/// the eclipse, which is compared with the cells'.
#[test]
fn a_star_with_a_spectrum_of_its_own_weighs_by_that() {
    let case = black_body().with("[star]\n", "[star]\nspectrum = \"star.csv\"\n");
    let flux = |um: f64| 1e7 * um.powi(-2);
    let row = |i: i32| 0.45 * 1.001f64.powi(i);
    let rows = (0..3300).map(row).map(|um| format!("{um},{}\n", flux(um)));
    let text = format!(
        "wavelength_um,flux_w_per_m2_um\n{}",
        rows.collect::<String>()
    );
    fs::write(case.at("star.csv"), text).unwrap();
    let [h, c]: [f64; 2] = [6.626_070_15e-34, 2.997_924_58e8];
    // 2 π h c² in W m⁻² µm⁻¹ µm⁵.
    let unit = 2.0 * std::f64::consts::PI * h * c * c * 1e24;
    assert_bins(&case, |bin| {
        let planet = integral(bin, |um| um * unit * per_um(um, PLANET_K));
        AREA_RATIO * planet / integral(bin, |um| um * flux(um))
    });
}

/// Where the planet's transit differs within a bin, the wavelengths of most photons count most: the disc's, whose spots are
/// dark at short wavelengths.
#[test]
fn a_transit_is_weighted_by_the_light_of_the_spotted_star() {
    let sigma_m2 = |um: f64| match (1.4..=4.4).contains(&um) {
        true => 1e-30,
        false => 1e-25,
    };
    let case = Case::new("broad_eclipse_bins")
        .opacity(Species::H2O, &per_cm(), sigma_m2)
        .with("geometry = \"emission\"", "geometry = \"transmission\"")
        .with("[star]\n", "[star]\nunocculted = [\"spots\"]\n")
        .with(
            "log_H2O = -20.0",
            "log_H2O = -4.0\nspot_fraction = 0.3\nspot_temperature_k = 3000.0",
        )
        .with("log_cloud_top_bar = -6.9", "log_cloud_top_bar = 1.0")
        .with(
            "uniform = [1.1999, 1.2001]",
            "uniform = [1.1999999, 1.2000001]",
        );
    let cells = case.simulated(&["radius_rjup=1.2"]);
    let set = case.generated();
    let disc = |um: f64| um * (0.7 * per_um(um, STAR_K) + 0.3 * per_um(um, 3000.0));
    // Cells meet in the middle, in wavenumber; the outermost reach beyond the bins.
    let middle = |pair: &[[f64; 2]]| 2.0 / (1.0 / pair[0][0] + 1.0 / pair[1][0]);
    let middles = cells.windows(2).map(middle);
    let edges: Vec<f64> = [0.0].into_iter().chain(middles).chain([1e3]).collect();
    for (found, [short, long]) in set.spectrum.row(0).iter().zip(BINS_UM) {
        let [mut blocked, mut all] = [0.0; 2];
        for (edges, [_, depth_ppm]) in edges.windows(2).zip(&cells) {
            let part = [edges[0].max(short), edges[1].min(long)];
            if part[0] < part[1] {
                let light = integral(part, disc);
                blocked += depth_ppm * light;
                all += light;
            }
        }
        let difference_ppm = 1e6 * f64::from(*found) - blocked / all;
        assert!(
            difference_ppm.abs() < 0.2,
            "{short} µm: {difference_ppm} ppm"
        );
    }
}

/// In transit, too, a star's own spectrum has to reach over the bins, and a star has to shine there.
#[test]
fn a_star_that_is_not_known_or_dark_in_a_bin_is_refused() {
    let transit = || black_body().with("geometry = \"emission\"", "geometry = \"transmission\"");
    let short = transit().with("[star]\n", "[star]\nspectrum = \"star.csv\"\n");
    fs::write(
        short.at("star.csv"),
        "wavelength_um,flux_w_per_m2_um\n0.5,1.0\n3.0,1.0\n",
    )
    .unwrap();
    let dark = transit().with("temperature_k = 5485.0", "temperature_k = 100.0");
    let said = [
        "covers 0.5 to 3 µm, expected it to cover",
        "vanishes from 1.6",
    ];
    for (case, said) in [short, dark].iter().zip(said) {
        let output = case.run("generate", &[]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(
            stderr.contains("`star.spectrum`") && stderr.contains(said),
            "{stderr}"
        );
        assert!(!case.at("run").exists());
    }
}

#[test]
fn weights_that_there_are_not_are_refused() {
    let case = black_body().with("[observation]\n", "[observation]\nbin_weights = \"flux\"\n");
    let output = case.run("generate", &[]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    for said in ["study.toml, line", "flux", "photons", "energy"] {
        assert!(stderr.contains(said), "{stderr} | {said}");
    }
    assert!(!case.at("run").exists());
}
