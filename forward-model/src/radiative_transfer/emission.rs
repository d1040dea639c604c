//! From cross sections to the light that the dayside sends out, in blocks of columns that stay in the cache.
//!
//! Along a ray at `μ = cos θ` with transmissions `T_k` from level `k` to space and the source function `B_k` there,
//!
//! `I(μ) = B_0 + ∫ T dB = B_0 + Σ_k (B_{k+1} − B_k) · (T_k − T_{k+1}) / ln(T_k / T_{k+1})`,
//!
//! which is exact for a source function that is linear in optical depth within a layer: integration by parts leaves the
//! mean of `T` over the layer's optical depth. It is summed in an order that single precision bears. Above the highest level the atmosphere is as warm as there, below the
//! lowest one, or in a cloud deck, there is a black body. With correlated-k the mean of `T` over a cell takes the place of
//! `T`: with random overlap the transmissions of the gases multiply, as they do along a chord, so that k-distributions
//! need not be resorted and rebinned; the layer's effective optical depth is then `ln(T_k / T_{k+1})`.
//!
//! The flux is `F = 2π ∫ I μ dμ`, by four angles. Light is not scattered into the beam:
//! Rayleigh scattering and hazes count as absorption.

use std::ops::Range;

use pulp::Simd;

use super::{
    buffers::BlockBuffers,
    downward_rays::{DownwardRays, Levels},
    medium::{Chunk, LEVELS_PER_BATCH, Medium, OPAQUE_EXPONENT, add_points, n_transparent},
    slanted_ray::{Lost, SlantedRay},
    source_function::SourceFunction,
    vertical_path::VerticalPath,
};
use crate::{
    simd::{Row, WIDTH, add_scaled, largest, multiply, smallest, smallest_of_first},
    star::PlanckRows,
};

/// Rays of a quadrature.
pub(crate) const N_ANGLES: usize = 4;

/// Steepest first: `1/μ` and the weight of `2 ∫ I μ dμ`.
type Angles = [(f32, f32); N_ANGLES];

/// The angles with the least error of any profile. A layer at optical depth τ sends out `2 E₂(τ) = 2 ∫ e^{−τ/μ} dμ` of its
/// source function per optical depth, so that the relative error of `Σ w/μ e^{−τ/μ} / 2 E₂(τ)` bounds that of the flux. These
/// make the largest of it, over `e^{0.3 τ}` and for τ from 0 to 12, as small as four angles can, with `Σ w = 1` (a black body
/// is one) and `Σ w μ = 2/3` (so is a source function linear in τ): 0.26 % for thin layers at the top, 0.6 % to τ = 3, 1.7 %
/// to τ = 8, of either sign. Found by a sequence of linear programmes; `tests/emission.rs` measures the error.
const LEAST_ERROR: Angles = [
    (1.111_899, 0.448_986_3),
    (1.824_642_8, 0.442_587_68),
    (5.150_897, 0.103_891_29),
    (33.707_047, 0.004_534_761),
];

/// Gauss–Legendre on 0 … 1, which TauREx has.
const GAUSS_LEGENDRE: Angles = [
    (1.074_612_3, 0.323_702_64),
    (1.492_558_4, 0.436_931_07),
    (3.030_216, 0.215_214_08),
    (14.402_613, 0.024_152_203),
];

/// Mean optical depth straight up from which on no ray is thin: the second term of what is lost is half of it or more.
const MUCH: f32 = 0.02;

/// Exponent to base two, that of an optical depth of 0.03 along the shallowest ray, down to which a chunk's transmissions are
/// the power series of what is lost: of all the light it then lacks 1e-5 of what is lost.
const THIN_EXPONENT: f32 = -0.043;

/// How far rays reach.
pub(super) struct Reach {
    /// Number of levels down to the first that is opaque in every column.
    pub n_levels: usize,
    /// Number of levels down to the first from which on much is lost in every cell.
    pub n_thin: usize,
}

/// The dayside from above: what light passes through, straight up, and what each level emits.
pub(crate) struct Dayside<'a> {
    pub medium: Medium<'a>,
    pub path: &'a VerticalPath,
    pub planck: &'a PlanckRows,
    /// Temperature of each level, or of the layer above it where layers are isothermal, K, `[n_levels]`.
    pub temperature_k: &'a [f64],
    pub source_function: SourceFunction,
}

