//! Does the forward model, at the parameters the network proposes, look like the data?

use forward_model::SimulationFailure;
use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::cholesky::{cholesky, forward_substitution};

/// What makes spectra from θ. One workspace serves one thread.
pub trait SpectrumSource: Sync {
    /// Buffers of one thread.
    type Workspace: Send;

    /// Makes the buffers.
    fn workspace(&self) -> Self::Workspace;

    /// Transit depth at the source's own resolution, dimensionless, shape `[n_cells]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn native<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut Self::Workspace,
    ) -> Result<&'w [f64], SimulationFailure>;

    /// Averages a native spectrum over the observation's bins.
    fn bin(&self, native: &[f64]) -> Vec<f64>;

    /// Lower and upper bound of each native cell, cm⁻¹, both rising, shape `[n_cells]`.
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]];

    /// Pressure of the source's levels, Pa, rising, shape `[n_levels]`; a source without an atmosphere has none.
    fn level_pressure_pa(&self) -> &[f64] {
        &[]
    }

    /// Temperature of the levels, K, shape `[n_levels]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn level_temperature_k(&self, _theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        Ok(Vec::new())
    }
}

/// Spectra of some posterior samples, and what they say about the data.
#[derive(Debug, Clone)]
pub struct PredictiveCheck {
    /// Mean over the samples, `[n_bins]`.
    mean: Array1<f64>,
    /// Deviations from the mean over √(n − 1), `[n, n_bins]`: the predictive covariance is `DᵀD`.
    deviations: Array2<f64>,
}

impl PredictiveCheck {
    /// # Shapes
    /// - `spectra`: `[n, n_bins]`, `n` at least 2
    pub fn new(spectra: ArrayView2<f64>) -> Self {
        let mean = spectra
            .mean_axis(Axis(0))
            .expect("there are at least two spectra");
        let deviations = (&spectra - &mean) / (spectra.nrows() as f64 - 1.0).sqrt();
        Self { mean, deviations }
    }

    /// `rᵀ (Σ + DᵀD)⁻¹ r` with the residual `r` of the data against the mean spectrum and Σ = diag(σ²): the χ² of the
    /// data under noise and posterior together. By Woodbury's identity only an `[n, n]` matrix is factored.
    ///
    /// # Shapes
    /// - `depth`, `sigma`: `[n_bins]`
    pub fn chi2(&self, depth: &[f64], sigma: &[f64]) -> f64 {
        let sigma = Array1::from(sigma.to_vec());
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
            (depth - mean) / (sigma * sigma + variance).sqrt()
        })
        .collect()
    }
}

/// Spectra of the first samples that describe an atmosphere, at most `n`.
///
/// # Shapes
/// - `theta`: `[samples, n_parameters]`; returns `[≤ n, n_bins]`
pub fn simulate_samples<S: SpectrumSource>(
    source: &S,
    workspace: &mut S::Workspace,
    theta: ArrayView2<f64>,
    n: usize,
) -> Array2<f64> {
    let mut spectra = Vec::new();
    let (mut n_done, mut n_bins) = (0, 0);
    for row in theta.rows() {
        if n_done == n {
            break;
        }
        if let Ok(native) = source.native(&row.to_vec(), workspace) {
            let spectrum = source.bin(native);
            n_bins = spectrum.len();
            spectra.extend(spectrum);
            n_done += 1;
        }
    }
    Array2::from_shape_vec((n_done, n_bins), spectra).expect("all spectra have the same bins")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn chi2_is_that_of_noise_and_posterior_together() {
        // Two spectra, (0, 0) and (2, 0): mean (1, 0), predictive covariance diag(2, 0).
        let check = PredictiveCheck::new(array![[0.0, 0.0], [2.0, 0.0]].view());
        let chi2 = check.chi2(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((chi2 - (4.0 / 3.0 + 9.0 / 4.0)).abs() < 1e-12, "{chi2}");
        let pulls = check.pulls(&[3.0, 3.0], &[1.0, 2.0]);
        assert!((pulls[0] - 2.0 / 3.0_f64.sqrt()).abs() < 1e-12 && (pulls[1] - 1.5).abs() < 1e-12);
    }
}
