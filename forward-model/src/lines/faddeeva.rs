//! The Voigt function K(x, y) = Re w(x + iy), by Weideman's rational series.

use std::sync::LazyLock;

/// Terms of the series: absolute error below 1e-11 for every x and every y ≥ 0.
const N_TERMS: usize = 32;

/// Scale of the conformal map, Weideman's L = 2^{-1/4} √N.
const SCALE: f64 = 4.756_828_460_010_884;

const INVERSE_SQRT_PI: f64 = 0.564_189_583_547_756_3;

static COEFFICIENTS: LazyLock<[f64; N_TERMS]> = LazyLock::new(coefficients);

/// The series' coefficients, highest power first: the Fourier cosine transform of e^{−t²}(L² + t²) on t = L tan(θ/2).
fn coefficients() -> [f64; N_TERMS] {
    let m = 2 * N_TERMS as i64;
    std::array::from_fn(|i| {
        let order = (N_TERMS - i) as f64;
        let term = |k: i64| {
            let angle = k as f64 * std::f64::consts::PI / m as f64;
            let t = SCALE * (angle / 2.0).tan();
            (-t * t).exp() * (SCALE * SCALE + t * t) * (order * angle).cos()
        };
        (1 - m..m).map(term).sum::<f64>() / (2 * m) as f64
    })
}

/// The Voigt function K(x, y) = Re w(x + iy), w the Faddeeva function, for y ≥ 0.
///
/// # Source
/// Weideman (1994), SIAM J. Numer. Anal. 31, 1497, with 32 terms.
pub fn voigt_function(x: f64, y: f64) -> f64 {
    voigt_block(&COEFFICIENTS, &[x], y)[0]
}

/// The coefficients that [`voigt_block`] wants, fetched once per call of the caller.
#[inline(always)]
pub(super) fn series() -> &'static [f64; N_TERMS] {
    &COEFFICIENTS
}

/// [`voigt_function`] of `LANES` abscissae at one y: a loop over lanes inside the loop over terms, so that it vectorises.
#[inline(always)]
pub(super) fn voigt_block<const LANES: usize>(
    series: &[f64; N_TERMS],
    x: &[f64; LANES],
    y: f64,
) -> [f64; LANES] {
    let (mut inv_re, mut inv_im) = ([0.0f64; LANES], [0.0f64; LANES]);
    let (mut z_re, mut z_im) = ([0.0f64; LANES], [0.0f64; LANES]);
    for i in 0..LANES {
        let norm = 1.0 / x[i].mul_add(x[i], (SCALE + y) * (SCALE + y));
        inv_re[i] = (SCALE + y) * norm;
        inv_im[i] = x[i] * norm;
        z_re[i] = (SCALE - y).mul_add(inv_re[i], -(x[i] * inv_im[i]));
        z_im[i] = (SCALE - y).mul_add(inv_im[i], x[i] * inv_re[i]);
    }
    let (mut p_re, mut p_im) = ([series[0]; LANES], [0.0f64; LANES]);
    for coefficient in &series[1..] {
        for i in 0..LANES {
            let re = p_re[i].mul_add(z_re[i], (-p_im[i]).mul_add(z_im[i], *coefficient));
            p_im[i] = p_re[i].mul_add(z_im[i], p_im[i] * z_re[i]);
            p_re[i] = re;
        }
    }
    let mut real = [0.0; LANES];
    for i in 0..LANES {
        let square_re = inv_re[i].mul_add(inv_re[i], -(inv_im[i] * inv_im[i]));
        let square_im = 2.0 * inv_re[i] * inv_im[i];
        let series_part = p_re[i].mul_add(square_re, -(p_im[i] * square_im));
        real[i] = 2.0f64.mul_add(series_part, INVERSE_SQRT_PI * inv_re[i]);
    }
    real
}

#[cfg(test)]
mod tests {
    use super::*;

    /// w(z) by Laplace's continued fraction, exact to rounding for |z| > 6 with 60 levels.
    fn continued_fraction(x: f64, y: f64) -> f64 {
        let (mut re, mut im) = (x, y);
        for k in (1..=60).rev() {
            let norm = re * re + im * im;
            let half_k = 0.5 * k as f64;
            (re, im) = (x - half_k * re / norm, y + half_k * im / norm);
        }
        INVERSE_SQRT_PI * im / (re * re + im * im)
    }

    #[test]
    fn voigt_function_without_damping_is_the_gaussian() {
        for x in [0.0, 0.3, 1.0, 2.5, 4.0, 6.0] {
            assert!(
                (voigt_function(x, 0.0) - (-x * x).exp()).abs() < 2e-12,
                "x = {x}"
            );
        }
    }

    #[test]
    fn voigt_function_on_the_axis_is_the_scaled_complementary_error_function() {
        // e^{y²} erfc(y), Abramowitz & Stegun table values.
        for (y, expected) in [(1.0, 0.427_583_576_155_807), (2.0, 0.255_395_676_310_506)] {
            assert!((voigt_function(0.0, y) - expected).abs() < 1e-11);
        }
    }

    #[test]
    fn voigt_function_matches_the_continued_fraction_far_out() {
        for (x, y) in [
            (7.0, 1e-3),
            (9.0, 0.1),
            (20.0, 3.0),
            (0.0, 8.0),
            (30.0, 40.0),
            (5.0, 900.0),
        ] {
            let expected = continued_fraction(x, y);
            let error = (voigt_function(x, y) / expected - 1.0).abs();
            assert!(error < 1e-6, "x = {x}, y = {y}: relative error {error}");
        }
    }
}
