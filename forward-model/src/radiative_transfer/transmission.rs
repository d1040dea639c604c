//! From cross sections to the transit depth, in blocks of columns that stay in the cache.
//!
//! `δ = [r_top² − ∫ T(b) d(b²) + 2 ∫ (1 − T) b db] / R_⋆²`: the disc out to the highest level, less the light that each
//! annulus within it lets through, and what the annuli above it take.

use pulp::Simd;

use super::{
    annuli::Annuli,
    buffers::BlockBuffers,
    chords::{CHORDS_PER_GROUP, Chords},
    medium::{Chunk, LEVELS_PER_BATCH, Medium, add_points, n_transparent},
};
use crate::simd::{Row, WIDTH, add_scaled, largest, multiply};

/// The atmosphere seen from the side: what light passes through, and along which chords.
pub(crate) struct Limb<'a> {
    pub medium: Medium<'a>,
    pub chords: &'a Chords,
    pub annuli: &'a Annuli,
}

impl Limb<'_> {
    /// Share of the star's disc through which the light of a block's cells passes, `∫ T(b) d(b²) / R_⋆²` out to the highest
    /// level, less what is lost above it, `∫ (1 − T(b)) d(b²) / R_⋆²`.
    ///
    /// The transmissions of the overlap groups, each averaged over its g points, multiply (random overlap).
    ///
    /// # Source
    /// Random overlap of transmissions: Lacis & Oinas (1991, J. Geophys. Res. 96, 9027).
    #[inline(always)]
    pub fn transmitted_share<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        buffers: &mut BlockBuffers,
    ) -> Row {
        let annuli = self.annuli;
        let mut n_chords = self.chords.n_chords();
        buffers.total[..n_chords].fill(Row::ONE);
        buffers.outer.begin();
        for sources in self.medium.overlap_groups {
            buffers.group[..n_chords.next_multiple_of(CHORDS_PER_GROUP)].fill(Row::ZERO);
            buffers.outer.begin_group();
            for i_in_block in 0..self.medium.columns.chunks_per_block {
                let chunk = Chunk {
                    sources,
                    i_block,
                    i_in_block,
                };
                self.add_chunk(simd, &chunk, n_chords, buffers);
            }
            let n_columns = self.medium.columns.cells_per_block;
            buffers.outer.end_group(simd, annuli.outer(), n_columns);
            for (total, group) in buffers.total[..n_chords].iter_mut().zip(&buffers.group) {
                multiply(simd, group, total);
            }
            n_chords = n_transparent(simd, &buffers.total[..n_chords]);
        }
        let mut share = Row::ZERO;
        let chords = buffers.total[..n_chords].iter();
        for (total, annulus) in chords.zip(annuli.of_levels()) {
            add_scaled(simd, *annulus, total, &mut share);
        }
        buffers.outer.take_lost(simd, annuli.outer(), &mut share);
        share
    }

    /// Adds one chunk's share of the g points to the group's transmission, going down until all columns are opaque.
    #[inline(always)]
    fn add_chunk<S: Simd>(
        &self,
        simd: S,
        chunk: &Chunk<'_>,
        n_chords: usize,
        buffers: &mut BlockBuffers,
    ) {
        let shares = self.medium.weights(chunk);
        let mut n_mixed = LEVELS_PER_BATCH;
        buffers.work += self
            .medium
            .mix(simd, chunk, 0..n_mixed, &mut buffers.cross_section);
        let touching = self.grazing(simd, buffers);
        let annuli = self.annuli.outer();
        buffers.work.exponentials += buffers.outer.add_chunk(simd, annuli, &touching, shares);
        for i_group in 0..n_chords.div_ceil(CHORDS_PER_GROUP) {
            let deepest = (i_group + 1) * CHORDS_PER_GROUP;
            if deepest > n_mixed {
                let levels = n_mixed..n_mixed + LEVELS_PER_BATCH;
                n_mixed = levels.end;
                buffers.work += self
                    .medium
                    .mix(simd, chunk, levels, &mut buffers.cross_section);
            }
            let weights = self.chords.weights(i_group);
            let exponents = chord_exponents(simd, weights, &buffers.cross_section);
            buffers.work.products += (weights.len() * CHORDS_PER_GROUP) as u64;
            buffers.work.exponentials += CHORDS_PER_GROUP as u64;
            let transmission = &mut buffers.group[deepest - CHORDS_PER_GROUP..deepest];
            for (row, exponents) in transmission.iter_mut().zip(&exponents) {
                add_points(simd, exponents, 1.0, shares, row);
            }
            let deepest = largest(simd, &exponents[CHORDS_PER_GROUP - 1]);
            if deepest < self.chords.opaque_below(i_group) {
                break;
            }
        }
    }

    /// Exponents of the chord that touches the highest level.
    #[inline(always)]
    pub(super) fn grazing<S: Simd>(&self, simd: S, buffers: &BlockBuffers) -> Row {
        let mut exponents = Row::ZERO;
        let weight = self.chords.touching_the_top();
        add_scaled(simd, weight, &buffers.cross_section[0], &mut exponents);
        exponents
    }
}

/// Exponents to base two, `−τ log₂ e`, of a group of chords: rows of the triangular product `W σ`.
#[inline(always)]
pub(super) fn chord_exponents<S: Simd>(
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
