//! What one block of columns is computed in.

use super::{medium::LEVELS_PER_BATCH, outer_light::OuterLight, slanted_ray::Lost, work::Work};
use crate::simd::Row;

/// Buffers of one block.
#[derive(Debug, Clone)]
pub(crate) struct BlockBuffers {
    /// Cross section per molecule of the atmosphere at each level, one chunk.
    pub cross_section: Vec<Row>,
    /// Transmission along each path of one overlap group.
    pub group: Vec<Row>,
    /// Transmission along each path, all groups.
    pub total: Vec<Row>,
    /// What is lost straight up from each level where that is little, one overlap group.
    pub group_lost: Vec<Lost>,
    /// The same of all groups.
    pub lost: Vec<Lost>,
    /// Transmission along the chords above the highest level.
    pub outer: OuterLight,
    /// Source function at each level.
    pub source: Vec<Row>,
    pub work: Work,
}

impl BlockBuffers {
    /// Buffers for `n_paths` paths through each level: one chord, or one for each angle of emission.
    pub fn new(n_levels: usize, n_paths: usize) -> Self {
        let n = n_levels.next_multiple_of(LEVELS_PER_BATCH);
        Self {
            cross_section: vec![Row::ZERO; n],
            group: vec![Row::ZERO; n * n_paths],
            total: vec![Row::ZERO; n * n_paths],
            group_lost: vec![Lost::ZERO; n],
            lost: vec![Lost::ONE; n],
            outer: OuterLight::new(),
            source: vec![Row::ZERO; n],
            work: Work::default(),
        }
    }
}
