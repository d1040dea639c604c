//! All blocks of one temperature.

use forward_model::Species;

use super::block::Block;

/// The blocks of one pair and temperature, at least one; the first that absorbs around a wavenumber counts there.
pub(super) struct TemperatureRow {
    blocks: Vec<Block>,
}

impl TemperatureRow {
    pub fn new(block: Block) -> Self {
        Self {
            blocks: vec![block],
        }
    }

    /// Adds a block, which counts where those before it do not absorb.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub fn pair(&self) -> [Species; 2] {
        self.blocks[0].pair
    }

    pub fn temperature_k(&self) -> f64 {
        self.blocks[0].temperature_k
    }

    /// The wavenumbers of all blocks, cm⁻¹, in no order.
    pub fn wavenumbers_per_cm(&self) -> impl Iterator<Item = f64> {
        let of_block = |block: &Block| block.wavenumber_per_cm.clone();
        self.blocks.iter().flat_map(of_block)
    }

    /// Ranges, cm⁻¹, at whose ends another block, or none, takes the place of one.
    pub fn steps_per_cm(&self) -> impl Iterator<Item = [f64; 2]> {
        let ranges = self.blocks.iter().map(Block::range_per_cm);
        let has_several = self.blocks.len() > 1;
        ranges.chain(self.absorbing_per_cm().filter(move |_| has_several))
    }

    /// Coefficient, m⁵: linear between a block's points; none at a wavenumber that no block lists.
    pub fn at_m5(&self, wavenumber_per_cm: f64) -> Option<f64> {
        let is_inside = |[from, to]: [f64; 2]| (from..=to).contains(&wavenumber_per_cm);
        let absorbs = |block: &&Block| block.absorbs_over_per_cm.is_some_and(is_inside);
        if let Some(block) = self.blocks.iter().find(absorbs) {
            return Some(block.at_m5(wavenumber_per_cm));
        }
        let is_listed = self.blocks.iter().map(Block::range_per_cm).any(is_inside);
        is_listed.then_some(0.0)
    }

    /// Ranges that blocks list, cm⁻¹, rising, without those between which there is no gap.
    pub fn ranges_per_cm(&self) -> Vec<[f64; 2]> {
        joined(self.blocks.iter().map(Block::range_per_cm).collect())
    }

    /// Whether one range over which blocks absorb holds all of another.
    pub fn covers(&self, [from, to]: [f64; 2]) -> bool {
        let holds = |range: &[f64; 2]| range[0] <= from && to <= range[1];
        joined(self.absorbing_per_cm().collect()).iter().any(holds)
    }

    /// Whether a block absorbs inside a range.
    pub fn overlaps(&self, [from, to]: [f64; 2]) -> bool {
        let mut ranges = self.absorbing_per_cm();
        ranges.any(|range| range[0] < to && from < range[1])
    }

    fn absorbing_per_cm(&self) -> impl Iterator<Item = [f64; 2]> {
        self.blocks
            .iter()
            .filter_map(|block| block.absorbs_over_per_cm)
    }
}

/// Ranges, rising, those together that touch.
fn joined(mut ranges: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
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
