//! The transit depth of any extinction around an opaque disc, by sums that share nothing with the program.

/// `[r_b² + 2 ∫ (1 − e^{−τ(b)}) b db] / R_⋆²`, ppm, with `τ(b) = 2 ∫ extinction ds`, of an atmosphere from `bottom_m`, below
/// which it is opaque, to `top_m`: chords by 4,000 midpoints along the way and 2,000 in impact parameter; extinction, m⁻¹, as a
/// function of radius, m.
pub fn transit_depth_ppm(
    extinction: impl Fn(f64) -> f64,
    [bottom_m, top_m]: [f64; 2],
    star_m: f64,
) -> f64 {
    let chord = |b: f64| {
        let end = (top_m * top_m - b * b).sqrt();
        let step = end / 4000.0;
        let at = |i: i32| extinction(b.hypot((f64::from(i) + 0.5) * step));
        2.0 * step * (0..4000).map(at).sum::<f64>()
    };
    let step = (top_m - bottom_m) / 2000.0;
    let ring = |i: i32| {
        let b = bottom_m + (f64::from(i) + 0.5) * step;
        2.0 * b * step * -(-chord(b)).exp_m1()
    };
    let rings: f64 = (0..2000).map(ring).sum();
    1e6 * (bottom_m * bottom_m + rings) / (star_m * star_m)
}
