//! Edges of bins.

use forward_model::units;

/// Edges of at least this resolving power between two wavelengths in µm, cm⁻¹, rising, evenly spaced in the logarithm.
pub fn log_spaced_edges_per_cm([short_um, long_um]: [f64; 2], resolution: f64) -> Vec<f64> {
    let [from, to] = [long_um, short_um].map(units::per_cm_from_um);
    segment(from, to, resolution)
}

/// Edges between two, which are kept to the last digit.
pub(super) fn segment(from: f64, to: f64, resolution: f64) -> Vec<f64> {
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
