//! What light passes through: the cross section per molecule of the atmosphere at each level, in blocks of columns.

use std::{ops::Range, sync::Arc};

use pulp::Simd;

use super::work::Work;
use crate::{
    interpolate::Interpolation,
    opacity::{Opacity, Stencil},
    simd::{Columns, Row, Weights, add_mixed, exp2, largest},
};

/// Levels whose cross sections are mixed together; only those that light reaches are.
pub(crate) const LEVELS_PER_BATCH: usize = 16;

/// Exponent to base two below which a transmission counts as zero.
pub(crate) const OPAQUE_EXPONENT: f32 = -30.0;

/// The sources, and what each level takes from them.
#[derive(Clone, Copy)]
pub(crate) struct Medium<'a> {
    pub columns: &'a Columns,
    pub n_levels: usize,
    pub sources: &'a [Arc<dyn Opacity>],
    /// Shape `[n_sources, n_stencils]`, the first `n_levels` of each source in use.
    pub stencils: &'a [Stencil],
    pub n_stencils: usize,
    /// Sources whose cross sections add up column by column; the transmissions of the groups multiply.
    pub overlap_groups: &'a [Range<usize>],
}

/// One overlap group in one chunk of columns.
pub(crate) struct Chunk<'a> {
    pub sources: &'a Range<usize>,
    pub i_block: usize,
    pub i_in_block: usize,
}

impl Medium<'_> {
    /// What the columns of a chunk count.
    #[inline(always)]
    pub fn weights(&self, chunk: &Chunk<'_>) -> Weights<'_> {
        self.columns.weights(chunk.i_block, chunk.i_in_block)
    }

    /// Cross section per molecule of the atmosphere at some levels: the sum over a group's sources. Returns
    /// the work that it was.
    #[inline(always)]
    pub fn mix<S: Simd>(
        &self,
        simd: S,
        chunk: &Chunk<'_>,
        levels: Range<usize>,
        cross_section: &mut [Row],
    ) -> Work {
        let mut work = Work::default();
        let levels = levels.start..levels.end.min(self.n_levels);
        let i_chunk = chunk.i_block * self.columns.chunks_per_block + chunk.i_in_block;
        for i_source in chunk.sources.clone() {
            let source = &self.sources[i_source];
            let (rows, interpolation) =
                (source.rows(i_chunk, chunk.i_block), source.interpolation());
            let stencils = &self.stencils[i_source * self.n_stencils..][levels.clone()];
            let is_first = i_source == chunk.sources.start;
            for (stencil, out) in stencils.iter().zip(&mut cross_section[levels.clone()]) {
                match is_first {
                    true => add_source::<S, true>(simd, stencil, rows, interpolation, out),
                    false => add_source::<S, false>(simd, stencil, rows, interpolation, out),
                }
                work.rows_mixed += u64::from(stencil.n_rows);
            }
            if interpolation.is_log() {
                work.exponentials += stencils.len() as u64;
            }
        }
        work
    }
}

/// Adds a source's cross section at a level to `out`, or, if it is the first, writes it there.
#[inline(always)]
fn add_source<S: Simd, const IS_FIRST: bool>(
    simd: S,
    stencil: &Stencil,
    rows: &[Row],
    interpolation: Interpolation,
    out: &mut Row,
) {
    if stencil.amplitude == 0.0 {
        if IS_FIRST {
            *out = Row::ZERO;
        }
        return;
    }
    match stencil.n_rows {
        1 => add_mixed::<S, _, IS_FIRST>(
            simd,
            interpolation,
            stencil.amplitude,
            weighted_rows::<1>(stencil, rows),
            out,
        ),
        2 => add_mixed::<S, _, IS_FIRST>(
            simd,
            interpolation,
            stencil.amplitude,
            weighted_rows::<2>(stencil, rows),
            out,
        ),
        _ => add_mixed::<S, _, IS_FIRST>(
            simd,
            interpolation,
            stencil.amplitude,
            weighted_rows::<4>(stencil, rows),
            out,
        ),
    }
}

#[inline(always)]
fn weighted_rows<'a, const N: usize>(stencil: &Stencil, rows: &'a [Row]) -> [(&'a Row, f32); N] {
    std::array::from_fn(|i| (&rows[stencil.rows[i] as usize], stencil.weights[i]))
}

/// `transmission += Σ_g w_g 2^(scale · exponent_g)`, for the cells of a chunk.
#[inline(always)]
pub(crate) fn add_points<S: Simd>(
    simd: S,
    exponents: &Row,
    scale: f32,
    weights: Weights<'_>,
    transmission: &mut Row,
) {
    let (exponents, _) = S::as_simd_f32s(&exponents.0);
    let (of_columns, _) = S::as_simd_f32s(&weights.row.0);
    let (transmission, _) = S::as_mut_simd_f32s(&mut transmission.0);
    let vectors_per_point = exponents.len() / weights.n_points;
    let scale = simd.splat_f32s(scale);
    let points = exponents.chunks_exact(vectors_per_point);
    for (exponents, of_columns) in points.zip(of_columns.chunks_exact(vectors_per_point)) {
        let columns = exponents.iter().zip(of_columns);
        for (out, (exponent, weight)) in transmission.iter_mut().zip(columns) {
            let power = exp2(simd, simd.mul_f32s(scale, *exponent));
            *out = simd.mul_add_e_f32s(*weight, power, *out);
        }
    }
}

/// Number of rows down to the last one that is not opaque in every column.
#[inline(always)]
pub(crate) fn n_transparent<S: Simd>(simd: S, transmission: &[Row]) -> usize {
    let limit = OPAQUE_EXPONENT.exp2();
    let mut n = transmission.len();
    while n > 0 && largest(simd, &transmission[n - 1]) <= limit {
        n -= 1;
    }
    n
}
