//! Powers and logarithms to base two of whole vectors, in single precision.

use pulp::Simd;

/// The smallest exponent kept: below it the result would lose precision, and is zero for all purposes.
pub(crate) const LOWEST_EXPONENT: f32 = -125.0;
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

    /// Which wavenumbers a search chooses must not depend on the processor.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn avx2_gives_the_same_bits_as_whatever_this_machine_has_beyond() {
        let Some(avx2) = pulp::x86::V3::try_new() else {
            return;
        };
        let x: Vec<f32> = (0..6400).map(|i| 1e-3 + 0.0195 * i as f32).collect();
        let (mut own, mut best) = (x.clone(), x);
        Simd::vectorize(avx2, Log2(&mut own));
        Simd::vectorize(avx2, Exp2(&mut own));
        Arch::new().dispatch(Log2(&mut best));
        Arch::new().dispatch(Exp2(&mut best));
        assert_eq!(own, best);
    }

    #[test]
    fn exp2_is_one_at_zero_and_vanishes_far_below() {
        let mut x = [0.0, -0.0, -1e9, f32::NEG_INFINITY].repeat(16);
        Arch::new().dispatch(Exp2(&mut x));
        assert_eq!(x[..2], [1.0, 1.0]);
        assert!(x[2..4].iter().all(|y| (0.0..1e-37).contains(y)));
    }
}
