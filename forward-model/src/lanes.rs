//! Vector arithmetic on rows of 64 columns, in single precision, for whatever instruction set the machine has.

use pulp::Simd;

use crate::opacity::Interpolation;

/// Columns in a row: four vectors of AVX-512.
pub(crate) const WIDTH: usize = 64;

/// One number for each of 64 neighbouring columns, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Row(pub [f32; WIDTH]);

impl Row {
    pub const ZERO: Row = Row([0.0; WIDTH]);
    pub const ONE: Row = Row([1.0; WIDTH]);
}

/// The smallest exponent kept: below it the result would lose precision, and is zero for all purposes.
const LOWEST_EXPONENT: f32 = -125.0;
const HIGHEST_EXPONENT: f32 = 126.0;
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

    #[test]
    fn exp2_is_one_at_zero_and_vanishes_far_below() {
        let mut x = [0.0, -0.0, -1e9, f32::NEG_INFINITY].repeat(16);
        Arch::new().dispatch(Exp2(&mut x));
        assert_eq!(x[..2], [1.0, 1.0]);
        assert!(x[2..4].iter().all(|y| (0.0..1e-37).contains(y)));
    }
}
