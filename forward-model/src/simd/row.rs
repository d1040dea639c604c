//! Rows of 64 columns and what is done with them, for whatever instruction set the machine has.

use pulp::Simd;

use super::exponential::exp2;
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

/// What the columns of a chunk count: those of the first point of its cells, then those of the second, ….
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'a> {
    pub row: &'a Row,
    /// Points of a cell in the chunk.
    pub n_points: usize,
}

impl Weights<'_> {
    /// Columns of one point.
    #[inline(always)]
    pub fn n_columns(&self) -> usize {
        WIDTH / self.n_points
    }

    /// `Σ w` of one vector of cells.
    #[inline(always)]
    pub fn sum<S: Simd>(&self, simd: S, i_vector: usize) -> S::f32s {
        let vectors_per_point = self.n_columns() / S::F32_LANES;
        let of_point =
            |i_point: usize| vector::<S>(self.row, i_point * vectors_per_point + i_vector);
        let others = (1..self.n_points).map(of_point);
        others.fold(of_point(0), |sum, weight| simd.add_f32s(sum, weight))
    }
}

/// `out += factor · f(Σ weightᵢ rowᵢ)`, or `out = …` if it is the first, with `f` the identity for [`Interpolation::Linear`] and `2ˣ` for
/// logarithms; everything but the rows stays in registers.
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
            Interpolation::Log | Interpolation::LogInverseTemperature => exp2(simd, sum),
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

/// `w_g 2^(scale · exponent_g) light`, point by point; `light` has no points, and its first columns count.
#[inline(always)]
pub(crate) fn weighted_powers<S: Simd>(
    simd: S,
    exponents: &Row,
    scale: f32,
    weights: Weights<'_>,
    light: &Row,
) -> Row {
    let mut powers = Row::ZERO;
    let (out, _) = S::as_mut_simd_f32s(&mut powers.0);
    let (exponents, _) = S::as_simd_f32s(&exponents.0);
    let (light, _) = S::as_simd_f32s(&light.0);
    let (weights_of_columns, _) = S::as_simd_f32s(&weights.row.0);
    let vectors_per_point = out.len() / weights.n_points;
    let scale = simd.splat_f32s(scale);
    for (i, (out, exponent)) in out.iter_mut().zip(exponents).enumerate() {
        let power = exp2(simd, simd.mul_f32s(scale, *exponent));
        *out = simd.mul_f32s(
            simd.mul_f32s(weights_of_columns[i], power),
            light[i % vectors_per_point],
        );
    }
    powers
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
    smallest_of_first(simd, WIDTH, row)
}

/// The smallest of a row's first numbers.
#[inline(always)]
pub(crate) fn smallest_of_first<S: Simd>(simd: S, n_columns: usize, row: &Row) -> f32 {
    let (row, _) = S::as_simd_f32s(&row.0[..n_columns]);
    simd.reduce_min_f32s(
        row.iter()
            .fold(row[0], |smallest, x| simd.min_f32s(smallest, *x)),
    )
}

/// The vectors of a row's columns.
#[inline(always)]
pub(crate) fn vector<S: Simd>(row: &Row, i_vector: usize) -> S::f32s {
    S::as_simd_f32s(&row.0).0[i_vector]
}

/// The same to write to.
#[inline(always)]
pub(crate) fn vector_mut<S: Simd>(row: &mut Row, i_vector: usize) -> &mut S::f32s {
    &mut S::as_mut_simd_f32s(&mut row.0).0[i_vector]
}
