//! Which levels a spectrum is made at, all of them in one pass over the light.

use std::ops::Range;

use pulp::Simd;

use super::{
    buffers::BlockBuffers,
    chords::CHORDS_PER_GROUP,
    emission::Dayside,
    medium::{Chunk, LEVELS_PER_BATCH, add_points},
    outer_annuli::N_OUTER_CHORDS,
    transmission::{Limb, chord_exponents},
};
use crate::simd::{
    Row, WIDTH, add_scaled, add_scaled_difference, largest, multiply, weighted_powers,
};

impl Limb<'_> {
    /// By how much the transit depth of a block's cells grows with the logarithm of each level's cross section, over ln 2 and
    /// the star's disc, `[n_levels]`.
    ///
    /// With `T_j = Π_s Σ_g w_g 2^(e_jg)` over the overlap groups and `e_jg = Σ_k W_jk σ_kg`, that is
    /// `−σ_kg Σ_j W_jk a_j w_g 2^(e_jg) Π_(t≠s) T_jt`, summed over groups and g points; the chords above the highest level hang
    /// on its cross section alone.
    #[inline(always)]
    pub fn seen_levels<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        buffers: &mut BlockBuffers,
    ) -> Vec<Row> {
        let mut groups = Vec::new();
        for sources in self.medium.overlap_groups {
            groups.push(self.transmissions(simd, i_block, sources, buffers));
        }
        let mut seen = vec![Row::ZERO; self.chords.n_chords()];
        for (i_group, sources) in self.medium.overlap_groups.iter().enumerate() {
            let light = self.light_of_the_others(simd, &groups, i_group);
            for i_in_block in 0..self.medium.columns.chunks_per_block {
                let chunk = Chunk {
                    sources,
                    i_block,
                    i_in_block,
                };
                self.add_seen(simd, &chunk, &light, buffers, &mut seen);
            }
        }
        for row in &mut seen {
            self.sum_over_g(row);
        }
        seen
    }

    /// Transmissions of one overlap group: along the chords that touch the levels, padded, then along those above.
    #[inline(always)]
    fn transmissions<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        sources: &Range<usize>,
        buffers: &mut BlockBuffers,
    ) -> Vec<Row> {
        let n_padded = self.n_padded();
        let mut rows = vec![Row::ZERO; n_padded + N_OUTER_CHORDS];
        let (touching, above) = rows.split_at_mut(n_padded);
        for i_in_block in 0..self.medium.columns.chunks_per_block {
            let chunk = Chunk {
                sources,
                i_block,
                i_in_block,
            };
            let shares = self.medium.weights(&chunk);
            self.mix_all(simd, &chunk, buffers);
            for i in 0..n_padded / CHORDS_PER_GROUP {
                let exponents =
                    chord_exponents(simd, self.chords.weights(i), &buffers.cross_section);
                let rows = &mut touching[i * CHORDS_PER_GROUP..];
                for (row, exponents) in rows.iter_mut().zip(&exponents) {
                    add_points(simd, exponents, 1.0, shares, row);
                }
            }
            let grazing = self.grazing(simd, buffers);
            for (row, thinning) in above.iter_mut().zip(&self.annuli.outer().thinning) {
                add_points(simd, &grazing, *thinning, shares, row);
            }
        }
        rows
    }

    /// For each chord, as above, its annulus times the transmissions of all groups but one.
    #[inline(always)]
    fn light_of_the_others<S: Simd>(
        &self,
        simd: S,
        groups: &[Vec<Row>],
        i_group: usize,
    ) -> Vec<Row> {
        let mut light = vec![Row::ZERO; self.n_padded() + N_OUTER_CHORDS];
        let (touching, above) = light.split_at_mut(self.n_padded());
        let annuli = [self.annuli.of_levels(), &self.annuli.outer().annuli];
        for (rows, annuli) in [touching, above].into_iter().zip(annuli) {
            for (row, annulus) in rows.iter_mut().zip(annuli) {
                *row = Row([*annulus; WIDTH]);
            }
        }
        let others = groups.iter().enumerate().filter(|(i, _)| *i != i_group);
        for (_, transmissions) in others {
            for (light, transmission) in light.iter_mut().zip(transmissions) {
                multiply(simd, transmission, light);
            }
        }
        light
    }

    /// Adds what one chunk's levels do, column by column.
    #[inline(always)]
    fn add_seen<S: Simd>(
        &self,
        simd: S,
        chunk: &Chunk<'_>,
        light: &[Row],
        buffers: &mut BlockBuffers,
        seen: &mut [Row],
    ) {
        let shares = self.medium.weights(chunk);
        self.mix_all(simd, chunk, buffers);
        let (touching, above) = light.split_at(self.n_padded());
        let mut growth = vec![Row::ZERO; self.n_padded()];
        for (i, light) in touching.chunks_exact(CHORDS_PER_GROUP).enumerate() {
            let weights = self.chords.weights(i);
            let exponents = chord_exponents(simd, weights, &buffers.cross_section);
            for (lane, (exponents, light)) in exponents.iter().zip(light).enumerate() {
                let lost = weighted_powers(simd, exponents, 1.0, shares, light);
                for (growth, weights) in growth.iter_mut().zip(weights) {
                    add_scaled(simd, -weights[lane], &lost, growth);
                }
            }
            if largest(simd, &exponents[CHORDS_PER_GROUP - 1]) < self.chords.opaque_below(i) {
                break;
            }
        }
        let grazing = self.grazing(simd, buffers);
        for (light, thinning) in above.iter().zip(&self.annuli.outer().thinning) {
            let lost = weighted_powers(simd, &grazing, *thinning, shares, light);
            let weight = -self.chords.touching_the_top() * thinning;
            add_scaled(simd, weight, &lost, &mut growth[0]);
        }
        let levels = buffers.cross_section.iter().zip(&growth);
        for (seen, (cross_section, growth)) in seen.iter_mut().zip(levels) {
            add_scaled_difference(simd, 1.0, [cross_section, &Row::ZERO], growth, seen);
        }
    }

    /// The cross sections of all levels.
    #[inline(always)]
    fn mix_all<S: Simd>(&self, simd: S, chunk: &Chunk<'_>, buffers: &mut BlockBuffers) {
        let n = self.chords.n_chords().next_multiple_of(LEVELS_PER_BATCH);
        let cross_section = &mut buffers.cross_section;
        buffers.work += self.medium.mix(simd, chunk, 0..n, cross_section);
    }

    fn n_padded(&self) -> usize {
        self.chords.n_chords().next_multiple_of(CHORDS_PER_GROUP)
    }

    /// Sums a row over its g points into the columns of the first.
    fn sum_over_g(&self, row: &mut Row) {
        let n_cells = self.medium.columns.cells_per_block;
        for lane in n_cells..WIDTH {
            row.0[lane % n_cells] += row.0[lane];
        }
    }
}

impl Dayside<'_> {
    /// Each level's share in the flux ratio of a block's cells, `[n_levels]`: with the one level alone as warm as it is.
    #[inline(always)]
    pub fn seen_levels<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        buffers: &mut BlockBuffers,
    ) -> Vec<Row> {
        let mut seen = vec![Row::ZERO; self.path.n_levels()];
        let reach = self.transmissions(simd, i_block, buffers);
        for ray in self.rays(&reach, &buffers.total, &buffers.lost) {
            ray.add_shares(simd, &mut seen);
        }
        let source = &mut buffers.source;
        self.emit_at_levels(simd, i_block, 0..reach.n_levels, source);
        for (seen, source) in seen.iter_mut().zip(source.iter()).take(reach.n_levels) {
            multiply(simd, source, seen);
        }
        seen
    }
}
