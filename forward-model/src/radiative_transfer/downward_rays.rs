//! Emission of columns whose cross sections add up, those without g points: one pass down, in which the optical depth of
//! each layer is known and its mean transmission needs no logarithm.
//!
//! With `d` the optical depth of a layer along a ray, the mean of the transmission over it is
//! `(T_k − T_{k+1}) / d = ½ (T_k + T_{k+1}) · tanh(d/2) / (d/2)`: the difference where `d` is large, a series where it is
//! small.

use std::ops::Range;

use pulp::Simd;

use super::vertical_path::VerticalPath;
use crate::simd::{Row, WIDTH, exp2};

/// Optical depth of a layer along a ray below which the series is taken; it is then exact to 6e-7.
const THIN: f32 = 0.3;
const LN_2: f32 = std::f32::consts::LN_2;

/// Rays of `N` angles through 64 columns, on their way down.
pub(crate) struct DownwardRays<const N: usize> {
    /// `1/μ` and the weight of each angle.
    angles: [(f32, f32); N],
    /// Vertical exponents to base two at the level that was reached.
    pub exponent: Row,
    /// Transmission from there to space.
    transmission: [Row; N],
    /// What the rays gathered above it: `B_0 + Σ (B_{k+1} − B_k) · mean of T over layer k`, all angles.
    pub gathered: Row,
}

/// What the rays pass, level by level.
pub(crate) struct Levels<'a> {
    pub path: &'a VerticalPath,
    pub cross_section: &'a [Row],
    pub source: &'a [Row],
}

impl<const N: usize> DownwardRays<N> {
    pub fn new(angles: [(f32, f32); N]) -> Self {
        Self {
            angles,
            exponent: Row::ZERO,
            transmission: [Row::ZERO; N],
            gathered: Row::ZERO,
        }
    }

    /// From space to the highest level.
    #[inline(always)]
    pub fn enter<S: Simd>(&mut self, simd: S, levels: &Levels<'_>) {
        for lanes in 0..WIDTH / S::F32_LANES {
            let above = simd.splat_f32s(levels.path.above());
            let exponent = simd.mul_f32s(above, vector::<S>(&levels.cross_section[0], lanes));
            for (transmission, (inverse_mu, _)) in self.transmission.iter_mut().zip(self.angles) {
                let along = simd.mul_f32s(simd.splat_f32s(inverse_mu), exponent);
                *vector_mut::<S>(transmission, lanes) = exp2(simd, along);
            }
            *vector_mut::<S>(&mut self.exponent, lanes) = exponent;
            *vector_mut::<S>(&mut self.gathered, lanes) = vector::<S>(&levels.source[0], lanes);
        }
    }

    /// Through some layers, the first of which begins at the level that was reached. A vector of columns stays in the
    /// registers all the way.
    #[inline(always)]
    pub fn pass<S: Simd>(&mut self, simd: S, levels: &Levels<'_>, layers: Range<usize>) {
        for lanes in 0..WIDTH / S::F32_LANES {
            let mut exponent = vector::<S>(&self.exponent, lanes);
            let mut gathered = vector::<S>(&self.gathered, lanes);
            let mut above: [S::f32s; N] =
                std::array::from_fn(|i| vector::<S>(&self.transmission[i], lanes));
            for layer in layers.clone() {
                let step = step(simd, levels, layer, lanes);
                exponent = simd.add_f32s(exponent, step);
                let mean = self.mean_transmission(simd, exponent, step, &mut above);
                let [upper, lower] =
                    [layer, layer + 1].map(|i| vector::<S>(&levels.source[i], lanes));
                gathered = simd.mul_add_e_f32s(simd.sub_f32s(lower, upper), mean, gathered);
            }
            *vector_mut::<S>(&mut self.exponent, lanes) = exponent;
            *vector_mut::<S>(&mut self.gathered, lanes) = gathered;
            for (row, above) in self.transmission.iter_mut().zip(above) {
                *vector_mut::<S>(row, lanes) = above;
            }
        }
    }

    /// Mean over a layer of the transmission to space, weighted over the angles. `step` is the layer's exponent, `exponent`
    /// that of the level below it, whose transmission takes the place of that above.
    #[inline(always)]
    fn mean_transmission<S: Simd>(
        &self,
        simd: S,
        exponent: S::f32s,
        step: S::f32s,
        above: &mut [S::f32s; N],
    ) -> S::f32s {
        let splat = |value: f32| simd.splat_f32s(value);
        let inverse_depth = simd.div_f32s(splat(-1.0 / LN_2), step);
        let square = simd.mul_f32s(step, step);
        let mut mean = splat(0.0);
        for (above, (inverse_mu, weight)) in above.iter_mut().zip(self.angles) {
            let below = exp2(simd, simd.mul_f32s(splat(inverse_mu), exponent));
            let thick = simd.mul_f32s(
                simd.mul_f32s(splat(weight / inverse_mu), inverse_depth),
                simd.sub_f32s(*above, below),
            );
            // d² = (ln 2 / μ)² step²; tanh(d/2)/(d/2) = 1 − d²/12 + d⁴/120 …
            let unit = (LN_2 * inverse_mu).powi(2);
            let series = simd.mul_add_e_f32s(
                square,
                splat(0.5 * weight * unit * unit / 120.0),
                splat(-0.5 * weight * unit / 12.0),
            );
            let series = simd.mul_add_e_f32s(series, square, splat(0.5 * weight));
            let thin = simd.mul_f32s(series, simd.add_f32s(*above, below));
            let is_thin = simd.greater_than_f32s(step, splat(-THIN / (LN_2 * inverse_mu)));
            mean = simd.add_f32s(mean, simd.select_f32s(is_thin, thin, thick));
            *above = below;
        }
        mean
    }
}

/// Exponent of one layer.
#[inline(always)]
fn step<S: Simd>(simd: S, levels: &Levels<'_>, layer: usize, lanes: usize) -> S::f32s {
    let [upper, lower] = levels
        .path
        .layer(layer)
        .map(|weight| simd.splat_f32s(weight));
    let [above, below] = [layer, layer + 1].map(|i| vector::<S>(&levels.cross_section[i], lanes));
    simd.mul_add_e_f32s(lower, below, simd.mul_f32s(upper, above))
}

#[inline(always)]
fn vector<S: Simd>(row: &Row, lanes: usize) -> S::f32s {
    S::as_simd_f32s(&row.0).0[lanes]
}

#[inline(always)]
fn vector_mut<S: Simd>(row: &mut Row, lanes: usize) -> &mut S::f32s {
    &mut S::as_mut_simd_f32s(&mut row.0).0[lanes]
}
