//! Quantiles of the posterior, which figures draw as bands.

use figures::{FigureError, check};
use ndarray::{Array2, Axis};

/// Quantiles of a quantity at many places, each of shape `[n_places]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The 2.5 % quantile.
    pub lower_95: Vec<f64>,
    /// The 16 % quantile.
    pub lower_68: Vec<f64>,
    /// The median.
    pub median: Vec<f64>,
    /// The 84 % quantile.
    pub upper_68: Vec<f64>,
    /// The 97.5 % quantile.
    pub upper_95: Vec<f64>,
}

impl Bands {
    /// # Shapes
    /// `quantiles`: `[5, n_places]`, the order of [`crate::posterior::QUANTILES`].
    pub(super) fn from_quantiles(quantiles: &Array2<f64>) -> Self {
        let row = |i: usize| quantiles.index_axis(Axis(0), i).to_vec();
        Self {
            lower_95: row(0),
            lower_68: row(1),
            median: row(2),
            upper_68: row(3),
            upper_95: row(4),
        }
    }

    /// Lower and upper edge of the outer and of the inner band.
    pub(super) fn edges(&self) -> [[&[f64]; 2]; 2] {
        [
            [&self.lower_95, &self.upper_95],
            [&self.lower_68, &self.upper_68],
        ]
    }

    pub(super) fn check(&self, quantity: &'static str, n_places: usize) -> Result<(), FigureError> {
        let Self {
            lower_95,
            lower_68,
            median,
            upper_68,
            upper_95,
        } = self;
        for values in [lower_95, lower_68, median, upper_68, upper_95] {
            check::length(quantity, values.len(), n_places)?;
            check::finite(&format!("the {quantity}"), values)?;
        }
        Ok(())
    }
}
