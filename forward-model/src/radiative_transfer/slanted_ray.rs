//! What a ray brings out of each level: a share of its source function, none of which is negative.
//!
//! In a source function that is linear in optical depth between the levels, `∫ B dT` over layer `k` is
//! `B_k (T_k − T̄_k) + B_{k+1} (T̄_k − T_{k+1})` with the logarithmic mean `T̄_k = (T_k − T_{k+1}) / ln(T_k / T_{k+1})`; what is
//! above the highest level is as warm as that, and what is below the lowest one is black. Sums of what is not negative lose
//! nothing to single precision. Differences of transmissions would where they are near one; there the power series of what is
//! lost, `1 − T`, takes their place.

use pulp::Simd;

use super::source_function::SourceFunction;
use crate::simd::{LOWEST_EXPONENT, Row, Series, log2, vector, vector_mut};

/// Terms of the series of what a ray loses.
pub(crate) type Lost = Series<2>;

/// Second term over first up to which two terms hold: the third is then, of columns alike, 7e-5 of the first.
const THIN: f32 = 0.01;
/// Relative difference of two transmissions below which their mean is summed as a series, which is then exact to 1e-7.
const ALIKE: f32 = 0.2;

/// A ray down through blocks of columns.
pub(super) struct SlantedRay<'a> {
    pub inverse_mu: f32,
    /// Of `2 ∫ I μ dμ`.
    pub weight: f32,
    /// Transmission from each level to space, down to the one below which nothing is seen.
    pub transmission: &'a [Row],
    /// The vertical series of the highest levels, all those where rays are thin.
    pub lost: &'a [Lost],
    pub source_function: SourceFunction,
    /// Columns of a row that are cells.
    pub n_columns: usize,
}

/// One vector of columns at a level.
struct Seen<S: Simd> {
    transmission: S::f32s,
    absorbed: S::f32s,
    is_thin: S::m32s,
}

impl SlantedRay<'_> {
    /// `flux += weight · I`.
    #[inline(always)]
    pub fn add_light<S: Simd>(&self, simd: S, source: &[Row], flux: &mut Row) {
        for i in 0..self.n_columns / S::F32_LANES {
            let mut light = simd.splat_f32s(0.0);
            self.for_each_share(
                simd,
                i,
                #[inline(always)]
                |level, share| {
                    light = simd.mul_add_e_f32s(share, vector::<S>(&source[level], i), light);
                },
            );
            self.add_weighted(simd, i, light, flux);
        }
    }

    /// `shares += weight · share`, level by level.
    #[inline(always)]
    pub fn add_shares<S: Simd>(&self, simd: S, shares: &mut [Row]) {
        for i in 0..self.n_columns / S::F32_LANES {
            self.for_each_share(
                simd,
                i,
                #[inline(always)]
                |level, share| {
                    self.add_weighted(simd, i, share, &mut shares[level]);
                },
            );
        }
    }

    #[inline(always)]
    fn add_weighted<S: Simd>(&self, simd: S, i: usize, light: S::f32s, out: &mut Row) {
        let out = vector_mut::<S>(out, i);
        *out = simd.mul_add_e_f32s(simd.splat_f32s(self.weight), light, *out);
    }

    /// The share of each level in the light of one vector of columns, from the top down.
    #[inline(always)]
    fn for_each_share<S: Simd>(&self, simd: S, i: usize, mut take: impl FnMut(usize, S::f32s)) {
        let mut above = self.seen(simd, 0, i);
        let mut share = above.absorbed;
        let last = self.transmission.len() - 1;
        for level in 0..last {
            let below = self.seen(simd, level + 1, i);
            let [upper, lower] = self.shares_of_layer(simd, &above, &below);
            take(level, simd.add_f32s(share, upper));
            share = lower;
            above = below;
        }
        take(last, simd.add_f32s(share, above.transmission));
    }

    #[inline(always)]
    fn seen<S: Simd>(&self, simd: S, level: usize, i: usize) -> Seen<S> {
        let splat = |value: f32| simd.splat_f32s(value);
        let transmission = vector::<S>(&self.transmission[level], i);
        let transmission = simd.max_f32s(transmission, splat(LOWEST_EXPONENT.exp2()));
        let absorbed = simd.sub_f32s(splat(1.0), transmission);
        let Some(lost) = self.lost.get(level) else {
            let is_thin = simd.less_than_f32s(splat(1.0), splat(0.0));
            return Seen {
                transmission,
                absorbed,
                is_thin,
            };
        };
        let [first, second] = lost.moments();
        let (first, second) = (vector::<S>(first, i), vector::<S>(second, i));
        let first = simd.mul_f32s(splat(self.inverse_mu), first);
        let second = simd.mul_f32s(splat(self.inverse_mu.powi(2)), second);
        let is_thin = simd.less_than_or_equal_f32s(second, simd.mul_f32s(splat(THIN), first));
        let series = simd.sub_f32s(first, second);
        Seen {
            transmission,
            absorbed: simd.select_f32s(is_thin, series, absorbed),
            is_thin,
        }
    }

    /// What a layer adds to the shares of the levels above and below it.
    #[inline(always)]
    fn shares_of_layer<S: Simd>(&self, simd: S, above: &Seen<S>, below: &Seen<S>) -> [S::f32s; 2] {
        let absorbed = simd.select_f32s(
            below.is_thin,
            simd.sub_f32s(below.absorbed, above.absorbed),
            simd.sub_f32s(above.transmission, below.transmission),
        );
        match self.source_function {
            SourceFunction::IsothermalLayers => [simd.splat_f32s(0.0), absorbed],
            SourceFunction::LinearInOpticalDepth => {
                let half = simd.mul_f32s(simd.splat_f32s(0.5), absorbed);
                let bend = bend(simd, [above.transmission, below.transmission], absorbed);
                [simd.sub_f32s(half, bend), simd.add_f32s(half, bend)]
            }
        }
    }
}

