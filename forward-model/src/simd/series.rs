//! The power series of a transmission that is close to one: `Σ w − f Σ w t + f² Σ w t²/2 − f³ Σ w t³/6` for
//! `Σ w exp(−t f)`.

use std::f32::consts::LN_2;

use pulp::Simd;

use super::row::{Row, add_scaled};

/// `Σ w`, the same for all cells, and `Σ w t`, `Σ w t²/2` and `Σ w t³/6` of each cell.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    weight: f32,
    moments: [Row; 3],
}

impl Series {
    /// No g point yet.
    pub const ZERO: Self = Self {
        weight: 0.0,
        moments: [Row::ZERO; 3],
    };

    /// The transmission of nothing.
    pub const ONE: Self = Self {
        weight: 1.0,
        moments: [Row::ZERO; 3],
    };

    /// Adds the g points of a chunk; `exponents` to base two, `−t log₂ e`.
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, exponents: &Row, g_weights: &[f32]) {
        self.weight += g_weights.iter().sum::<f32>();
        let splat = |value: f32| simd.splat_f32s(value);
        let (exponents, _) = S::as_simd_f32s(&exponents.0);
        let vectors_per_g = exponents.len() / g_weights.len();
        let [first, second, third] = &mut self.moments;
        let (first, _) = S::as_mut_simd_f32s(&mut first.0);
        let (second, _) = S::as_mut_simd_f32s(&mut second.0);
        let (third, _) = S::as_mut_simd_f32s(&mut third.0);
        for (exponents, weight) in exponents.chunks_exact(vectors_per_g).zip(g_weights) {
            for (i, exponent) in exponents.iter().enumerate() {
                let depth = simd.mul_f32s(splat(-LN_2), *exponent);
                let mut term = simd.mul_f32s(splat(*weight), depth);
                first[i] = simd.add_f32s(first[i], term);
                term = simd.mul_f32s(simd.mul_f32s(splat(0.5), term), depth);
                second[i] = simd.add_f32s(second[i], term);
                term = simd.mul_f32s(simd.mul_f32s(splat(1.0 / 3.0), term), depth);
                third[i] = simd.add_f32s(third[i], term);
            }
        }
    }

    /// Multiplies by another series of weight one, up to the third order.
    #[inline(always)]
    pub fn multiply<S: Simd>(&mut self, simd: S, other: &Self) {
        let [first, second, third] = &mut self.moments;
        let [a1, a2, a3] = [first, second, third].map(|row| S::as_mut_simd_f32s(&mut row.0).0);
        let [b1, b2, b3] = [0, 1, 2].map(|i| S::as_simd_f32s(&other.moments[i].0).0);
        for i in 0..a1.len() {
            let mixed = simd.mul_add_e_f32s(a1[i], b2[i], simd.mul_f32s(a2[i], b1[i]));
            a3[i] = simd.add_f32s(simd.add_f32s(a3[i], b3[i]), mixed);
            a2[i] = simd.mul_add_e_f32s(a1[i], b1[i], simd.add_f32s(a2[i], b2[i]));
            a1[i] = simd.add_f32s(a1[i], b1[i]);
        }
    }

    /// Takes from a row what is absorbed, `1 − series`, summed over annuli of which `Σ a f`, `Σ a f²`, `Σ a f³` are given.
    #[inline(always)]
    pub fn take_absorbed<S: Simd>(&self, simd: S, annuli: [f32; 3], out: &mut Row) {
        for ((moment, annuli), sign) in self.moments.iter().zip(annuli).zip([-1.0, 1.0, -1.0]) {
            add_scaled(simd, sign * annuli, moment, out);
        }
    }

    /// Adds the series at `f` to the first `n_columns` of a row.
    #[inline(always)]
    pub fn add_to<S: Simd>(&self, simd: S, f: f32, n_columns: usize, out: &mut Row) {
        let [first, second, third] = &self.moments;
        let [first, second, third] =
            [first, second, third].map(|row| S::as_simd_f32s(&row.0[..n_columns]).0);
        let (out, _) = S::as_mut_simd_f32s(&mut out.0[..n_columns]);
        let (minus, weight) = (simd.splat_f32s(-f), simd.splat_f32s(self.weight));
        for (i, out) in out.iter_mut().enumerate() {
            let inner = simd.mul_add_e_f32s(minus, third[i], second[i]);
            let inner = simd.mul_add_e_f32s(minus, inner, first[i]);
            *out = simd.add_f32s(*out, simd.mul_add_e_f32s(minus, inner, weight));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct At<'a>(&'a Row, f32);

    impl WithSimd for At<'_> {
        type Output = Row;
        fn with_simd<S: Simd>(self, simd: S) -> Row {
            let mut series = Series::ZERO;
            series.add(simd, self.0, &[0.25, 0.125, 0.5, 0.125]);
            let mut out = Row::ZERO;
            series.add_to(simd, self.1, 16, &mut out);
            out
        }
    }

    #[test]
    fn thin_columns_have_their_exponentials() {
        let exponents = Row(std::array::from_fn(|i| -0.001 * i as f32));
        for f in [1.0, 0.3, 0.0] {
            let found = Arch::new().dispatch(At(&exponents, f));
            for cell in 0..16 {
                let g = [0.25, 0.125, 0.5, 0.125].iter().enumerate();
                let exponent = |g: usize| f64::from(f * exponents.0[16 * g + cell]);
                let expected: f64 = g.map(|(g, weight)| weight * exponent(g).exp2()).sum();
                assert!((f64::from(found.0[cell]) - expected).abs() < 3e-7);
            }
        }
    }
}
