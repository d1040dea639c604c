//! Vector arithmetic on rows of 64 columns, in single precision, for whatever instruction set the machine has.

use pulp::Simd;

use crate::opacity::Interpolation;

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

/// The smallest exponent kept: below it the result would lose precision, and is zero for all purposes.
const LOWEST_EXPONENT: f32 = -125.0;
const HIGHEST_EXPONENT: f32 = 126.0;
const TWO_OVER_LN_2: f32 = 2.0 / std::f32::consts::LN_2;
/// The bits of 1/√2 as a single-precision number.
const HALF_ROOT_BITS: u32 = 0x3f35_04f3;
/// Adding 1.5 · 2²³ rounds a small number to an integer and leaves that in the lowest bits.
const ROUNDER: f32 = 12_582_912.0;

/// `2ˣ`, relative error below 2e-7; exponents are clamped to −125 … 126.
///
/// # Source
/// Polynomial of S. Moshier's Cephes library, `exp2f.c`.
#[inline(always)]
pub(crate) fn exp2<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let splat = |value: f32| simd.splat_f32s(value);
    let x = simd.max_f32s(
        simd.min_f32s(x, splat(HIGHEST_EXPONENT)),
        splat(LOWEST_EXPONENT),
    );
    let shifted = simd.add_f32s(x, splat(ROUNDER));
    let r = simd.sub_f32s(x, simd.sub_f32s(shifted, splat(ROUNDER)));
    let mut p = splat(1.535_336_2e-4);
    for coefficient in [
        1.339_887_4e-3,
        9.618_437e-3,
        5.550_332_5e-2,
        2.402_264_8e-1,
        6.931_472e-1,
        1.0,
    ] {
        p = simd.mul_add_e_f32s(p, r, splat(coefficient));
    }
    let exponent =
        simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(p), exponent))
}

/// `log₂ x` of a normal positive number, absolute error below 2e-7 near 1 and relative error below 1e-7 elsewhere.
///
/// The mantissa `m` is taken to 1/√2 … √2 and `log₂ m = 2/ln 2 · artanh((m − 1)/(m + 1))` summed as a series.
#[inline(always)]
pub(crate) fn log2<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let splat = |value: f32| simd.splat_f32s(value);
    // The bits of 1/√2: with them taken off, what lies below 1/√2 · 2ⁿ belongs to the exponent n − 1.
    let bits = simd.sub_u32s(simd.transmute_u32s_f32s(x), simd.splat_u32s(HALF_ROOT_BITS));
    let exponent_bits = simd.and_u32s(bits, simd.splat_u32s(0xff80_0000));
    let mantissa = simd.sub_u32s(simd.transmute_u32s_f32s(x), exponent_bits);
    let m = simd.transmute_f32s_u32s(mantissa);
    // The exponent is a signed integer; offset to a positive one, it fits into the low bits of a float.
    let offset = simd.add_u32s(
        simd.wrapping_dyn_shr_u32s(
            simd.add_u32s(exponent_bits, simd.splat_u32s(128 << 23)),
            simd.splat_u32s(23),
        ),
        simd.splat_u32s(0x4b00_0000),
    );
    let exponent = simd.sub_f32s(simd.transmute_f32s_u32s(offset), splat(8_388_608.0 + 128.0));
    let s = simd.div_f32s(simd.sub_f32s(m, splat(1.0)), simd.add_f32s(m, splat(1.0)));
    let square = simd.mul_f32s(s, s);
    let mut series = splat(TWO_OVER_LN_2 / 9.0);
    for coefficient in [
        TWO_OVER_LN_2 / 7.0,
        TWO_OVER_LN_2 / 5.0,
        TWO_OVER_LN_2 / 3.0,
        TWO_OVER_LN_2,
    ] {
        series = simd.mul_add_e_f32s(series, square, splat(coefficient));
    }
    simd.mul_add_e_f32s(series, s, exponent)
}

/// `out += factor · f(Σ weightᵢ rowᵢ)`, with `f` the identity for [`Interpolation::Linear`] and `2ˣ` for
/// [`Interpolation::Log`]; everything but the rows stays in registers.
#[inline(always)]
pub(crate) fn add_mixed<S: Simd, const N: usize>(
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
        *out = simd.mul_add_e_f32s(factor, value, *out);
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

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, Scalar, WithSimd};

    struct Exp2<'a>(&'a mut [f32]);

    impl WithSimd for Exp2<'_> {
        type Output = ();
        fn with_simd<S: Simd>(self, simd: S) {
            let (vectors, rest) = S::as_mut_simd_f32s(self.0);
            assert!(rest.is_empty());
            for x in vectors {
                *x = exp2(simd, *x);
            }
        }
    }

    #[test]
    fn exp2_is_exact_to_single_precision_on_every_instruction_set() {
        let x: Vec<f32> = (0..6400).map(|i| -100.0 + 0.03 * i as f32).collect();
        let mut scalar = x.clone();
        Scalar::new().vectorize(Exp2(&mut scalar));
        let mut best = x.clone();
        Arch::new().dispatch(Exp2(&mut best));
        for ((x, scalar), best) in x.iter().zip(&scalar).zip(&best) {
            let expected = f64::from(*x).exp2();
            assert!((f64::from(*scalar) / expected - 1.0).abs() < 2e-7, "2^{x}");
            assert!((f64::from(*best) / expected - 1.0).abs() < 2e-7, "2^{x}");
        }
    }

    struct Log2<'a>(&'a mut [f32]);

    impl WithSimd for Log2<'_> {
        type Output = ();
        fn with_simd<S: Simd>(self, simd: S) {
            for x in S::as_mut_simd_f32s(self.0).0 {
                *x = log2(simd, *x);
            }
        }
    }

    #[test]
    fn log2_is_exact_to_single_precision_on_every_instruction_set() {
        let x: Vec<f32> = (0..12_800)
            .map(|i| (-125.0 + 0.0195 * i as f32).exp2())
            .collect();
        let mut scalar = x.clone();
        Scalar::new().vectorize(Log2(&mut scalar));
        let mut best = x.clone();
        Arch::new().dispatch(Log2(&mut best));
        for ((x, scalar), best) in x.iter().zip(&scalar).zip(&best) {
            let expected = f64::from(*x).log2();
            for found in [scalar, best] {
                let error = (f64::from(*found) - expected).abs();
                assert!(error < 2e-7 + 1e-7 * expected.abs(), "log2 {x}: {found}");
            }
        }
    }

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

    #[test]
    fn exp2_is_one_at_zero_and_vanishes_far_below() {
        let mut x = [0.0, -0.0, -1e9, f32::NEG_INFINITY].repeat(16);
        Arch::new().dispatch(Exp2(&mut x));
        assert_eq!(x[..2], [1.0, 1.0]);
        assert!(x[2..4].iter().all(|y| (0.0..1e-37).contains(y)));
    }
}
