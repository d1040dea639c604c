//! Quantiles of k over a band, of tests and examples.

use forward_model::{KTable, LineTable};

/// k at g = 0.3 and 0.6 of all cells between two wavenumbers, cm⁻¹, together, cm²; at a pressure and a temperature of the table, by
/// their numbers.
pub fn quantiles_cm2(table: &KTable, [from, to]: [f64; 2], [p, t]: [usize; 2]) -> [f64; 2] {
    let mut all: Vec<(f64, f64)> = Vec::new();
    for (bin, [low, high]) in table.cell_bounds_per_cm().iter().enumerate() {
        let overlap = (high.min(to) - low.max(from)).max(0.0);
        let weights = table.points().weights(bin).iter().enumerate();
        all.extend(
            weights.map(|(g, w)| (1e4 * f64::from(table.value_m2(p, t, bin, g)), w * overlap)),
        );
    }
    all.retain(|(_, width)| *width > 0.0);
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = all.iter().map(|(_, width)| width).sum();
    [0.3, 0.6].map(|g| {
        let mut below = 0.0;
        let k = all.iter().find(|(_, width)| {
            below += width;
            below >= g * total
        });
        k.expect("the table has cells in the band").0
    })
}
