//! Rows of 64 columns and what is done with them, for whatever instruction set the machine has.

use pulp::Simd;

use super::exponential::{LOWEST_EXPONENT, exp2, log2};
use crate::interpolate::Interpolation;

/// Columns in a row: four vectors of AVX-512.
pub(crate) const WIDTH: usize = 64;

/// One number for each of 64 neighbouring columns, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Row(pub [f32; WIDTH]);

impl Row {
    pub const ZERO: Row = Row([0.0; WIDTH]);
    pub const ONE: Row = Row([1.0; WIDTH]);
}

/// `out += factor · f(Σ weightᵢ rowᵢ)`, or `out = …` if it is the first, with `f` the identity for [`Interpolation::Linear`] and `2ˣ` for
/// [`Interpolation::Log`]; everything but the rows stays in registers.
#[inline(always)]
pub(crate) fn add_mixed<S: Simd, const N: usize, const IS_FIRST: bool>(
    simd: S,
    interpolation: Interpolation,
    factor: f32,
    weighted: [(&Row, f32); N],
    out: &mut Row,
) {
    let factor = simd.splat_f32s(factor);
    let weighted =
        weighted.map(|(row, weight)| (S::as_simd_f32s(&row.0).0, simd.splat_f32s(weight)));
    let (out, _) = S::as_mut_simd_f32s(&mut out.0);
    for (i, out) in out.iter_mut().enumerate() {
        let mut sum = simd.splat_f32s(0.0);
        for (row, weight) in weighted {
            sum = simd.mul_add_e_f32s(weight, row[i], sum);
        }
        let value = match interpolation {
            Interpolation::Linear => sum,
            Interpolation::Log => exp2(simd, sum),
        };
        *out = match IS_FIRST {
            true => simd.mul_f32s(factor, value),
            false => simd.mul_add_e_f32s(factor, value, *out),
        };
    }
}

/// `out += factor · row`.
#[inline(always)]
pub(crate) fn add_scaled<S: Simd>(simd: S, factor: f32, row: &Row, out: &mut Row) {
    let factor = simd.splat_f32s(factor);
    let (row, _) = S::as_simd_f32s(&row.0);
    let (out, _) = S::as_mut_simd_f32s(&mut out.0);
    for (out, row) in out.iter_mut().zip(row) {
        *out = simd.mul_add_e_f32s(factor, *row, *out);
    }
}

/// `out += slope · row + constant`.
#[inline(always)]
pub(crate) fn add_line<S: Simd>(simd: S, [slope, constant]: [f32; 2], row: &Row, out: &mut Row) {
    let (slope, constant) = (simd.splat_f32s(slope), simd.splat_f32s(constant));
    let (row, _) = S::as_simd_f32s(&row.0);
    let (out, _) = S::as_mut_simd_f32s(&mut out.0);
    for (out, row) in out.iter_mut().zip(row) {
        *out = simd.add_f32s(*out, simd.mul_add_e_f32s(slope, *row, constant));
    }
}

/// `out += factor · (a − b) · row`.
#[inline(always)]
pub(crate) fn add_scaled_difference<S: Simd>(
    simd: S,
    factor: f32,
    [a, b]: [&Row; 2],
    row: &Row,
    out: &mut Row,
) {
    let factor = simd.splat_f32s(factor);
    let [a, b, row] = [a, b, row].map(|row| S::as_simd_f32s(&row.0).0);
    let (out, _) = S::as_mut_simd_f32s(&mut out.0);
    for (i, out) in out.iter_mut().enumerate() {
        let difference = simd.mul_f32s(factor, simd.sub_f32s(a[i], b[i]));
        *out = simd.mul_add_e_f32s(difference, row[i], *out);
    }
}

/// `w_g 2^(scale · exponent_g) light`, g point by g point; `light` has no g points, and its first columns count.
#[inline(always)]
pub(crate) fn weighted_powers<S: Simd>(
    simd: S,
    exponents: &Row,
    scale: f32,
    g_weights: &[f32],
    light: &Row,
) -> Row {
    let mut powers = Row::ZERO;
    let (out, _) = S::as_mut_simd_f32s(&mut powers.0);
    let (exponents, _) = S::as_simd_f32s(&exponents.0);
    let (light, _) = S::as_simd_f32s(&light.0);
    let vectors_per_g = out.len() / g_weights.len();
    let scale = simd.splat_f32s(scale);
    for (i, (out, exponent)) in out.iter_mut().zip(exponents).enumerate() {
        let weight = simd.splat_f32s(g_weights[i / vectors_per_g]);
        let power = exp2(simd, simd.mul_f32s(scale, *exponent));
        *out = simd.mul_f32s(simd.mul_f32s(weight, power), light[i % vectors_per_g]);
    }
    powers
}

