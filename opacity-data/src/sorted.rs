//! A table at wavenumbers that gases share, as one of k-distributions, which other codes read.

use std::ops::Range;

use forward_model::{
    KTable, LineTable, Points, TableError,
    lines::{BinSample, k_distribution},
};
use ndarray::{Array4, s};

use crate::line_by_line::split_gauss_legendre;

/// Resolving power of the bins, of whole cells.
const RESOLUTION: f64 = 250.0;

/// The table itself, where its points are of g already; else k at sixteen points of g in bins of R ≈ 250, of all wavenumbers in them.
///
/// # Errors
/// [`TableError`] if the table has no cells.
pub fn k_distributions(table: &KTable) -> Result<KTable, TableError> {
    let Points::OfWavenumber { weights, .. } = table.points() else {
        return Ok(table.clone());
    };
    let quadrature = split_gauss_legendre();
    let bounds = table.cell_bounds_per_cm();
    let bins = bins(bounds);
    let (n_pressures, n_temperatures, ..) = table.k_m2().dim();
    let n_g = quadrature.weights.len();
    let mut k_m2 = Array4::zeros((n_pressures, n_temperatures, bins.len(), n_g));
    let mut k = vec![0.0; n_g];
    for (i_bin, cells) in bins.iter().enumerate() {
        let width = bounds[cells.end - 1][1] - bounds[cells.start][0];
        for (p, t) in states(n_pressures, n_temperatures) {
            let mut samples = Vec::new();
            for cell in cells.clone() {
                let part = (bounds[cell][1] - bounds[cell][0]) / width;
                let values = table.k_m2().slice(s![p, t, cell, ..]);
                let pairs = values.into_iter().zip(weights.row(cell));
                samples.extend(pairs.map(|(value, weight)| BinSample {
                    cross_section_m2: f64::from(*value),
                    share: part * weight,
                }));
            }
            k_distribution(
                &mut samples,
                &quadrature.samples,
                &quadrature.weights,
                &mut k,
            );
            for (out, k) in k_m2.slice_mut(s![p, t, i_bin, ..]).iter_mut().zip(&k) {
                *out = *k as f32;
            }
        }
    }
    let bounds = bins
        .iter()
        .map(|cells| [bounds[cells.start][0], bounds[cells.end - 1][1]]);
    KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        bounds.collect(),
        Points::of_g(quadrature.samples, quadrature.weights),
        k_m2,
    )
}

fn states(n_pressures: usize, n_temperatures: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n_pressures).flat_map(move |p| (0..n_temperatures).map(move |t| (p, t)))
}

/// Neighbouring cells that make a bin together.
fn bins(bounds_per_cm: &[[f64; 2]]) -> Vec<Range<usize>> {
    let mut bins = Vec::new();
    let mut start = 0;
    for end in 1..=bounds_per_cm.len() {
        let is_full = |end: usize| {
            let next = bounds_per_cm[end][1] / bounds_per_cm[start][0];
            next.ln() > (1.0 + 1e-9) / RESOLUTION
                || bounds_per_cm[end][0] > bounds_per_cm[end - 1][1]
        };
        if end == bounds_per_cm.len() || is_full(end) {
            bins.push(start..end);
            start = end;
        }
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use forward_model::{Species, touching_cells};
    use ndarray::Array2;

    #[test]
    fn bins_keep_their_means_and_rise_with_g() {
        let edges: Vec<f64> = (0..=48)
            .map(|i| 1000.0 * (f64::from(i) / 6000.0).exp())
            .collect();
        let weights = Array2::from_elem((48, 2), 0.5);
        let points = Points::OfWavenumber {
            per_cm: Array2::from_shape_fn((48, 2), |(cell, point)| {
                edges[cell] + 0.05 * point as f64
            }),
            weights,
        };
        let value = |cell: usize, point: usize| ((cell * 29 + point * 17) % 31) as f32 * 1e-26;
        let k_m2 = Array4::from_shape_fn((1, 1, 48, 2), |(_, _, cell, point)| value(cell, point));
        let cells = touching_cells(&edges);
        let table = KTable::new(Species::H2O, vec![1e5], vec![300.0], cells, points, k_m2).unwrap();
        let sorted = k_distributions(&table).unwrap();
        assert_eq!((sorted.n_cells(), sorted.points().n()), (2, 16));
        for bin in 0..2 {
            let k = |g: usize| f64::from(sorted.value_m2(0, 0, bin, g));
            assert!((1..16).all(|g| k(g) >= k(g - 1)));
            let mean: f64 = (0..16)
                .map(|g| sorted.points().weights(bin)[g] * k(g))
                .sum();
            let cells = 24 * bin..24 * (bin + 1);
            let widths = cells
                .clone()
                .map(|cell| edges[cell + 1] - edges[cell])
                .sum::<f64>();
            let all = cells.map(|cell| {
                let both = f64::from(value(cell, 0)) + f64::from(value(cell, 1));
                0.5 * both * (edges[cell + 1] - edges[cell]) / widths
            });
            let all: f64 = all.sum();
            assert!((mean / all - 1.0).abs() < 1e-5, "{mean} {all}");
        }
        assert_eq!(k_distributions(&sorted).unwrap(), sorted);
    }
}
