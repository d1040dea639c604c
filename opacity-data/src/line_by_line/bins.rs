//! Edges of bins.

/// Edges that the default set's bins share with the spectral intervals in which climate models compare opacities
/// (and in which our band means are checked), cm⁻¹: no bin straddles one of them.
const SHARED_EDGES_PER_CM: [f64; 48] = [
    1e4 / 12.0,
    875.0,
    940.0,
    1000.0,
    1065.0,
    1108.0,
    1200.0,
    1275.0,
    1350.0,
    1450.0,
    1550.0,
    1650.0,
    1750.0,
    1850.0,
    1950.0,
    2050.0,
    2200.0,
    2397.0,
    2494.0,
    2645.0,
    2720.0,
    2796.0,
    2868.0,
    2941.0,
    3014.0,
    3087.0,
    3171.0,
    3425.0,
    3760.0,
    4030.0,
    4540.0,
    4950.0,
    5370.0,
    5925.0,
    6390.0,
    6990.0,
    7650.0,
    8315.0,
    8850.0,
    9350.0,
    9650.0,
    10_400.0,
    11_220.0,
    11_870.0,
    12_790.0,
    13_300.0,
    14_470.0,
    15_000.0,
];

/// Edges of at least this resolving power between two wavelengths in µm, cm⁻¹, rising, evenly spaced in the logarithm.
pub fn log_spaced_edges_per_cm(wavelength_um: [f64; 2], resolution: f64) -> Vec<f64> {
    segment(1e4 / wavelength_um[1], 1e4 / wavelength_um[0], resolution)
}

/// Edges of the default set's bins, cm⁻¹, rising: about this resolving power, evenly spaced in the logarithm between
/// edges shared with others.
pub fn default_set_edges_per_cm(resolution: f64) -> Vec<f64> {
    let segments = SHARED_EDGES_PER_CM
        .windows(2)
        .map(|ends| segment(ends[0], ends[1], resolution));
    let mut edges = vec![SHARED_EDGES_PER_CM[0]];
    segments.for_each(|segment| edges.extend(&segment[1..]));
    edges
}

fn segment(from: f64, to: f64, resolution: f64) -> Vec<f64> {
    let n = ((to / from).ln() * resolution).round().max(1.0) as usize;
    let edge = |i: usize| {
        if i == n {
            to
        } else {
            from * (to / from).powf(i as f64 / n as f64)
        }
    };
    (0..=n).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_bins_rise_evenly_from_12_um_to_two_thirds() {
        let edges = default_set_edges_per_cm(250.0);
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
