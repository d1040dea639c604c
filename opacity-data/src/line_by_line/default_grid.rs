//! The grid of the default set: its temperatures, pressures and bins, on which a table is computed if nothing else is asked
//! for.

use forward_model::units;

use super::bins::segment;

/// Temperatures, K.
pub const TEMPERATURE_K: [f64; 18] = [
    100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0, 450.0, 500.0, 600.0, 700.0, 800.0,
    900.0, 1000.0, 1200.0, 1400.0, 1500.0,
];

/// Resolving power of the bins.
pub const RESOLUTION: f64 = 250.0;

/// Part of the strength in every 10 cm⁻¹ that is lost with the weakest lines.
pub const LOST_FRACTION: f64 = 1e-6;

/// Longest wavelength of the bins, µm.
const LONGEST_UM: f64 = 12.0;

/// Edges that the bins share with the spectral intervals in which climate models compare opacities (and in which our band
/// means are checked), cm⁻¹: no bin straddles one of them.
const SHARED_EDGES_PER_CM: [f64; 47] = [
    875.0, 940.0, 1000.0, 1065.0, 1108.0, 1200.0, 1275.0, 1350.0, 1450.0, 1550.0, 1650.0, 1750.0,
    1850.0, 1950.0, 2050.0, 2200.0, 2397.0, 2494.0, 2645.0, 2720.0, 2796.0, 2868.0, 2941.0, 3014.0,
    3087.0, 3171.0, 3425.0, 3760.0, 4030.0, 4540.0, 4950.0, 5370.0, 5925.0, 6390.0, 6990.0, 7650.0,
    8315.0, 8850.0, 9350.0, 9650.0, 10_400.0, 11_220.0, 11_870.0, 12_790.0, 13_300.0, 14_470.0,
    15_000.0,
];

/// Pressures, Pa: 1e-6 to 100 bar, two per decade.
pub fn pressure_pa() -> Vec<f64> {
    (0..17)
        .map(|i| 10f64.powf(-1.0 + 0.5 * f64::from(i)))
        .collect()
}

/// The default set's temperatures, K.
pub fn default_temperature_k() -> Vec<f64> {
    TEMPERATURE_K.to_vec()
}

/// The default set's pressures, bar.
pub fn default_pressure_bar() -> Vec<f64> {
    pressure_pa().into_iter().map(units::bar_from_pa).collect()
}

/// Edges of the bins, cm⁻¹, rising: about this resolving power, evenly spaced in the logarithm between edges shared with
/// others.
pub fn default_edges_per_cm(resolution: f64) -> Vec<f64> {
    let mut edges = vec![units::per_cm_from_um(LONGEST_UM)];
    for end in SHARED_EDGES_PER_CM {
        let from = edges[edges.len() - 1];
        edges.extend(&segment(from, end, resolution)[1..]);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_bins_rise_evenly_from_12_um_to_two_thirds() {
        let edges = default_edges_per_cm(250.0);
        assert!((1e4 / edges[0] - 12.0).abs() < 1e-9 && edges[edges.len() - 1] == 15_000.0);
        for pair in edges.windows(2) {
            let resolution = 1.0 / (pair[1] / pair[0]).ln();
            assert!(
                (230.0..275.0).contains(&resolution),
                "{pair:?}: R = {resolution}"
            );
        }
    }
}
