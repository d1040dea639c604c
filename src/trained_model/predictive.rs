//! Does the forward model, at the parameters the network proposes, look like the data?

use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::cholesky::{cholesky, forward_substitution};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Spectra of samples that describe an atmosphere.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSpectra {
    /// In the observation's bins, dimensionless, `[n, n_bins]`.
    pub binned: Array2<f64>,
    /// The factor by which each sample multiplies every σ, `[n]`.
    pub error_inflation: Vec<f64>,
}

/// Spectra of some posterior samples, and what they say about the data. The noise is that of all samples together: its
/// variance is σ² times the mean of the squared factors by which they multiply σ.
#[derive(Debug, Clone)]
pub struct PredictiveCheck {
    /// Mean over the samples, `[n_bins]`.
    mean: Array1<f64>,
    /// Deviations from the mean over √(n − 1), `[n, n_bins]`: the predictive covariance is `DᵀD`.
    deviations: Array2<f64>,
    /// Root of the mean squared inflation of σ.
    error_inflation: f64,
}

impl PredictiveCheck {
    /// # Shapes
    /// - `spectra`: `[n, n_bins]`, `n` at least 2
    /// - `error_inflation`: `[n]`
    pub fn new(spectra: ArrayView2<f64>, error_inflation: &[f64]) -> Self {
        let mean = spectra
            .mean_axis(Axis(0))
            .expect("there are at least two spectra");
        let deviations = (&spectra - &mean) / (spectra.nrows() as f64 - 1.0).sqrt();
        let squares = error_inflation.iter().map(|factor| factor * factor);
        let mean_square = squares.sum::<f64>() / error_inflation.len().max(1) as f64;
        Self {
            mean,
            deviations,
            error_inflation: mean_square.sqrt(),
        }
    }

    /// `rᵀ (Σ + DᵀD)⁻¹ r` with the residual `r` of the data against the mean spectrum and Σ = diag(σ²), inflated: the χ² of
    /// the data under noise and posterior together. By Woodbury's identity only an `[n, n]` matrix is factored.
    ///
    /// # Shapes
    /// - `depth`, `sigma`: `[n_bins]`
    pub fn chi2(&self, depth: &[f64], sigma: &[f64]) -> f64 {
        let sigma = self.error_inflation * Array1::from(sigma.to_vec());
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
        let bins = depth.iter().zip(sigma).zip(self.mean.iter().zip(&variance));
        bins.map(|((depth, sigma), (mean, variance))| {
            let sigma = self.error_inflation * sigma;
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
    let mut n_bins = 0;
    for row in theta.rows() {
        if error_inflation.len() == n {
            break;
        }
        let theta = row.to_vec();
        if let Ok(simulated) = source.simulate(&theta, workspace) {
            n_bins = simulated.binned.len();
            spectra.extend_from_slice(simulated.binned);
            error_inflation.push(source.error_inflation().at(&theta));
        }
    }
    let binned = Array2::from_shape_vec((error_inflation.len(), n_bins), spectra);
    SampleSpectra {
        binned: binned.expect("all spectra have the same bins"),
        error_inflation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn chi2_is_that_of_noise_and_posterior_together() {
        // Two spectra, (0, 0) and (2, 0): mean (1, 0), predictive covariance diag(2, 0).
        let check = PredictiveCheck::new(array![[0.0, 0.0], [2.0, 0.0]].view(), &[1.0; 2]);
        let chi2 = check.chi2(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((chi2 - (4.0 / 3.0 + 9.0 / 4.0)).abs() < 1e-12, "{chi2}");
        let pulls = check.pulls(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((pulls[0] - 2.0 / 3.0_f64.sqrt()).abs() < 1e-12 && (pulls[1] - 1.5).abs() < 1e-12);
    }

    #[test]
    fn inflated_noise_is_that_of_all_samples_together() {
        // The mean of the squared factors 1 and √7 is 4: σ counts twice.
        let spectra = array![[0.0, 0.0], [2.0, 0.0]];
        let check = PredictiveCheck::new(spectra.view(), &[1.0, 7.0_f64.sqrt()]);
        let chi2 = check.chi2(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((chi2 - (4.0 / 6.0 + 9.0 / 16.0)).abs() < 1e-12, "{chi2}");
        let pulls = check.pulls(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((pulls[0] - 2.0 / 6.0_f64.sqrt()).abs() < 1e-12 && (pulls[1] - 0.75).abs() < 1e-12);
    }
}
