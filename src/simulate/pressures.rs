//! At which pressures a spectrum is made.

use forward_model::{
    ContributionFunction,
    units::{bar_from_pa, um_from_per_cm},
};
use ndarray::{Array2, ArrayView1, Axis};

/// How much each level of the atmosphere has to do with each cell of a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressures {
    /// Shortest and longest wavelength of each cell, µm, rising, shape `[n_cells]`.
    pub cells_um: Vec<[f64; 2]>,
    /// Pressure of the levels, bar, rising, shape `[n_levels]`.
    pub pressure_bar: Vec<f64>,
    /// The contribution function, shape `[n_levels, n_cells]`; each cell's sum is one.
    pub weight: Array2<f64>,
    /// Pressure above which half of a cell's weight lies, bar, shape `[n_cells]`.
    pub median_bar: Vec<f64>,
}

impl Pressures {
    /// The contribution function of a spectrum on cells, cm⁻¹, rising, shape `[n_cells]`.
    pub(super) fn new(function: ContributionFunction, cell_bounds_per_cm: &[[f64; 2]]) -> Self {
        let ContributionFunction {
            pressure_pa,
            mut weight,
        } = function;
        weight.invert_axis(Axis(1));
        let flipped = |[lower, upper]: &[f64; 2]| [upper, lower].map(|x| um_from_per_cm(*x));
        let pressure_bar: Vec<f64> = pressure_pa.into_iter().map(bar_from_pa).collect();
        let columns = weight.columns().into_iter();
        Self {
            cells_um: cell_bounds_per_cm.iter().rev().map(flipped).collect(),
            median_bar: columns
                .map(|cell| median_bar(&pressure_bar, cell))
                .collect(),
            pressure_bar,
            weight,
        }
    }
}

/// The pressure above which half of the weight lies. A level stands for the layer around it, so that half of its own weight
/// lies above it; logarithmic between levels.
fn median_bar(pressure_bar: &[f64], weight: ArrayView1<f64>) -> f64 {
    let mut above = 0.0;
    let mut previous = (0.0, pressure_bar[0]);
    for (bar, weight) in pressure_bar.iter().zip(weight) {
        let here = above + 0.5 * weight;
        if here >= 0.5 {
            let t = (0.5 - previous.0) / (here - previous.0);
            return previous.1 * (bar / previous.1).powf(t);
        }
        previous = (here, *bar);
        above += weight;
    }
    previous.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_weight_lies_above_the_median_pressure() {
        let bar = [1e-3, 1e-2, 1e-1, 1.0];
        let median = |weight: [f64; 4]| median_bar(&bar, ArrayView1::from(&weight));
        assert!((median([0.0, 1.0, 0.0, 0.0]) - 1e-2).abs() < 1e-12);
        assert!((median([0.0, 0.5, 0.5, 0.0]) - 10f64.powf(-1.5)).abs() < 1e-12);
        assert!((median([1.0, 0.0, 0.0, 0.0]) - 1e-3).abs() < 1e-12);
        assert_eq!(median([0.0, 0.0, 0.0, 1.0]), 1.0);
    }
}
