//! The power series of a transmission that is close to one: `Σ w − f Σ w t + f² Σ w t²/2 − f³ Σ w t³/6 …` for
//! `Σ w exp(−t f)`.

use std::f32::consts::LN_2;

use pulp::Simd;

use super::row::{Row, WIDTH, Weights, add_scaled, vector, vector_mut};

/// `Σ w` and the first `N` of `Σ w t`, `Σ w t²/2`, `Σ w t³/6`, … of each cell.
#[derive(Debug, Clone)]
pub(crate) struct Series<const N: usize> {
    weight: Row,
    moments: [Row; N],
}

impl<const N: usize> Series<N> {
    /// No g point yet.
    pub const ZERO: Self = Self {
        weight: Row::ZERO,
        moments: [Row::ZERO; N],
    };

    /// The transmission of nothing.
    pub const ONE: Self = Self {
        weight: Row::ONE,
        moments: [Row::ZERO; N],
    };

    /// `Σ w t`, `Σ w t²/2`, …
    pub fn moments(&self) -> &[Row; N] {
        &self.moments
    }

    /// Adds the g points of a chunk; `exponents` to base two, `−t log₂ e`.
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, exponents: &Row, weights: Weights<'_>) {
        for i in 0..weights.n_columns() / S::F32_LANES {
            self.add_weights(simd, weights, i);
            let chunk = moments_of_chunk::<S, N>(simd, exponents, weights, i);
            for (moment, chunk) in self.moments.iter_mut().zip(chunk) {
                let moment = vector_mut::<S>(moment, i);
                *moment = simd.add_f32s(*moment, chunk);
            }
        }
    }

    /// Adds `Σ w` of a chunk to one vector of cells, and returns it.
    #[inline(always)]
    fn add_weights<S: Simd>(&mut self, simd: S, weights: Weights<'_>, i: usize) -> S::f32s {
        let added = weights.sum(simd, i);
        let sum = vector_mut::<S>(&mut self.weight, i);
        *sum = simd.add_f32s(*sum, added);
        added
    }

    /// Multiplies by another series of weight one, up to the order of both.
    #[inline(always)]
    pub fn multiply<S: Simd>(&mut self, simd: S, other: &Self) {
        let own = self.moments.each_mut();
        let own = own.map(|row| S::as_mut_simd_f32s(&mut row.0).0);
        let others = other.moments.each_ref();
        let others = others.map(|row| S::as_simd_f32s(&row.0).0);
        for i in 0..WIDTH / S::F32_LANES {
            for order in (0..N).rev() {
                let mut moment = simd.add_f32s(own[order][i], others[order][i]);
                for k in 0..order {
                    moment = simd.mul_add_e_f32s(own[k][i], others[order - 1 - k][i], moment);
                }
                own[order][i] = moment;
            }
        }
    }
}

/// What a chunk adds to the moments of one vector of cells.
#[inline(always)]
fn moments_of_chunk<S: Simd, const N: usize>(
    simd: S,
    exponents: &Row,
    weights: Weights<'_>,
    i: usize,
) -> [S::f32s; N] {
    let splat = |value: f32| simd.splat_f32s(value);
    let vectors_per_point = weights.n_columns() / S::F32_LANES;
    let mut moments = [splat(0.0); N];
    for i_point in 0..weights.n_points {
        let i_vector = i_point * vectors_per_point + i;
        let depth = simd.mul_f32s(splat(-LN_2), vector::<S>(exponents, i_vector));
        let mut term = simd.mul_f32s(vector::<S>(weights.row, i_vector), depth);
        for (order, moment) in moments.iter_mut().enumerate() {
            *moment = simd.add_f32s(*moment, term);
            let share = splat(1.0 / (order + 2) as f32);
            term = simd.mul_f32s(simd.mul_f32s(share, term), depth);
        }
    }
    moments
}

impl Series<2> {
    /// Adds a chunk that is thin everywhere, as [`add`](Self::add) does, and its transmissions to every `stride`th row, one
    /// for each factor of the exponents.
    #[inline(always)]
    pub fn add_with_transmissions<S: Simd, const M: usize>(
        &mut self,
        simd: S,
        (exponents, weights): (&Row, Weights<'_>),
        factors: [f32; M],
        (rows, stride): (&mut [Row], usize),
    ) {
        for i in 0..weights.n_columns() / S::F32_LANES {
            let weight = self.add_weights(simd, weights, i);
            let [first, second] = moments_of_chunk::<S, 2>(simd, exponents, weights, i);
            for (moment, chunk) in self.moments.iter_mut().zip([first, second]) {
                let moment = vector_mut::<S>(moment, i);
                *moment = simd.add_f32s(*moment, chunk);
            }
            for (n, factor) in factors.into_iter().enumerate() {
                let row = vector_mut::<S>(&mut rows[n * stride], i);
                let minus = simd.splat_f32s(-factor);
                let inner = simd.mul_add_e_f32s(minus, second, first);
                let transmission = simd.mul_add_e_f32s(minus, inner, weight);
                *row = simd.add_f32s(*row, transmission);
            }
        }
    }
}

impl Series<3> {
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
        let minus = simd.splat_f32s(-f);
        let (weight, _) = S::as_simd_f32s(&self.weight.0[..n_columns]);
        for (i, out) in out.iter_mut().enumerate() {
            let inner = simd.mul_add_e_f32s(minus, third[i], second[i]);
            let inner = simd.mul_add_e_f32s(minus, inner, first[i]);
            *out = simd.add_f32s(*out, simd.mul_add_e_f32s(minus, inner, weight[i]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    const SHARES: [f32; 4] = [0.25, 0.125, 0.5, 0.125];

    struct At<'a>(&'a Row, f32);

    impl WithSimd for At<'_> {
        type Output = Row;
        fn with_simd<S: Simd>(self, simd: S) -> Row {
            let mut series = Series::<3>::ZERO;
            let row = Row(std::array::from_fn(|i| SHARES[i / 16]));
            let weights = Weights {
                row: &row,
                n_points: 4,
            };
            series.add(simd, self.0, weights);
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
                let g = SHARES.iter().enumerate();
                let exponent = |g: usize| f64::from(f * exponents.0[16 * g + cell]);
                let expected: f64 = g
                    .map(|(g, weight)| f64::from(*weight) * exponent(g).exp2())
                    .sum();
                assert!((f64::from(found.0[cell]) - expected).abs() < 3e-7);
            }
        }
    }
}