impl Dayside<'_> {
    /// Flux of a block's cells over that of the star's surface, `F_p / F_⋆`.
    #[inline(always)]
    pub fn flux_ratio<S: Simd>(&self, simd: S, i_block: usize, buffers: &mut BlockBuffers) -> Row {
        let adds_up = self.medium.overlap_groups.len() == 1 && self.medium.columns.n_points == 1;
        if adds_up && self.source_function == SourceFunction::LinearInOpticalDepth {
            return self.flux_ratio_in_one_pass(simd, i_block, buffers);
        }
        let reach = self.transmissions(simd, i_block, buffers);
        let n_columns = self.medium.columns.cells_per_block;
        buffers.work.layer_means += (reach.n_levels * N_ANGLES * n_columns).div_ceil(WIDTH) as u64;
        self.emit_at_levels(simd, i_block, 0..reach.n_levels, &mut buffers.source);
        let mut flux = Row::ZERO;
        for ray in self.rays(&reach, &buffers.total, &buffers.lost) {
            ray.add_light(simd, &buffers.source, &mut flux);
        }
        flux
    }

    /// One ray for each angle, steepest first.
    pub(super) fn rays<'b>(
        &'b self,
        reach: &'b Reach,
        transmission: &'b [Row],
        lost: &'b [Lost],
    ) -> impl Iterator<Item = SlantedRay<'b>> {
        let rays = transmission.chunks_exact(self.path.n_levels());
        rays.zip(self.angles())
            .map(|(transmission, (inverse_mu, weight))| SlantedRay {
                inverse_mu,
                weight,
                transmission: &transmission[..reach.n_levels],
                lost: &lost[..reach.n_thin],
                source_function: self.source_function,
                n_columns: self.medium.columns.cells_per_block,
            })
    }

    pub(super) fn angles(&self) -> Angles {
        match self.source_function {
            SourceFunction::LinearInOpticalDepth => LEAST_ERROR,
            SourceFunction::IsothermalLayers => GAUSS_LEGENDRE,
        }
    }

    /// The same where cross sections add up and there are no g points.
    #[inline(always)]
    fn flux_ratio_in_one_pass<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        buffers: &mut BlockBuffers,
    ) -> Row {
        let n_levels = self.path.n_levels();
        let chunk = Chunk {
            sources: &self.medium.overlap_groups[0],
            i_block,
            i_in_block: 0,
        };
        let mut rays = DownwardRays::new(LEAST_ERROR);
        for first in (0..n_levels).step_by(LEVELS_PER_BATCH) {
            let batch = first..first + LEVELS_PER_BATCH;
            let BlockBuffers {
                cross_section,
                source,
                work,
                ..
            } = &mut *buffers;
            *work += self.medium.mix(simd, &chunk, batch.clone(), cross_section);
            let reached = batch.end.min(n_levels);
            self.emit_at_levels(simd, i_block, first..reached, source);
            let levels = Levels {
                path: self.path,
                cross_section,
                source,
            };
            if first == 0 {
                rays.enter(simd, &levels);
            }
            let n_thick = rays.pass(simd, &levels, first.saturating_sub(1)..reached - 1);
            let n_reached = reached - first;
            let n_means = n_reached * N_ANGLES * n_thick * S::F32_LANES / WIDTH;
            work.exponentials += (n_reached + n_means) as u64;
            work.layer_means += n_means as u64;
            if largest(simd, &rays.exponent) < OPAQUE_EXPONENT {
                break;
            }
        }
        rays.light(simd)
    }

    /// Fills `total` with the transmission from each level to space, angle by angle, and `lost` with what is lost straight up
    /// where that is little.
    #[inline(always)]
    pub(super) fn transmissions<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        buffers: &mut BlockBuffers,
    ) -> Reach {
        let n_levels = self.path.n_levels();
        let mut reach = Reach {
            n_levels,
            n_thin: n_levels,
        };
        buffers.total[..N_ANGLES * n_levels].fill(Row::ONE);
        buffers.lost[..n_levels].fill(Lost::ONE);
        for sources in self.medium.overlap_groups {
            buffers.group[..N_ANGLES * n_levels].fill(Row::ZERO);
            buffers.group_lost[..reach.n_thin].fill(Lost::ZERO);
            // The g points of the strongest absorption say first where nothing is thin.
            for i_in_block in (0..self.medium.columns.chunks_per_block).rev() {
                let chunk = Chunk {
                    sources,
                    i_block,
                    i_in_block,
                };
                self.add_chunk(simd, &chunk, &mut reach, buffers);
            }
            let rays = buffers.total.iter_mut().zip(&buffers.group);
            for (total, group) in rays.take(N_ANGLES * n_levels) {
                multiply(simd, group, total);
            }
            let lost = buffers.lost.iter_mut().zip(&buffers.group_lost);
            for (total, group) in lost.take(reach.n_thin) {
                total.multiply(simd, group);
            }
            let n_transparent = n_transparent(simd, &buffers.total[..reach.n_levels]);
            reach.n_levels = reach.n_levels.min(n_transparent + 1);
        }
        reach.n_thin = reach.n_thin.min(reach.n_levels);
        reach
    }

    /// Adds one chunk's share of the g points to the group's transmissions, going down until all columns are opaque, and to
    /// what it loses, until that is much in all cells.
    #[inline(always)]
    fn add_chunk<S: Simd>(
        &self,
        simd: S,
        chunk: &Chunk<'_>,
        reach: &mut Reach,
        buffers: &mut BlockBuffers,
    ) {
        let weights = self.medium.weights(chunk);
        let factors = self.angles().map(|(inverse_mu, _)| inverse_mu);
        let n_levels = self.path.n_levels();
        let mut exponents = Row::ZERO;
        let mut is_thin = true;
        for i_level in 0..reach.n_levels {
            if i_level % LEVELS_PER_BATCH == 0 {
                let levels = i_level..i_level + LEVELS_PER_BATCH;
                buffers.work += self
                    .medium
                    .mix(simd, chunk, levels, &mut buffers.cross_section);
            }
            self.descend(simd, i_level, &buffers.cross_section, &mut exponents);
            let rows = &mut buffers.group[i_level..];
            let lost = &mut buffers.group_lost[i_level];
            is_thin = is_thin && smallest(simd, &exponents) * factors[N_ANGLES - 1] > THIN_EXPONENT;
            if is_thin {
                let chunk = (&exponents, weights);
                lost.add_with_transmissions(simd, chunk, factors, (rows, n_levels));
                continue;
            }
            for (row, factor) in rows.iter_mut().step_by(n_levels).zip(factors) {
                add_points(simd, &exponents, factor, weights, row);
            }
            buffers.work.exponentials += N_ANGLES as u64;
            if i_level < reach.n_thin {
                lost.add(simd, &exponents, weights);
                if self.is_much(simd, lost) {
                    reach.n_thin = i_level;
                }
            }
            if largest(simd, &exponents) < OPAQUE_EXPONENT {
                reach.n_thin = reach.n_thin.min(i_level);
                break;
            }
        }
    }

    /// Whether no ray of any cell is thin.
    #[inline(always)]
    fn is_much<S: Simd>(&self, simd: S, lost: &Lost) -> bool {
        let n_columns = self.medium.columns.cells_per_block;
        smallest_of_first(simd, n_columns, &lost.moments()[0]) > MUCH
    }

    /// Takes the vertical exponents from the level above, or from space, to this one.
    #[inline(always)]
    fn descend<S: Simd>(&self, simd: S, i_level: usize, sigma: &[Row], exponents: &mut Row) {
        match i_level.checked_sub(1) {
            None => add_scaled(simd, self.path.above(), &sigma[0], exponents),
            Some(above) => {
                let [upper, lower] = self.path.layer(above);
                add_scaled(simd, upper, &sigma[above], exponents);
                add_scaled(simd, lower, &sigma[i_level], exponents);
            }
        }
    }

    /// The source function at some levels.
    #[inline(always)]
    pub(super) fn emit_at_levels<S: Simd>(
        &self,
        simd: S,
        i_block: usize,
        levels: Range<usize>,
        source: &mut [Row],
    ) {
        for i_level in levels {
            let temperature_k = self.temperature_k[i_level];
            let row = &mut source[i_level];
            self.planck.emit(simd, i_block, temperature_k, row);
        }
    }
}
