//! Collision-induced absorption of N2 whose temperatures list different wavenumbers, with one coefficient for all: a temperature
//! that lists a wavenumber, or lies between or beyond others that do, absorbs there as they do.

use std::fs;

use forward_model::Species;

use crate::{case::Case, limb, simulated::depth_at};

/// cm⁵ per molecule².
const COEFFICIENT_CM5: f64 = 1e-45;

/// A temperature, K, and the first and last wavenumber, cm⁻¹, that it lists, in steps of 100.
type Listed = (f64, [u32; 2]);

/// Cold blocks reach over 1000–10,000 cm⁻¹, warmer and more numerous ones over 1000–5000 cm⁻¹ only.
const NESTED: [Listed; 5] = [
    (100.0, [1000, 10_000]),
    (200.0, [1000, 10_000]),
    (250.0, [1000, 5000]),
    (300.0, [1000, 5000]),
    (400.0, [1000, 5000]),
];
/// Every other temperature lists the lower wavenumbers, those between them the higher.
const INTERLEAVED: [Listed; 5] = [
    (100.0, [1000, 5000]),
    (200.0, [1000, 5000]),
    (300.0, [1000, 5000]),
    (150.0, [4000, 8000]),
    (250.0, [4000, 8000]),
];

fn case(blocks: [Listed; 5]) -> Case {
    let per_cm: Vec<f64> = (10..=100).map(|i| 100.0 * f64::from(i)).collect();
    let case = Case::new("collisions_of_several_ranges").opacity(Species::CO2, &per_cm, |_| 1e-30);
    let block = |(temperature_k, [first, last]): Listed| {
        let n = (last - first) / 100 + 1;
        let header = format!(
            "{:>20}{first:10}{last:10}{n:7}{temperature_k:7.1}\n",
            "N2-N2"
        );
        let row = |i| format!("{:10} {COEFFICIENT_CM5:.3E}\n", first + 100 * i);
        header + &(0..n).map(row).collect::<String>()
    };
    let text: String = blocks.into_iter().map(block).collect();
    fs::write(case.at("opacities/N2-N2.cia"), text).unwrap();
    case
}

/// The spectrum at a temperature, K.
fn simulated(case: &Case, temperature_k: f64) -> Vec<[f64; 2]> {
    let temperature = format!("temperature_k={temperature_k}");
    case.simulated(&["radius_rjup=0.0892", &temperature])
}

fn assert_absorbs(case: &Case, temperature_k: f64, wavelengths_um: &[f64]) {
    let (spectrum, expected) = (
        simulated(case, temperature_k),
        transit_depth_ppm(temperature_k),
    );
    for wavelength_um in wavelengths_um {
        let found = depth_at(&spectrum, *wavelength_um);
        println!("{temperature_k} K, {wavelength_um} µm: {found} ppm, the integral {expected} ppm");
        assert!(
            (found - expected).abs() < 0.5,
            "{found} ppm, {expected} ppm"
        );
    }
}

/// `[r_b² + 2 ∫ (1 − e^{−τ(b)}) b db] / R_⋆²`, ppm, of an isothermal atmosphere of 80 % N2 and 20 % O2 in a gravity that falls
/// with the square of the radius, opaque below 10 bar, in which pairs of N2 absorb.
fn transit_depth_ppm(temperature_k: f64) -> f64 {
    let (radius_m, star_m) = (0.0892 * 7.1492e7, 0.1192 * 6.957e8);
    let gm = 0.003_146 * 1.266_865_3e17;
    let molar_mass_kg = 1e-3 * (0.8 * 28.014 + 0.2 * 31.998);
    let per_mass = 8.314_462_618 * temperature_k / molar_mass_kg;
    let radius_at = |bar: f64| 1.0 / (1.0 / radius_m - per_mass / gm * (1.0f64 / bar).ln());
    let extinction = |r: f64| {
        let pressure_pa = 1e5 * (gm / per_mass * (1.0 / r - 1.0 / radius_m)).exp();
        let density_per_m3 = 0.8 * pressure_pa / (1.380_649e-23 * temperature_k);
        1e-10 * COEFFICIENT_CM5 * density_per_m3.powi(2)
    };
    limb::transit_depth_ppm(extinction, [radius_at(10.0), radius_at(1e-9)], star_m)
}

#[test]
fn a_temperature_absorbs_over_the_range_of_the_blocks_around_it() {
    assert_absorbs(&case(NESTED), 150.0, &[1.25, 1.5, 1.9, 2.5]);
}

#[test]
fn a_temperature_beyond_those_that_list_a_wavenumber_has_what_the_nearest_has() {
    let case = case(NESTED);
    for temperature_k in [225.0, 300.0] {
        assert_absorbs(&case, temperature_k, &[1.25, 1.5, 2.5]);
    }
}

#[test]
fn a_temperature_between_those_that_list_a_wavenumber_lies_between_them() {
    let case = case(INTERLEAVED);
    for temperature_k in [150.0, 200.0, 225.0] {
        assert_absorbs(&case, temperature_k, &[1.25, 1.5, 2.2222, 2.5, 3.3333, 5.0]);
    }
    // Beyond every block.
    let spectrum = simulated(&case, 200.0);
    let [clear, absorbed] = [1.1765, 1.5].map(|um| depth_at(&spectrum, um));
    assert!(clear < absorbed - 20.0, "{clear} ppm, {absorbed} ppm");
}

#[test]
fn what_is_held_beyond_a_temperature_and_what_is_none_is_said_of_the_wavelengths_where_it_is() {
    for (blocks, said) in [
        (
            NESTED,
            [
                "N2–N2 is tabulated from 100 to 200 K at 1.1000 to 2.0000 µm: beyond, the table's end is taken",
                "",
            ],
        ),
        (
            INTERLEAVED,
            [
                "N2–N2 is tabulated from 100 to 300 K at 2.0000 to 9.9000 µm, from 150 to 250 K at 1.2500 to 2.0000 µm: beyond",
                "N2–N2 is not tabulated from 1.1000 to 1.2500 µm: it is taken as none there",
            ],
        ),
    ] {
        let output = case(blocks).run("simulate", &["--set", "radius_rjup=0.0892"]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        for text in said {
            assert!(stderr.contains(text), "{stderr}");
        }
    }
}
