//! How the map to the network's input follows from the training simulations.

use ndarray::{Array1, Array2, Axis};

use super::InputMap;
use crate::cholesky::{cholesky, forward_substitution};
use crate::training_set::rows::Rows;

/// Running sums over simulations, for [`InputMap`].
#[derive(Debug, Clone)]
pub struct InputMapFit {
    n: f64,
    /// The first spectrum, which is taken off all before they are summed, so that squares lose no digits.
    shift: Option<Array1<f64>>,
    sum: Array1<f64>,
    products: Array2<f64>,
    /// Squares of the factors by which simulations multiply every σ.
    squared_inflation: f64,
}

impl InputMapFit {
    /// Nothing seen yet.
    pub fn new(n_bins: usize) -> Self {
        Self {
            n: 0.0,
            shift: None,
            sum: Array1::zeros(n_bins),
            products: Array2::zeros((n_bins, n_bins)),
            squared_inflation: 0.0,
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
        let squares = rows.error_inflation.iter().map(|factor| factor * factor);
        self.squared_inflation += squares.map(f64::from).sum::<f64>();
    }

    /// The map, for an observation with errors `sigma`.
    pub fn finish(self, sigma: &[f64], noise_factor: [f64; 2]) -> InputMap {
        let n = self.n.max(1.0);
        let mean = &self.sum / n;
        let outer = mean
            .view()
            .insert_axis(Axis(1))
            .dot(&mean.view().insert_axis(Axis(0)));
        let noise = self.squared_inflation / n;
        let mut covariance = &self.products / n - outer;
        for (variance, sigma) in covariance.diag_mut().iter_mut().zip(sigma) {
            *variance = variance.max(0.0) + sigma * sigma * noise;
        }
        let single = |values: Array1<f64>| values.mapv(|v| v as f32);
        let shift = self.shift.unwrap_or_else(|| Array1::zeros(sigma.len()));
        InputMap {
            mean: single(mean + shift),
            std: single(covariance.diag().mapv(f64::sqrt)),
            whitening: inverse_factor(&covariance),
            sigma: sigma.iter().map(|s| *s as f32).collect(),
            noise_factor,
        }
    }
}

/// `L⁻¹` of the covariance `L Lᵀ`.
fn inverse_factor(covariance: &Array2<f64>) -> Array2<f32> {
    let n = covariance.nrows();
    let factor =
        cholesky(covariance.view()).expect("simulations plus noise vary in every direction");
    let mut inverse = Array2::<f32>::zeros((n, n));
    for (column, mut target) in inverse.columns_mut().into_iter().enumerate() {
        let unit = Array1::from_shape_fn(n, |row| f64::from(u8::from(row == column)));
        target.assign(&forward_substitution(factor.view(), unit.view()).mapv(|v| v as f32));
    }
    inverse
}
