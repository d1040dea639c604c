//! Collision-induced absorption of N2 whose cold blocks reach over 1000–10,000 cm⁻¹ and whose warmer, more numerous ones over
//! 1000–5000 cm⁻¹ only: at 150 K all of it absorbs, at 300 K the lower half.

use std::fs;

use forward_model::Species;

use crate::{case::Case, limb, simulated::depth_at};

/// cm⁵ per molecule².
const COEFFICIENT_CM5: f64 = 1e-45;

fn case() -> Case {
    let per_cm: Vec<f64> = (10..=100).map(|i| 100.0 * f64::from(i)).collect();
    let case = Case::new("collisions_of_several_ranges").opacity(Species::CO2, &per_cm, |_| 1e-30);
    let block = |(temperature_k, last_per_cm): (f64, u32)| {
        let n = (last_per_cm - 1000) / 100 + 1;
        let header = format!(
            "{:>20}{:10.3}{last_per_cm:10}{n:7}{temperature_k:7.1}\n",
            "N2-N2", 1000.0
        );
        let row = |i| {
            format!(
                "{:10.3} {COEFFICIENT_CM5:.3E}\n",
                1000.0 + 100.0 * f64::from(i)
            )
        };
        header + &(0..n).map(row).collect::<String>()
    };
    let wide = [(100.0, 10_000), (200.0, 10_000)].map(block);
    let narrow = [(250.0, 5000), (300.0, 5000), (400.0, 5000)].map(block);
    fs::write(
        case.at("opacities/N2-N2.cia"),
        wide.concat() + &narrow.concat(),
    )
    .unwrap();
    case
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
    let case = case();
    let simulated = |t: f64| case.simulated(&["radius_rjup=0.0892", &format!("temperature_k={t}")]);
    let cold = simulated(150.0);
    for wavelength_um in [1.25, 1.5, 1.9, 2.5] {
        let (found, expected) = (depth_at(&cold, wavelength_um), transit_depth_ppm(150.0));
        println!("150 K, {wavelength_um} µm: {found} ppm, the integral {expected} ppm");
        assert!(
            (found - expected).abs() < 0.5,
            "{found} ppm, {expected} ppm"
        );
    }
    let warm = simulated(300.0);
    let (absorbed, expected) = (depth_at(&warm, 2.5), transit_depth_ppm(300.0));
    assert!(
        (absorbed - expected).abs() < 0.5,
        "{absorbed} ppm, {expected} ppm"
    );
    let clear = depth_at(&warm, 1.5);
    assert!(clear < absorbed - 20.0, "{clear} ppm, {absorbed} ppm");
}
