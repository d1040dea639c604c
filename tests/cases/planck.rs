//! Black bodies, written down once for the cases.

/// `1e14 h c / k`, µm K, from the constants of the SI.
const SECOND_RADIATION_CONSTANT_UM_K: f64 = 14_387.768_775;

/// Radiance of a black body per wavelength, but for the factor `2 h c²`.
pub fn per_um(wavelength_um: f64, temperature_k: f64) -> f64 {
    let x = SECOND_RADIATION_CONSTANT_UM_K / (wavelength_um * temperature_k);
    wavelength_um.powi(-5) / x.exp_m1()
}

/// `∫ f dλ` between two wavelengths, by 2,000 midpoints.
pub fn integral([short_um, long_um]: [f64; 2], f: impl Fn(f64) -> f64) -> f64 {
    let step_um = (long_um - short_um) / 2000.0;
    let at = |i: i32| f(short_um + (f64::from(i) + 0.5) * step_um);
    step_um * (0..2000).map(at).sum::<f64>()
}
