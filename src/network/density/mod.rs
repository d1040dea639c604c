//! Densities over the standardised parameters z, conditioned on the last hidden layer of a network.
//!
//! A density estimator is one file that implements [`ConditionalDensity`] and one line in the list of
//! [`DensityKind`](super::DensityKind)s. It comes in two parts: the estimator itself is a burn module with weights that are
//! trained, saved and loaded with those of the body; what it says about one spectrum is a [`Density`], which is plain
//! numbers.

mod mixture;
mod normal_sum;

use std::{fmt::Debug, sync::Arc};

use burn::{
    module::{Module, ModuleDisplay},
    tensor::{Device, Tensor},
};
use rand::RngCore;

pub use mixture::{GaussianMixture, Mixture, MixtureLayout};
pub use normal_sum::{Normal, NormalSum, median};

use crate::seed::{Purpose, Seed};

/// Draws that stand for a density whose marginals have no closed form.
const N_MARGINAL_DRAWS: usize = 1024;

/// What a density estimator is made from.
#[derive(Debug, Clone, Copy)]
pub struct DensityConfig {
    /// Dimension of z.
    pub n_parameters: usize,
    /// Units of the hidden layer that it is conditioned on.
    pub width: usize,
    /// Components, of an estimator that has some.
    pub n_components: usize,
}

/// A density estimator q(z | h), the head of a network: h is the last hidden layer.
pub trait ConditionalDensity: Module + ModuleDisplay + Debug + Sync + 'static {
    /// What `network.density` calls it.
    const NAME: &'static str;

    /// Draws the first weights. The first densities should lie near the prior, a standard normal.
    fn init(config: DensityConfig, rng: &mut dyn RngCore, device: &Device) -> Self;

    /// The training loss: mean of −ln q over the rows, nats.
    ///
    /// # Shapes
    /// - `hidden`: `[rows, width]`; `target`: `[rows, n_parameters]`; returns `[1]`
    fn nll(&self, hidden: Tensor<2>, target: Tensor<2>) -> Tensor<1>;

    /// The density of each row.
    ///
    /// # Shapes
    /// - `hidden`: `[rows, width]`; returns `[rows]`
    fn densities(&self, hidden: Tensor<2>) -> Vec<Arc<dyn Density>>;
}

/// What one network says about one spectrum: a normalised density of z.
pub trait Density: Debug + Send + Sync {
    /// Dimension of z.
    fn n_parameters(&self) -> usize;

    /// Draws one z, shape `[n_parameters]`.
    fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64>;

    /// Logarithm of the density at `z`, nats.
    ///
    /// # Shapes
    /// - `z`: `[n_parameters]`
    fn log_density(&self, z: &[f64]) -> f64;

    /// The density of each parameter alone, `[n_parameters]`.
    ///
    /// A density without closed form is stood for by draws that use the same random numbers for every network, so that
    /// what sets two networks apart is not their draws.
    fn marginals(&self) -> Vec<NormalSum> {
        let mut rng = Seed(0).rng(Purpose::Marginal, 0);
        let draws: Vec<Vec<f64>> = (0..N_MARGINAL_DRAWS)
            .map(|_| self.sample(&mut rng))
            .collect();
        (0..self.n_parameters())
            .map(|i| NormalSum::of_draws(draws.iter().map(|draw| draw[i])))
            .collect()
    }
}
