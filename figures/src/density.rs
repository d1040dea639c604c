//! From weighted samples to smooth densities in one and two dimensions, and the levels that hold a given mass.

use ndarray::{Array2, ArrayView1, Axis as Dimension};

/// Cells of a one-dimensional density.
const N_CELLS_1D: usize = 240;
/// Cells along each side of a two-dimensional density.
const N_CELLS_2D: usize = 110;
/// A kernel narrower than this, in cells, would show the cells.
const MIN_KERNEL_CELLS: f64 = 0.8;

/// A density on evenly spaced cells, normalised to unit area over all samples.
#[derive(Debug, Clone)]
pub struct Density1d {
    /// Centres of the cells.
    pub value: Vec<f64>,
    /// The density in each cell, per unit of the value.
    pub density: Vec<f64>,
}

/// Density of the samples over `range`: a histogram smoothed by a normal kernel whose tails are folded back at the ends.
pub fn density_1d(
    values: ArrayView1<'_, f64>,
    weights: &[f64],
    range: [f64; 2],
    kernel_sigma: f64,
) -> Density1d {
    let cell = (range[1] - range[0]) / N_CELLS_1D as f64;
    let mut density = vec![0.0; N_CELLS_1D];
    for (&value, weight) in values.iter().zip(weights) {
        if let Some(i) = cell_of(value, range, N_CELLS_1D) {
            density[i] += weight;
        }
    }
    smooth(&mut density, (kernel_sigma / cell).max(MIN_KERNEL_CELLS));
    let norm = 1.0 / (cell * weights.iter().sum::<f64>());
    density.iter_mut().for_each(|d| *d *= norm);
    let value = (0..N_CELLS_1D)
        .map(|i| range[0] + (i as f64 + 0.5) * cell)
        .collect();
    Density1d { value, density }
}

/// Weight in each of the cells over `x_range` × `y_range`, smoothed; shape `[n_y, n_x]`.
pub fn density_2d(
    [x, y]: [ArrayView1<'_, f64>; 2],
    weights: &[f64],
    ranges: [[f64; 2]; 2],
    kernel_sigma: [f64; 2],
) -> Array2<f64> {
    let n = N_CELLS_2D;
    let mut cells = Array2::zeros((n, n));
    for ((&x, &y), weight) in x.iter().zip(y).zip(weights) {
        if let (Some(i), Some(j)) = (cell_of(x, ranges[0], n), cell_of(y, ranges[1], n)) {
            cells[[j, i]] += weight;
        }
    }
    for (dimension, k) in [(1, 0), (0, 1)] {
        let kernel = kernel_sigma[k] * n as f64 / (ranges[k][1] - ranges[k][0]);
        for mut lane in cells.lanes_mut(Dimension(dimension)) {
            let mut copy = lane.to_vec();
            smooth(&mut copy, kernel.max(MIN_KERNEL_CELLS));
            lane.assign(&ArrayView1::from(&copy));
        }
    }
    cells
}

/// The levels above which the cells hold each of the given fractions of their sum.
pub fn mass_levels<const N: usize>(cells: &Array2<f64>, fractions: [f64; N]) -> [f64; N] {
    let mut sorted: Vec<f64> = cells.iter().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().sum();
    fractions.map(|fraction| {
        let mut held = 0.0;
        let reached = |cell: &&f64| {
            held += **cell;
            held >= fraction * total
        };
        sorted.iter().find(reached).copied().unwrap_or(0.0)
    })
}

fn cell_of(value: f64, range: [f64; 2], n_cells: usize) -> Option<usize> {
    let place = (value - range[0]) / (range[1] - range[0]);
    (0.0..=1.0)
        .contains(&place)
        .then(|| ((place * n_cells as f64) as usize).min(n_cells - 1))
}

/// Folds `cells` with a normal kernel of `sigma` cells; what would leave at an end is folded back, so none is lost.
fn smooth(cells: &mut [f64], sigma: f64) {
    let n = cells.len() as i64;
    let reach = (4.0 * sigma).ceil().min(n as f64) as i64;
    let kernel: Vec<f64> = (-reach..=reach)
        .map(|i| (-0.5 * (i as f64 / sigma).powi(2)).exp())
        .collect();
    let norm = 1.0 / kernel.iter().sum::<f64>();
    let mirrored = |i: i64| {
        if i < 0 {
            -i - 1
        } else if i >= n {
            2 * n - 1 - i
        } else {
            i
        }
    };
    let source = cells.to_vec();
    for (i, cell) in cells.iter_mut().enumerate() {
        let terms = (-reach..=reach).zip(&kernel);
        let sum: f64 = terms
            .map(|(k, w)| w * source[mirrored(i as i64 + k) as usize])
            .sum();
        *cell = norm * sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn smoothing_keeps_the_sum_and_a_flat_density_flat() {
        let mut flat = vec![1.0; 50];
        smooth(&mut flat, 6.0);
        assert!(flat.iter().all(|v| (v - 1.0).abs() < 1e-12));
        let mut spike = vec![0.0; 50];
        spike[1] = 1.0;
        smooth(&mut spike, 6.0);
        assert!((spike.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_density_has_unit_area() {
        let values = Array1::linspace(-1.0, 1.0, 1000);
        let density = density_1d(values.view(), &vec![2.0; 1000], [-3.0, 3.0], 0.1);
        let area: f64 = density.density.iter().sum::<f64>() * (density.value[1] - density.value[0]);
        assert!((area - 1.0).abs() < 1e-9);
    }

    #[test]
    fn levels_hold_their_mass() {
        let cells = Array2::from_shape_fn((10, 10), |(i, j)| (10 * i + j) as f64);
        let [inner, outer] = mass_levels(&cells, [0.393, 0.865]);
        let held = |level: f64| cells.iter().filter(|&&c| c >= level).sum::<f64>() / cells.sum();
        assert!((held(inner) - 0.393).abs() < 0.02 && (held(outer) - 0.865).abs() < 0.02);
        assert!(inner > outer);
    }
}
