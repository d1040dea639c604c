//! Tables made from the reference tables.

use std::sync::Arc;

use forward_model::{CrossSectionTable, KTable, LineTable, OpacityTable, Points};
use ndarray::{Array3, Array4};

const SAMPLES_PER_BIN: usize = 16;

/// A table of cross sections with `refinement` times as many samples, their logarithms linear between the old ones.
pub fn refined(table: &Arc<OpacityTable>, refinement: usize) -> Arc<OpacityTable> {
    let OpacityTable::CrossSection(coarse) = &**table else {
        unreachable!("the reference tables are cross sections")
    };
    if refinement == 1 {
        return table.clone();
    }
    let coarse_per_cm = coarse.wavenumber_per_cm();
    let n = (coarse_per_cm.len() - 1) * refinement + 1;
    let position = |i: usize| {
        let share = (i % refinement) as f64 / refinement as f64;
        (i / refinement, share)
    };
    let wavenumber_per_cm = (0..n).map(|i| match position(i) {
        (j, 0.0) => coarse_per_cm[j],
        (j, share) => coarse_per_cm[j] + share * (coarse_per_cm[j + 1] - coarse_per_cm[j]),
    });
    let sigma_m2 = coarse.cross_section_m2();
    let shape = (coarse.pressure_pa().len(), coarse.temperature_k().len(), n);
    let fine_m2 = Array3::from_shape_fn(shape, |(p, t, i)| match position(i) {
        (j, 0.0) => sigma_m2[[p, t, j]],
        (j, share) => between(sigma_m2[[p, t, j]], sigma_m2[[p, t, j + 1]], share as f32),
    });
    let fine = CrossSectionTable::new(
        coarse.species(),
        coarse.pressure_pa().to_vec(),
        coarse.temperature_k().to_vec(),
        wavenumber_per_cm.collect(),
        fine_m2,
    );
    Arc::new(OpacityTable::CrossSection(
        fine.expect("refining keeps a table valid"),
    ))
}

/// Geometric between positive numbers, zero beside a zero.
fn between(lower: f32, upper: f32, share: f32) -> f32 {
    if lower > 0.0 && upper > 0.0 {
        lower * (upper / lower).powf(share)
    } else {
        0.0
    }
}

/// A k-table whose bins are sixteen neighbouring samples.
pub fn sorted_in_bins(table: &dyn LineTable) -> OpacityTable {
    let n_bins = table.n_cells() / SAMPLES_PER_BIN;
    let shape = [
        table.pressure_pa().len(),
        table.temperature_k().len(),
        n_bins,
        SAMPLES_PER_BIN,
    ];
    let mut k_m2 = Array4::from_shape_fn(shape, |(p, t, bin, g)| {
        table.value_m2(p, t, bin * SAMPLES_PER_BIN + g, 0)
    });
    for mut bin in k_m2.rows_mut() {
        bin.as_slice_mut()
            .expect("rows are contiguous")
            .sort_by(f32::total_cmp);
    }
    let cells = table.cell_bounds_per_cm().chunks_exact(SAMPLES_PER_BIN);
    let bins = cells.map(|cells| [cells[0][0], cells[SAMPLES_PER_BIN - 1][1]]);
    let weight = 1.0 / SAMPLES_PER_BIN as f64;
    let k_table = KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        bins.take(n_bins).collect(),
        Points::of_g(
            (0..SAMPLES_PER_BIN)
                .map(|g| weight * (g as f64 + 0.5))
                .collect(),
            vec![weight; SAMPLES_PER_BIN],
        ),
        k_m2,
    );
    OpacityTable::CorrelatedK(k_table.expect("sorting keeps a table valid"))
}
