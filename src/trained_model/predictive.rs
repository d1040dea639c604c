//! Does the forward model, at the parameters the network proposes, look like the data?

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::cholesky::{cholesky, forward_substitution};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Spectra of samples that describe an atmosphere.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSpectra {
    /// In the observation's bins, dimensionless, `[n, n_bins]`.
    pub binned: Array2<f64>,
    /// The factor by which each sample multiplies the σ of each bin, `[n, n_bins]`.
    pub error_inflation: Array2<f64>,
}

/// Spectra of some posterior samples, and what they say about the data. The noise is that of all samples together: its
/// variance is σ² times the mean of the squared factors by which they multiply σ.
#[derive(Debug, Clone)]
pub struct PredictiveCheck {
    /// Mean over the samples, `[n_bins]`.
    mean: Array1<f64>,
    /// Deviations from the mean over √(n − 1), `[n, n_bins]`: the predictive covariance is `DᵀD`.
    deviations: Array2<f64>,
    /// Root of the mean squared inflation of σ, `[n_bins]`.
    error_inflation: Array1<f64>,
}

impl PredictiveCheck {
    /// # Shapes
    /// - `spectra`: `[n, n_bins]`, `n` at least 2
    /// - `error_inflation`: `[n, n_bins]`
    pub fn new(spectra: ArrayView2<f64>, error_inflation: ArrayView2<f64>) -> Self {
        let mean = spectra
            .mean_axis(Axis(0))
            .expect("there are at least two spectra");
        let deviations = (&spectra - &mean) / (spectra.nrows() as f64 - 1.0).sqrt();
        let n = error_inflation.nrows() as f64;
        let root_mean_square = |factors: ArrayView1<f64>| {
            let squares = factors.iter().map(|factor| factor * factor);
            (squares.sum::<f64>() / n).sqrt()
        };
        Self {
            mean,
            deviations,
            error_inflation: error_inflation.map_axis(Axis(0), root_mean_square),
        }
    }

    /// `rᵀ (Σ + DᵀD)⁻¹ r` with the residual `r` of the data against the mean spectrum and Σ = diag(σ²), inflated: the χ² of
    /// the data under noise and posterior together. By Woodbury's identity only an `[n, n]` matrix is factored.
    ///
    /// # Shapes
    /// - `depth`, `sigma`: `[n_bins]`
    pub fn chi2(&self, depth: &[f64], sigma: &[f64]) -> f64 {
        let sigma = &self.error_inflation * &ArrayView1::from(sigma);
        let residual = (&Array1::from(depth.to_vec()) - &self.mean) / &sigma;
        let scaled = &self.deviations / &sigma;
        let inner = Array2::eye(scaled.nrows()) + scaled.dot(&scaled.t());
        let factor =
            cholesky(inner.view()).expect("identity plus a Gram matrix is positive definite");
        let explained = forward_substitution(factor.view(), scaled.dot(&residual).view());
        residual.dot(&residual) - explained.dot(&explained)
    }

    /// Data minus mean spectrum in units of noise and posterior spread together, `[n_bins]`.
    pub fn pulls(&self, depth: &[f64], sigma: &[f64]) -> Vec<f64> {
        let variance = self
            .deviations
            .map_axis(Axis(0), |column| column.dot(&column));
        let noise = sigma.iter().zip(&self.error_inflation);
        let bins = depth.iter().zip(noise).zip(self.mean.iter().zip(&variance));
        bins.map(|((depth, (sigma, inflation)), (mean, variance))| {
            let sigma = inflation * sigma;
            (depth - mean) / (sigma * sigma + variance).sqrt()
        })
        .collect()
    }
}

/// Spectra of the first samples that describe an atmosphere, at most `n`.
///
/// # Shapes
/// - `theta`: `[samples, n_parameters]`
pub fn simulate_samples<S: Simulator>(
    source: &SpectrumSource<S>,
    workspace: &mut SourceWorkspace<S>,
    theta: ArrayView2<f64>,
    n: usize,
) -> SampleSpectra {
    let (mut spectra, mut error_inflation) = (Vec::new(), Vec::new());
    let n_bins = source.instruments().n_bins();
    for row in theta.rows() {
        if spectra.len() == n * n_bins {
            break;
        }
        let theta = row.to_vec();
        if let Ok(simulated) = source.simulate(&theta, workspace) {
            spectra.extend_from_slice(simulated.binned);
            error_inflation.extend(source.error_inflation().at(&theta));
        }
    }
    let table = |values: Vec<f64>| {
        let table = Array2::from_shape_vec((values.len() / n_bins, n_bins), values);
        table.expect("all spectra have the same bins")
    };
    SampleSpectra {
        binned: table(spectra),
        error_inflation: table(error_inflation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn chi2_is_that_of_noise_and_posterior_together() {
        // Two spectra, (0, 0) and (2, 0): mean (1, 0), predictive covariance diag(2, 0).
        let check = PredictiveCheck::new(
            array![[0.0, 0.0], [2.0, 0.0]].view(),
            Array2::ones((2, 2)).view(),
        );
        let chi2 = check.chi2(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((chi2 - (4.0 / 3.0 + 9.0 / 4.0)).abs() < 1e-12, "{chi2}");
        let pulls = check.pulls(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((pulls[0] - 2.0 / 3.0_f64.sqrt()).abs() < 1e-12 && (pulls[1] - 1.5).abs() < 1e-12);
    }

    #[test]
    fn inflated_noise_is_that_of_all_samples_together() {
        // The mean of the squared factors 1 and √7 is 4: σ counts twice. That of 5 and √7 is 16.
        let spectra = array![[0.0, 0.0], [2.0, 0.0]];
        let both = 7.0_f64.sqrt();
        for (inflation, times) in [
            (array![[1.0, 1.0], [both, both]], 2.0),
            (array![[1.0, 5.0], [both, both]], 4.0),
        ] {
            let check = PredictiveCheck::new(spectra.view(), inflation.view());
            let chi2 = check.chi2(&[3.0, 3.0], &[1.0, 2.0]);
            let second = 3.0 / (2.0 * times);
            let expected = 4.0 / 6.0 + second * second;
            assert!((chi2 - expected).abs() < 1e-12, "{chi2}");
            let pulls = check.pulls(&[3.0, 3.0], &[1.0, 2.0]);
            let expected = [2.0 / 6.0_f64.sqrt(), second];
            for (pull, expected) in pulls.iter().zip(expected) {
                assert!((pull - expected).abs() < 1e-12, "{pulls:?}");
            }
        }
    }
}
