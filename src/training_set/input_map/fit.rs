//! How the map to the network's input follows from the training simulations.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::{InputMap, linear::LinearModel};
use crate::training_set::rows::Rows;

/// Running sums over simulations, for [`InputMap`].
#[derive(Debug, Clone)]
pub struct InputMapFit {
    n: f64,
    /// The first spectrum, which is taken off all before they are summed, so that squares lose no digits.
    shift: Option<Array1<f64>>,
    sum: Array1<f64>,
    products: Array2<f64>,
    /// Squares of the factors by which simulations multiply σ.
    squared_inflation: Array1<f64>,
}

impl InputMapFit {
    /// Nothing seen yet.
    pub fn new(n_bins: usize) -> Self {
        Self {
            n: 0.0,
            shift: None,
            sum: Array1::zeros(n_bins),
            products: Array2::zeros((n_bins, n_bins)),
            squared_inflation: Array1::zeros(n_bins),
        }
    }

    /// Takes in more simulations.
    pub fn add(&mut self, rows: &Rows) {
        if rows.is_empty() {
            return;
        }
        let spectra = rows.spectrum.mapv(f64::from);
        let shift = self.shift.get_or_insert_with(|| spectra.row(0).to_owned());
        let shifted = spectra - &*shift;
        self.n += rows.len() as f64;
        self.sum += &shifted.sum_axis(Axis(0));
        self.products += &shifted.t().dot(&shifted);
        let square = |factor: &f32| f64::from(factor * factor);
        let of_factor = |column: ArrayView1<f32>| column.iter().map(square).sum::<f64>();
        let squares = rows.error_inflation.map_axis(Axis(0), of_factor);
        for (sum, factor) in self.squared_inflation.iter_mut().zip(&rows.factor_of_bin) {
            *sum += squares[*factor];
        }
    }

    /// The map, for an observation with errors `sigma`.
    pub fn finish(self, sigma: &[f64], noise_factor: [f64; 2]) -> InputMap {
        let n = self.n.max(1.0);
        let mean = &self.sum / n;
        let outer = mean
            .view()
            .insert_axis(Axis(1))
            .dot(&mean.view().insert_axis(Axis(0)));
        let noise = Array1::from_iter(sigma.iter().map(|sigma| sigma * sigma));
        let noise = noise * (self.squared_inflation / n);
        let mut covariance = &self.products / n - outer;
        covariance
            .diag_mut()
            .mapv_inplace(|variance| variance.max(0.0));
        let single = |values: Array1<f64>| values.mapv(|v| v as f32);
        let shift = self.shift.unwrap_or_else(|| Array1::zeros(sigma.len()));
        InputMap {
            mean: single(mean + shift),
            std: single((&covariance.diag() + &noise).mapv(f64::sqrt)),
            linear: LinearModel::fit(covariance.view(), noise.view()),
            sigma: sigma.iter().map(|s| *s as f32).collect(),
            noise_factor,
            n_conditions: 0,
        }
    }
}
