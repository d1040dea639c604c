//! Emission of columns whose cross sections add up, those without g points: one pass down, in which the optical depth of
//! each layer is known and its mean transmission needs no logarithm.
//!
//! With `d` the optical depth of a layer along a ray, the mean of the transmission over it is
//! `(T_k − T_{k+1}) / d = ½ (T_k + T_{k+1}) · tanh(d/2) / (d/2)`: the difference where `d` is large, a series where it is
//! small.
//!
//! Down to the level `m` where the rays are no longer thin, it is what they lose that is summed, `1 − T`:
//! `B_0 + Σ (B_{k+1} − B_k) T̄_k = B_m − Σ_{k<m} (B_{k+1} − B_k) (1 − T̄_k) + Σ_{k≥m} (B_{k+1} − B_k) T̄_k`. The light of a thin
//! hot layer is the small second sum; of `T` near one, single precision would keep the sum over all layers at most.

use std::ops::Range;

use pulp::Simd;

use super::{medium::LEVELS_PER_BATCH, thin_rays::ThinRays, vertical_path::VerticalPath};
use crate::simd::{Row, WIDTH, add_scaled, exp2, vector, vector_mut};

/// Optical depth of a layer along a ray below which the series is taken; it is then exact to 6e-7.
const THIN: f32 = 0.3;
const LN_2: f32 = std::f32::consts::LN_2;

/// Rays of `N` angles through 64 columns, on their way down.
pub(crate) struct DownwardRays<const N: usize> {
    /// `1/μ` and the weight of each angle.
    angles: [(f32, f32); N],
    thin: ThinRays,
    /// Vertical exponents to base two at the level that was reached.
    pub exponent: Row,
    /// Transmission from there to space, unless all columns are thin.
    transmission: [Row; N],
    /// The two sums so far, all angles.
    gathered: Row,
    /// `B_m`: the source function at the last level to which the rays are thin.
    background: Row,
}

/// What the rays pass, level by level.
pub(crate) struct Levels<'a> {
    pub path: &'a VerticalPath,
    pub cross_section: &'a [Row],
    pub source: &'a [Row],
}

/// One vector of columns, which stays in the registers all the way.
struct Column<S: Simd, const N: usize> {
    exponent: S::f32s,
    above: [S::f32s; N],
    gathered: S::f32s,
    background: S::f32s,
}

impl<const N: usize> DownwardRays<N> {
    #[inline(always)]
    pub fn new(angles: [(f32, f32); N]) -> Self {
        Self {
            angles,
            thin: ThinRays::new(&angles),
            exponent: Row::ZERO,
            transmission: [Row::ZERO; N],
            gathered: Row::ZERO,
            background: Row::ZERO,
        }
    }

    /// What comes out of the layers that were passed and of the level that was reached: `B_0 + Σ (B_{k+1} − B_k) T̄_k`.
    #[inline(always)]
    pub fn light<S: Simd>(&self, simd: S) -> Row {
        let mut light = self.background;
        add_scaled(simd, 1.0, &self.gathered, &mut light);
        light
    }

    /// From space to the highest level.
    #[inline(always)]
    pub fn enter<S: Simd>(&mut self, simd: S, levels: &Levels<'_>) {
        self.exponent = Row::ZERO;
        let above = levels.path.above();
        add_scaled(simd, above, &levels.cross_section[0], &mut self.exponent);
        for i in 0..WIDTH / S::F32_LANES {
            let exponent = vector::<S>(&self.exponent, i);
            let transmissions = self.transmissions(simd, exponent);
            for (row, transmission) in self.transmission.iter_mut().zip(transmissions) {
                *vector_mut::<S>(row, i) = transmission;
            }
        }
        self.background = levels.source[0];
    }

    /// Through some layers, at most a batch, the first of which begins at the level that was reached. Returns the number of
    /// vectors that were not thin.
    #[inline(always)]
    pub fn pass<S: Simd>(&mut self, simd: S, levels: &Levels<'_>, layers: Range<usize>) -> usize {
        let mut n_thick = 0;
        let mut steps = [simd.splat_f32s(0.0); LEVELS_PER_BATCH];
        for i in 0..WIDTH / S::F32_LANES {
            let mut column = self.column::<S>(i);
            let mut reached = column.exponent;
            for (step, layer) in steps.iter_mut().zip(layers.clone()) {
                *step = exponent_of_layer(simd, levels, layer, i);
                reached = simd.add_f32s(reached, *step);
            }
            if simd.reduce_min_f32s(reached) > self.thin.limit {
                for (step, layer) in steps.iter().zip(layers.clone()) {
                    self.pass_thin(
                        simd,
                        *step,
                        source_around::<S>(levels, layer, i),
                        &mut column,
                    );
                }
            } else {
                n_thick += 1;
                self.become_thick(simd, &mut column);
                let some_thin = simd.reduce_max_f32s(column.exponent) > self.thin.limit;
                for (step, layer) in steps.iter().zip(layers.clone()) {
                    let source = source_around::<S>(levels, layer, i);
                    self.pass_thick(simd, *step, source, some_thin, &mut column);
                }
            }
            self.put(i, &column);
        }
        n_thick
    }

