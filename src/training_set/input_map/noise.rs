//! How noisy a spectrum is, bin by bin, and which bins it has.

use super::InputMap;

/// Relative difference below which an error is that of the training.
const ALIKE: f64 = 0.01;

/// The errors of a spectrum beside those of the training.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// The network's bins that the spectrum has, rising, `[n_observed]`.
    pub(super) bins: Vec<usize>,
    /// σ of each of those, dimensionless, `[n_observed]`.
    sigma: Vec<f64>,
    /// The same over that of the training.
    pub(super) factor: Vec<f64>,
    /// Whether the spectrum has all of the network's bins.
    has_all: bool,
}

/// An error that is none of those that the networks learnt with.
#[derive(Debug, Clone, PartialEq)]
pub struct UnservedError {
    /// Of which of the spectrum's bins.
    pub i_bin: usize,
    /// Over that of the training.
    pub factor: f64,
    /// Range that is served.
    pub served: [f64; 2],
}

impl Noise {
    /// That of a spectrum with the errors `sigma` in the network's `bins`.
    ///
    /// # Shapes
    /// - `bins`: `[n_observed]`, rising; `sigma`: `[n_observed]`, dimensionless
    ///
    /// # Errors
    /// [`UnservedError`] of the first bin whose error lies outside the range of the training.
    pub fn new(map: &InputMap, bins: Vec<usize>, sigma: &[f64]) -> Result<Self, UnservedError> {
        let own = bins.iter().map(|bin| f64::from(map.sigma[*bin]));
        let factor: Vec<f64> = sigma.iter().zip(own).map(|(new, own)| new / own).collect();
        let served = map.noise_factor;
        let [low, high] = served;
        let is_served =
            |factor: &f64| (low * (1.0 - ALIKE)..=high * (1.0 + ALIKE)).contains(factor);
        if let Some(i_bin) = factor.iter().position(|factor| !is_served(factor)) {
            let factor = factor[i_bin];
            return Err(UnservedError {
                i_bin,
                factor,
                served,
            });
        }
        Ok(Self {
            has_all: bins.len() == map.n_bins(),
            sigma: sigma.to_vec(),
            factor,
            bins,
        })
    }

    /// That of the training's observation.
    pub fn of_training(map: &InputMap) -> Self {
        Self {
            bins: (0..map.n_bins()).collect(),
            sigma: map.sigma(),
            factor: vec![1.0; map.n_bins()],
            has_all: true,
        }
    }

    /// Whether it is that of the training's observation, to a percent.
    pub fn is_that_of_training(&self) -> bool {
        let is_alike = |factor: &f64| (factor - 1.0).abs() < ALIKE;
        self.has_all && self.factor.iter().all(is_alike)
    }

    /// The network's bins that the spectrum has, rising, and its σ there, dimensionless.
    pub fn bins(&self) -> impl Iterator<Item = (usize, f64)> {
        self.bins.iter().copied().zip(self.sigma.iter().copied())
    }

    /// σ of the spectrum's bins, dimensionless, `[n_observed]`.
    pub fn sigma(&self) -> &[f64] {
        &self.sigma
    }
}
