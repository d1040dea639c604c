//! From cross sections to the transit depth, in blocks of columns that stay in the cache.
//!
//! `δ = [r_top² − ∫ T(b) d(b²)] / R_⋆²`, which is `[r_0² + 2 ∫ (1 − T) b db] / R_⋆²`: the disc of the whole atmosphere, less
//! the light that each annulus lets through.

use std::ops::Range;

use pulp::Simd;

use crate::{
    chords::{CHORDS_PER_GROUP, Chords, OPAQUE_EXPONENT},
    lanes::{Row, WIDTH, add_mixed, exp2, largest, multiply},
    opacity::{Columns, Interpolation, Opacity, Stencil},
};

/// Levels whose cross sections are mixed together; only those that light reaches are.
pub(crate) const LEVELS_PER_BATCH: usize = 16;

/// What the light passes through: the sources, what each level takes from them, and the chords.
#[derive(Clone, Copy)]
pub(crate) struct Medium<'a> {
    pub columns: &'a Columns,
    pub chords: &'a Chords,
    pub sources: &'a [Box<dyn Opacity>],
    /// Shape `[n_sources, n_stencils]`, the first `n_levels` of each source in use.
    pub stencils: &'a [Stencil],
    pub n_stencils: usize,
    /// Sources whose cross sections add up column by column; the transmissions of the groups multiply.
    pub overlap_groups: &'a [Range<usize>],
}

/// One overlap group in one chunk of columns.
struct Chunk<'a> {
    sources: &'a Range<usize>,
    i_block: usize,
    i_in_block: usize,
}

/// Buffers of one block.
#[derive(Debug, Clone)]
pub(crate) struct BlockBuffers {
    /// Cross section per molecule of the atmosphere at each level, one chunk.
    cross_section: Vec<Row>,
    /// Transmission along each chord of one overlap group.
    group: Vec<Row>,
    /// Transmission along each chord, all groups.
    total: Vec<Row>,
}

impl BlockBuffers {
    pub fn new(n_levels: usize) -> Self {
        let n = n_levels.next_multiple_of(LEVELS_PER_BATCH);
        Self {
            cross_section: vec![Row::ZERO; n],
            group: vec![Row::ZERO; n],
            total: vec![Row::ZERO; n],
        }
    }
}

/// Share of the star's disc through which the light of a block's cells passes: `∫ T(b) d(b²) / R_⋆²`.
///
/// The transmissions of the overlap groups, each averaged over its g points, multiply (random overlap).
///
/// # Source
/// Random overlap of transmissions: Lacis & Oinas (1991, J. Geophys. Res. 96, 9027).
#[inline(always)]
pub(crate) fn transmitted_share<S: Simd>(
    simd: S,
    medium: &Medium<'_>,
    i_block: usize,
    buffers: &mut BlockBuffers,
) -> Row {
    let mut n_chords = medium.chords.n_chords();
    buffers.total[..n_chords].fill(Row::ONE);
    for group in medium.overlap_groups {
        buffers.group[..n_chords.next_multiple_of(CHORDS_PER_GROUP)].fill(Row::ZERO);
        for i_in_block in 0..medium.columns.chunks_per_block {
            let chunk = Chunk {
                sources: group,
                i_block,
                i_in_block,
            };
            add_chunk(simd, medium, &chunk, n_chords, buffers);
        }
        for (total, group) in buffers.total[..n_chords].iter_mut().zip(&buffers.group) {
            multiply(simd, group, total);
        }
        n_chords = n_transparent(simd, &buffers.total[..n_chords]);
    }
    let mut share = Row::ZERO;
    for (total, annulus) in buffers.total[..n_chords].iter().zip(medium.chords.annuli()) {
        add_mixed(
            simd,
            Interpolation::Linear,
            1.0,
            [(total, *annulus)],
            &mut share,
        );
    }
    share
}

/// Number of chords down to the last one that is not opaque in every column.
#[inline(always)]
fn n_transparent<S: Simd>(simd: S, transmission: &[Row]) -> usize {
    let limit = OPAQUE_EXPONENT.exp2();
    let last = transmission
        .iter()
        .rposition(|row| largest(simd, row) > limit);
    last.map_or(0, |last| last + 1)
}