    /// Through a layer all of which is thin.
    #[inline(always)]
    fn pass_thin<S: Simd>(
        &self,
        simd: S,
        step: S::f32s,
        [upper, lower]: [S::f32s; 2],
        column: &mut Column<S, N>,
    ) {
        let lost = self.thin.minus_absorbed(simd, column.exponent, step);
        column.exponent = simd.add_f32s(column.exponent, step);
        let rise = simd.sub_f32s(lower, upper);
        column.gathered = simd.mul_add_e_f32s(rise, lost, column.gathered);
        column.background = lower;
    }

    /// From where all was thin, so that no transmission is known.
    #[inline(always)]
    fn become_thick<S: Simd>(&self, simd: S, column: &mut Column<S, N>) {
        if simd.reduce_min_f32s(column.exponent) > self.thin.limit {
            column.above = self.transmissions(simd, column.exponent);
        }
    }

    /// Through a layer some of which may be thin.
    #[inline(always)]
    fn pass_thick<S: Simd>(
        &self,
        simd: S,
        step: S::f32s,
        [upper, lower]: [S::f32s; 2],
        some_thin: bool,
        column: &mut Column<S, N>,
    ) {
        let exponent = simd.add_f32s(column.exponent, step);
        let mut mean = self.mean_transmission(simd, exponent, step, &mut column.above);
        if some_thin {
            let lost = self.thin.minus_absorbed(simd, column.exponent, step);
            let is_thin = simd.greater_than_f32s(exponent, simd.splat_f32s(self.thin.limit));
            mean = simd.select_f32s(is_thin, lost, mean);
            column.background = simd.select_f32s(is_thin, lower, column.background);
        }
        let rise = simd.sub_f32s(lower, upper);
        column.gathered = simd.mul_add_e_f32s(rise, mean, column.gathered);
        column.exponent = exponent;
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

    #[inline(always)]
    fn transmissions<S: Simd>(&self, simd: S, exponent: S::f32s) -> [S::f32s; N] {
        let mut transmissions = [exponent; N];
        for (transmission, (inverse_mu, _)) in transmissions.iter_mut().zip(self.angles) {
            *transmission = exp2(simd, simd.mul_f32s(simd.splat_f32s(inverse_mu), exponent));
        }
        transmissions
    }

    #[inline(always)]
    fn column<S: Simd>(&self, i: usize) -> Column<S, N> {
        let exponent = vector::<S>(&self.exponent, i);
        let mut above = [exponent; N];
        for (above, row) in above.iter_mut().zip(&self.transmission) {
            *above = vector::<S>(row, i);
        }
        Column {
            exponent,
            above,
            gathered: vector::<S>(&self.gathered, i),
            background: vector::<S>(&self.background, i),
        }
    }

    #[inline(always)]
    fn put<S: Simd>(&mut self, i: usize, column: &Column<S, N>) {
        *vector_mut::<S>(&mut self.exponent, i) = column.exponent;
        for (row, above) in self.transmission.iter_mut().zip(column.above) {
            *vector_mut::<S>(row, i) = above;
        }
        *vector_mut::<S>(&mut self.gathered, i) = column.gathered;
        *vector_mut::<S>(&mut self.background, i) = column.background;
    }
}

/// Exponent of one layer.
#[inline(always)]
fn exponent_of_layer<S: Simd>(simd: S, levels: &Levels<'_>, layer: usize, i: usize) -> S::f32s {
    let [upper, lower] = levels
        .path
        .layer(layer)
        .map(|weight| simd.splat_f32s(weight));
    let [above, below] = [layer, layer + 1].map(|k| vector::<S>(&levels.cross_section[k], i));
    simd.mul_add_e_f32s(lower, below, simd.mul_f32s(upper, above))
}

/// Source function at the levels above and below a layer.
#[inline(always)]
fn source_around<S: Simd>(levels: &Levels<'_>, layer: usize, i: usize) -> [S::f32s; 2] {
    [
        vector::<S>(&levels.source[layer], i),
        vector::<S>(&levels.source[layer + 1], i),
    ]
}
