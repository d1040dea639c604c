//! How far a spectrum's features lie from those of simulations: the squared Mahalanobis distance.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use crate::cholesky::{cholesky, forward_substitution};

/// Share of the mean variance that is added to each feature's: features that dropout and ReLU leave constant
/// would otherwise have none.
const RIDGE: f64 = 1e-3;

/// Mean and covariance of one member's features over simulations.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureDistance {
    /// `[width]`.
    pub mean: Array1<f64>,
    /// Lower Cholesky factor of the covariance, `[width, width]`.
    pub factor: Array2<f64>,
}

impl FeatureDistance {
    /// Fits the features of simulations, `[n, width]` with `n` at least 1; none if they are not finite.
    pub fn fit(features: &Array2<f64>) -> Option<Self> {
        let mean = features.mean_axis(Axis(0))?;
        let centred = features - &mean;
        let mut covariance = centred.t().dot(&centred) / features.nrows() as f64;
        let ridge = RIDGE * covariance.diag().mean()? + f64::MIN_POSITIVE;
        covariance
            .diag_mut()
            .map_inplace(|variance| *variance += ridge);
        let factor = cholesky(covariance.view())?;
        Some(Self { mean, factor })
    }

    /// Squared distance of one spectrum's features, `[width]`, about `width` for a simulation.
    pub fn squared(&self, features: ArrayView1<f32>) -> f64 {
        let residual = features.mapv(f64::from) - &self.mean;
        let whitened = forward_substitution(self.factor.view(), residual.view());
        whitened.dot(&whitened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn distance_is_in_units_of_the_spread() {
        let features = Array2::from_shape_fn((1000, 2), |(i, j)| {
            let turn = i as f64 * std::f64::consts::TAU / 1000.0;
            if j == 0 {
                3.0 * turn.cos()
            } else {
                3.0 * turn.sin()
            }
        });
        let distance = FeatureDistance::fit(&features).unwrap();
        // The variance of each coordinate is 9 / 2.
        let squared = distance.squared(array![3.0_f32, 0.0].view());
        assert!((squared - 2.0).abs() < 0.01, "{squared}");
    }
}
