//! Densities over the standardised parameters z, conditioned on the last hidden layer of a network.
//!
//! A density estimator is one file that implements [`ConditionalDensity`] and one line in the list of
//! [`DensityKind`](super::DensityKind)s. It comes in two parts: the estimator itself is a burn module with weights that are
//! trained, saved and loaded with those of the body; what it says about one spectrum is a [`Density`], which is plain
//! numbers.

mod flow;
mod mixture;
mod normal_sum;
mod triangular;

use std::{fmt::Debug, sync::Arc};

use burn::{
    module::{Module, ModuleDisplay},
    tensor::{Device, Tensor},
};
use rand::RngCore;

pub use flow::Flow;
pub use mixture::{GaussianMixture, Mixture, MixtureLayout};
pub use normal_sum::{Normal, NormalSum, median};

/// What a density estimator is made from.
#[derive(Debug, Clone, Copy)]
pub struct DensityConfig {
    /// Dimension of z.
    pub n_parameters: usize,
    /// Units of the hidden layer that it is conditioned on.
    pub width: usize,
    /// Components, of an estimator that has some.
    pub n_components: usize,
    /// Transforms one after the other, of an estimator that has some.
    pub n_transforms: usize,
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

    /// The density of each parameter alone, `[n_parameters]`, if it has a closed form.
    fn marginals(&self) -> Option<Vec<NormalSum>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;

    use super::*;
    use crate::network::DeviceKind;
    use crate::seed::{Purpose, Seed};

    /// The loss on tensors is the mean of −ln q of the densities in double precision, for one parameter, which couples to
    /// none, as for several.
    fn check_that_the_loss_is_that_of_the_densities<D: ConditionalDensity>() {
        for (n_parameters, n_components, n_transforms) in
            [(1, 1, 1), (1, 4, 2), (2, 1, 4), (5, 4, 6)]
        {
            let config = DensityConfig {
                n_parameters,
                width: 5,
                n_components,
                n_transforms,
            };
            let device = DeviceKind::Flex.init();
            let mut rng = Seed(3).rng(Purpose::WeightInit, n_parameters as u64);
            let estimator = D::init(config, &mut rng, &device);
            // Features that are large make of the first, small weights a density far from normal.
            let rows = |width: usize, scale: f32| -> Vec<f32> {
                (0..4 * width)
                    .map(|i| scale * (1.7 * i as f32).sin())
                    .collect()
            };
            let tensor = |width: usize, scale: f32| {
                let data = TensorData::new(rows(width, scale), [4, width]);
                Tensor::<2>::from_data(data, &device)
            };
            let loss = estimator.nll(tensor(5, 3.0), tensor(n_parameters, 1.0));
            let loss = f64::from(loss.into_scalar::<f32>());
            let densities = estimator.densities(tensor(5, 3.0));
            let targets = rows(n_parameters, 1.0);
            let each = densities.iter().zip(targets.chunks(n_parameters));
            let nll = each.map(|(density, target)| {
                let z: Vec<f64> = target.iter().map(|z| f64::from(*z)).collect();
                -density.log_density(&z)
            });
            let expected = nll.sum::<f64>() / 4.0;
            let difference = (loss - expected).abs();
            assert!(
                difference < 1e-5,
                "{}, {n_parameters}: {loss} {expected}",
                D::NAME
            );
        }
    }

    #[test]
    fn the_loss_is_that_of_the_densities_for_any_number_of_parameters() {
        check_that_the_loss_is_that_of_the_densities::<Mixture>();
        check_that_the_loss_is_that_of_the_densities::<Flow>();
    }
}