/// The logarithmic mean of two transmissions less their arithmetic mean; `difference` is theirs.
#[inline(always)]
fn bend<S: Simd>(simd: S, [a, b]: [S::f32s; 2], difference: S::f32s) -> S::f32s {
    let splat = |value: f32| simd.splat_f32s(value);
    let middle = simd.mul_f32s(splat(0.5), simd.add_f32s(a, b));
    // (a − b)/ln(a/b) = m (1 − d²/12 − d⁴/180 …) with the middle m and d = (a − b)/m.
    let relative = simd.div_f32s(difference, middle);
    let square = simd.mul_f32s(relative, relative);
    let series = simd.mul_add_e_f32s(square, splat(-1.0 / 180.0), splat(-1.0 / 12.0));
    let alike = simd.mul_f32s(simd.mul_f32s(difference, relative), series);
    let ratio = simd.mul_f32s(
        splat(std::f32::consts::LN_2),
        simd.sub_f32s(log2(simd, a), log2(simd, b)),
    );
    let unlike = simd.sub_f32s(simd.div_f32s(difference, ratio), middle);
    let is_alike = simd.less_than_f32s(simd.abs_f32s(relative), splat(ALIKE));
    simd.select_f32s(is_alike, alike, unlike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::WIDTH;
    use pulp::{Arch, WithSimd};

    struct Bend<'a>(&'a Row, &'a Row);

    impl WithSimd for Bend<'_> {
        type Output = Row;
        fn with_simd<S: Simd>(self, simd: S) -> Row {
            let mut out = Row::ZERO;
            for i in 0..WIDTH / S::F32_LANES {
                let [a, b] = [self.0, self.1].map(|row| vector::<S>(row, i));
                *vector_mut::<S>(&mut out, i) = bend(simd, [a, b], simd.sub_f32s(a, b));
            }
            out
        }
    }

    #[test]
    fn logarithmic_means_are_exact_for_numbers_alike_and_unlike() {
        let a = Row(std::array::from_fn(|i| 0.9f32.powi(i as i32)));
        for ratio in [
            1.0f32,
            1.0 - 1e-6,
            0.9999,
            0.96,
            0.83,
            0.81,
            0.5,
            1e-3,
            1e-9,
        ] {
            let b = Row(a.0.map(|x| x * ratio));
            let found = Arch::new().dispatch(Bend(&a, &b));
            for ((a, b), found) in a.0.iter().zip(&b.0).zip(&found.0) {
                let (a, b) = (f64::from(*a), f64::from(*b));
                let mean = if a == b { a } else { (a - b) / (a / b).ln() };
                let found = 0.5 * (a + b) + f64::from(*found);
                assert!((found / mean - 1.0).abs() < 3e-6, "{a} {b}");
            }
        }
    }
}