/// Relative difference below which a logarithmic mean is summed as a series.
const ALIKE: f32 = 0.05;

/// The logarithmic mean `(a − b) / ln(a/b)` of rows that are not negative, relative error below 1e-5; zeros count as 2⁻¹²⁵.
#[inline(always)]
pub(crate) fn logarithmic_mean<S: Simd>(simd: S, a: &Row, b: &Row) -> Row {
    let splat = |value: f32| simd.splat_f32s(value);
    let floor = splat(LOWEST_EXPONENT.exp2());
    let mut mean = Row::ZERO;
    let (out, _) = S::as_mut_simd_f32s(&mut mean.0);
    let [a, b] = [a, b].map(|row| S::as_simd_f32s(&row.0).0);
    for (i, out) in out.iter_mut().enumerate() {
        let (a, b) = (simd.max_f32s(a[i], floor), simd.max_f32s(b[i], floor));
        let difference = simd.sub_f32s(a, b);
        let middle = simd.mul_f32s(splat(0.5), simd.add_f32s(a, b));
        // (a − b)/ln(a/b) = m (1 − d²/12 − …) with the middle m and d = (a − b)/m.
        let relative = simd.div_f32s(difference, middle);
        let square = simd.mul_f32s(relative, relative);
        let series = simd.mul_add_e_f32s(square, splat(-1.0 / 12.0), splat(1.0));
        let ratio = simd.mul_f32s(
            splat(std::f32::consts::LN_2),
            simd.sub_f32s(log2(simd, a), log2(simd, b)),
        );
        let is_alike = simd.less_than_f32s(simd.abs_f32s(relative), splat(ALIKE));
        *out = simd.select_f32s(
            is_alike,
            simd.mul_f32s(middle, series),
            simd.div_f32s(difference, ratio),
        );
    }
    mean
}

/// `out *= factors`, column by column.
#[inline(always)]
pub(crate) fn multiply<S: Simd>(simd: S, factors: &Row, out: &mut Row) {
    let (factors, _) = S::as_simd_f32s(&factors.0);
    let (out, _) = S::as_mut_simd_f32s(&mut out.0);
    for (out, factor) in out.iter_mut().zip(factors) {
        *out = simd.mul_f32s(*out, *factor);
    }
}

/// The largest of a row's numbers.
#[inline(always)]
pub(crate) fn largest<S: Simd>(simd: S, row: &Row) -> f32 {
    let (row, _) = S::as_simd_f32s(&row.0);
    simd.reduce_max_f32s(
        row.iter()
            .fold(row[0], |largest, x| simd.max_f32s(largest, *x)),
    )
}

/// The smallest of a row's numbers.
#[inline(always)]
pub(crate) fn smallest<S: Simd>(simd: S, row: &Row) -> f32 {
    let (row, _) = S::as_simd_f32s(&row.0);
    simd.reduce_min_f32s(
        row.iter()
            .fold(row[0], |smallest, x| simd.min_f32s(smallest, *x)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Mean<'a>(&'a Row, &'a Row);

    impl WithSimd for Mean<'_> {
        type Output = Row;
        fn with_simd<S: Simd>(self, simd: S) -> Row {
            logarithmic_mean(simd, self.0, self.1)
        }
    }

    #[test]
    fn logarithmic_means_are_exact_for_numbers_alike_and_unlike() {
        let a = Row(std::array::from_fn(|i| 0.9f32.powi(i as i32)));
        for ratio in [1.0f32, 1.0 - 1e-6, 0.9999, 0.96, 0.94, 0.5, 1e-3, 1e-9] {
            let b = Row(a.0.map(|x| x * ratio));
            let mean = Arch::new().dispatch(Mean(&a, &b));
            for ((a, b), mean) in a.0.iter().zip(&b.0).zip(&mean.0) {
                let (a, b) = (f64::from(*a), f64::from(*b));
                let expected = if a == b { a } else { (a - b) / (a / b).ln() };
                assert!((f64::from(*mean) / expected - 1.0).abs() < 1e-5, "{a} {b}");
            }
        }
        let dark = Arch::new().dispatch(Mean(&Row::ZERO, &Row::ZERO));
        assert!(dark.0.iter().all(|x| (0.0..1e-37).contains(x)));
    }
}