/// Adds one chunk's share of the g points to the group's transmission, going down until all columns are opaque.
#[inline(always)]
fn add_chunk<S: Simd>(
    simd: S,
    medium: &Medium<'_>,
    chunk: &Chunk<'_>,
    n_chords: usize,
    buffers: &mut BlockBuffers,
) {
    let (columns, chords) = (medium.columns, medium.chords);
    let g_weights =
        &columns.g_weights[chunk.i_in_block * columns.g_per_chunk..][..columns.g_per_chunk];
    let mut n_mixed = 0;
    for i_group in 0..n_chords.div_ceil(CHORDS_PER_GROUP) {
        let deepest = (i_group + 1) * CHORDS_PER_GROUP;
        if deepest > n_mixed {
            let levels = n_mixed..n_mixed + LEVELS_PER_BATCH;
            n_mixed = levels.end;
            mix(simd, medium, chunk, levels, &mut buffers.cross_section);
        }
        let exponents = chord_exponents(simd, chords.weights(i_group), &buffers.cross_section);
        let transmission = &mut buffers.group[deepest - CHORDS_PER_GROUP..deepest];
        for (row, exponents) in transmission.iter_mut().zip(&exponents) {
            add_g_points(simd, exponents, g_weights, row);
        }
        if largest(simd, &exponents[CHORDS_PER_GROUP - 1]) < chords.opaque_below(i_group) {
            break;
        }
    }
}

/// Cross section per molecule of the atmosphere at some levels: the sum over a group's sources.
#[inline(always)]
fn mix<S: Simd>(
    simd: S,
    medium: &Medium<'_>,
    chunk: &Chunk<'_>,
    levels: Range<usize>,
    cross_section: &mut [Row],
) {
    cross_section[levels.clone()].fill(Row::ZERO);
    let levels = levels.start..levels.end.min(medium.chords.n_chords());
    let i_chunk = chunk.i_block * medium.columns.chunks_per_block + chunk.i_in_block;
    for i_source in chunk.sources.clone() {
        let source = &medium.sources[i_source];
        let (rows, interpolation) = (source.rows(i_chunk, chunk.i_block), source.interpolation());
        let stencils = &medium.stencils[i_source * medium.n_stencils..][levels.clone()];
        for (stencil, out) in stencils.iter().zip(&mut cross_section[levels.clone()]) {
            add_source(simd, stencil, rows, interpolation, out);
        }
    }
}

#[inline(always)]
fn add_source<S: Simd>(
    simd: S,
    stencil: &Stencil,
    rows: &[Row],
    interpolation: Interpolation,
    out: &mut Row,
) {
    if stencil.amplitude == 0.0 {
        return;
    }
    match stencil.n_rows {
        1 => add_mixed(
            simd,
            interpolation,
            stencil.amplitude,
            weighted_rows::<1>(stencil, rows),
            out,
        ),
        2 => add_mixed(
            simd,
            interpolation,
            stencil.amplitude,
            weighted_rows::<2>(stencil, rows),
            out,
        ),
        _ => add_mixed(
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

/// Exponents to base two, `−τ log₂ e`, of a group of chords: rows of the triangular product `W σ`.
#[inline(always)]
fn chord_exponents<S: Simd>(
    simd: S,
    weights: &[[f32; CHORDS_PER_GROUP]],
    cross_section: &[Row],
) -> [Row; CHORDS_PER_GROUP] {
    const VECTORS: usize = 4;
    let mut exponents = [Row::ZERO; CHORDS_PER_GROUP];
    let step = VECTORS * S::F32_LANES;
    for first in (0..WIDTH).step_by(step) {
        let part = first / S::F32_LANES..(first + step) / S::F32_LANES;
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; CHORDS_PER_GROUP];
        for (weights, row) in weights.iter().zip(cross_section) {
            let values = &S::as_simd_f32s(&row.0).0[part.clone()];
            for (sums, weight) in sums.iter_mut().zip(weights) {
                let weight = simd.splat_f32s(*weight);
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum = simd.mul_add_e_f32s(weight, *value, *sum);
                }
            }
        }
        for (row, sums) in exponents.iter_mut().zip(&sums) {
            S::as_mut_simd_f32s(&mut row.0).0[part.clone()].copy_from_slice(sums);
        }
    }
    exponents
}

/// `transmission += Σ_g w_g 2^exponent_g`, for the cells of a chunk.
#[inline(always)]
fn add_g_points<S: Simd>(simd: S, exponents: &Row, g_weights: &[f32], transmission: &mut Row) {
    let (exponents, _) = S::as_simd_f32s(&exponents.0);
    let (transmission, _) = S::as_mut_simd_f32s(&mut transmission.0);
    let vectors_per_g = exponents.len() / g_weights.len();
    for (exponents, weight) in exponents.chunks_exact(vectors_per_g).zip(g_weights) {
        let weight = simd.splat_f32s(*weight);
        for (out, exponent) in transmission.iter_mut().zip(exponents) {
            *out = simd.mul_add_e_f32s(weight, exp2(simd, *exponent), *out);
        }
    }
}
