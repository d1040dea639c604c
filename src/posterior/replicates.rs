//! Spectra as they would have been measured, had the planet been one of the posterior's.

use ndarray::Array2;
use ndarray_rand::rand_distr::{Distribution, StandardNormal};

use super::{Observed, Predictive};
use crate::seed::{Purpose, Seed};

/// The predicted spectra with noise, as each sample inflates the errors: dimensionless, `[draw, bin]`. The noise of a sample
/// depends on the seed and its index alone.
pub(super) fn replicates(predictive: &Predictive, observed: &Observed, seed: Seed) -> Array2<f64> {
    let mut depth = predictive.binned.clone();
    for (i, mut spectrum) in depth.rows_mut().into_iter().enumerate() {
        let mut rng = seed.rng(Purpose::Replicate, i as u64);
        let noise = observed.sigma.iter().zip(predictive.error_inflation.row(i));
        for (depth, (sigma, inflation)) in spectrum.iter_mut().zip(noise) {
            let noise: f64 = StandardNormal.sample(&mut rng);
            *depth += inflation * sigma * noise;
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 12,000 normal numbers the variance is that of the inflated errors within 5 %: four of its standard errors, 1.3 %
    /// each (false failures: 1e-4).
    #[test]
    fn the_scatter_is_that_of_the_inflated_errors() {
        let n = 3_000;
        let sigma = vec![1e-4, 2e-4, 3e-4, 5e-5];
        let inflation = |(i, j): (usize, usize)| [1.0, 3.0][(i + j / 2) % 2];
        let predictive = Predictive {
            weights: vec![1.0; n],
            binned: Array2::from_elem((n, 4), 0.02),
            binned_quantiles: Array2::zeros((5, 4)),
            offset: vec![0.0; 4],
            error_inflation: Array2::from_shape_fn((n, 4), inflation),
            median_error_inflation: vec![2.0; 4],
            cell_wavelength_um: Vec::new(),
            native_quantiles: Array2::zeros((5, 0)),
        };
        let observed = Observed {
            wavelength_um: vec![1.0; 4],
            half_width_um: vec![0.1; 4],
            depth: vec![0.0; 4],
            sigma: sigma.clone(),
            instrument: vec!["a".into(); 4],
            pull: vec![0.0; 4],
            sticks_out: vec![false; 4],
            threshold_sigma: 3.0,
        };
        let depth = replicates(&predictive, &observed, Seed(7));
        let pull = |((i, j), depth): ((usize, usize), &f64)| {
            (depth - 0.02) / (inflation((i, j)) * sigma[j])
        };
        let pulls: Vec<f64> = depth.indexed_iter().map(pull).collect();
        let count = pulls.len() as f64;
        let variance = pulls.iter().map(|pull| pull * pull).sum::<f64>() / count;
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
        assert!(pulls.iter().sum::<f64>().abs() / count < 0.04);
    }
}
