//! The light that passes above the highest level, block by block.
//!
//! A chord there has the exponent of the chord that touches the level times its thinning. As long as a chunk of columns is
//! thick somewhere, each chord costs an exponential; where it is thin everywhere, its transmission is a power series in the
//! thinning. The series of thin chunks add up and those of thin groups multiply, so that the chords of a block that is thin
//! as a whole, as most are, need not be looked at one by one.

use pulp::Simd;

use super::{
    medium::add_points,
    outer_annuli::{N_OUTER_CHORDS, OuterAnnuli},
};
use crate::simd::{Row, Series, WIDTH, Weights, add_line, multiply, smallest};

/// Exponent to base two, that of an optical depth of 0.1, above which the power series is taken.
const THIN_EXPONENT: f32 = -0.14;

/// Transmissions along the chords above the highest level.
#[derive(Debug, Clone)]
pub(crate) struct OuterLight {
    /// The overlap groups that are thin.
    thin: Series<3>,
    /// The groups that are thick somewhere, if there are any.
    thick: [Row; N_OUTER_CHORDS],
    is_thick: bool,
    /// The thin chunks of one group.
    thin_chunks: Series<3>,
    /// The group's chunks that are thick somewhere, if there are any.
    thick_chunks: [Row; N_OUTER_CHORDS],
    has_thick_chunks: bool,
}

impl OuterLight {
    pub fn new() -> Self {
        Self {
            thin: Series::ONE,
            thick: [Row::ZERO; N_OUTER_CHORDS],
            is_thick: false,
            thin_chunks: Series::ZERO,
            thick_chunks: [Row::ZERO; N_OUTER_CHORDS],
            has_thick_chunks: false,
        }
    }

    /// Begins a block.
    #[inline(always)]
    pub fn begin(&mut self) {
        self.thin = Series::ONE;
        self.is_thick = false;
    }

    /// Begins an overlap group.
    #[inline(always)]
    pub fn begin_group(&mut self) {
        self.thin_chunks = Series::ZERO;
        self.has_thick_chunks = false;
    }

    /// Adds a chunk's share of the g points to the group; `exponents` are those of the chord that touches the highest level.
    /// Returns the number of exponentials.
    #[inline(always)]
    pub fn add_chunk<S: Simd>(
        &mut self,
        simd: S,
        annuli: &OuterAnnuli,
        exponents: &Row,
        weights: Weights<'_>,
    ) -> u64 {
        let thickest = smallest(simd, exponents);
        let is_thick = |thinning: &f32| thickest * thinning < THIN_EXPONENT;
        let n_thick = annuli.thinning.partition_point(is_thick);
        if n_thick == 0 {
            self.thin_chunks.add(simd, exponents, weights);
            return 0;
        }
        if !self.has_thick_chunks {
            self.thick_chunks.fill(Row::ZERO);
            self.has_thick_chunks = true;
        }
        let (thick, thin) = self.thick_chunks.split_at_mut(n_thick);
        for (row, thinning) in thick.iter_mut().zip(&annuli.thinning) {
            add_points(simd, exponents, *thinning, weights, row);
        }
        let mut series = Series::<3>::ZERO;
        series.add(simd, exponents, weights);
        for (row, thinning) in thin.iter_mut().zip(&annuli.thinning[n_thick..]) {
            series.add_to(simd, *thinning, weights.n_columns(), row);
        }
        n_thick as u64
    }

    /// Ends an overlap group of `n_columns` cells: its transmissions multiply those of the groups before.
    #[inline(always)]
    pub fn end_group<S: Simd>(&mut self, simd: S, annuli: &OuterAnnuli, n_columns: usize) {
        if !self.has_thick_chunks {
            self.thin.multiply(simd, &self.thin_chunks);
            return;
        }
        if !self.is_thick {
            self.thick.fill(Row::ONE);
            self.is_thick = true;
        }
        let rows = self.thick.iter_mut().zip(&mut self.thick_chunks);
        for ((all, group), thinning) in rows.zip(&annuli.thinning) {
            self.thin_chunks.add_to(simd, *thinning, n_columns, group);
            multiply(simd, group, all);
        }
    }

    /// Takes from `share` the light that is lost, `∫ (1 − T(b)) d(b²) / R_⋆²`.
    #[inline(always)]
    pub fn take_lost<S: Simd>(&self, simd: S, annuli: &OuterAnnuli, share: &mut Row) {
        if !self.is_thick {
            self.thin.take_absorbed(simd, annuli.moments, share);
            return;
        }
        let chords = annuli.annuli.iter().zip(&annuli.thinning);
        for (thick, (annulus, thinning)) in self.thick.iter().zip(chords) {
            let mut transmission = Row::ZERO;
            self.thin.add_to(simd, *thinning, WIDTH, &mut transmission);
            multiply(simd, thick, &mut transmission);
            add_line(simd, [*annulus, -annulus], &transmission, share);
        }
    }
}
