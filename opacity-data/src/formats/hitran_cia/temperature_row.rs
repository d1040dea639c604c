//! All blocks of one temperature.

use forward_model::{Species, bracket};

use super::block::Block;

/// The blocks of one pair and temperature, at least one; the first that reaches over a wavenumber counts there.
pub(super) struct TemperatureRow {
    blocks: Vec<Block>,
}

impl TemperatureRow {
    pub fn new(block: Block) -> Self {
        Self {
            blocks: vec![block],
        }
    }

    /// Adds a block, which counts where those before it do not reach.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub fn pair(&self) -> [Species; 2] {
        self.blocks[0].pair
    }

    pub fn temperature_k(&self) -> f64 {
        self.blocks[0].temperature_k
    }

    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter()
    }

    /// Coefficient, m⁵: linear between a block's points, zero where no block reaches.
    pub fn at_m5(&self, wavenumber_per_cm: f64) -> f64 {
        let reaches = |block: &&Block| {
            let [from, to] = block.range_per_cm();
            (from..=to).contains(&wavenumber_per_cm)
        };
        let Some(block) = self.blocks.iter().find(reaches) else {
            return 0.0;
        };
        let place = bracket(&block.wavenumber_per_cm, wavenumber_per_cm);
        let [low, high] = [place.lower, place.upper].map(|i| block.coefficient_m5[i]);
        low + place.fraction * (high - low)
    }

    /// Ranges over which blocks reach, cm⁻¹, rising, without those between which there is no gap.
    pub fn ranges_per_cm(&self) -> Vec<[f64; 2]> {
        let mut ranges: Vec<[f64; 2]> = self.blocks().map(Block::range_per_cm).collect();
        ranges.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let mut joined: Vec<[f64; 2]> = Vec::new();
        for [from, to] in ranges {
            match joined.last_mut().filter(|last| from <= last[1]) {
                Some(last) => last[1] = last[1].max(to),
                None => joined.push([from, to]),
            }
        }
        joined
    }

    pub fn covers(&self, [from, to]: [f64; 2]) -> bool {
        let ranges = self.ranges_per_cm();
        ranges
            .iter()
            .any(|range| range[0] <= from && to <= range[1])
    }

    pub fn overlaps(&self, [from, to]: [f64; 2]) -> bool {
        let ranges = self.ranges_per_cm();
        ranges.iter().any(|range| range[0] < to && from < range[1])
    }
}
