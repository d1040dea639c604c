//! Linear layers whose first weights are drawn from a generator of ours, so that a seed fixes them.

use burn::{
    module::Param,
    nn::Linear,
    tensor::{Device, Tensor},
};
use ndarray::Array2;
use ndarray_rand::{RandomExt, rand_distr::Normal};
use rand::RngCore;

use super::arrays::tensor;

/// A linear layer with normal weights of variance 2 `gain`² / `n_inputs` and no bias at the start.
pub fn linear(
    [n_inputs, n_outputs]: [usize; 2],
    gain: f64,
    rng: &mut dyn RngCore,
    device: &Device,
) -> Linear {
    let spread = (gain * (2.0 / n_inputs as f64).sqrt()) as f32;
    let normal = Normal::new(0.0, spread).expect("the spread of weights is positive");
    let weight = Array2::random_using((n_inputs, n_outputs), normal, rng);
    Linear {
        weight: Param::from_tensor(tensor(weight.view(), device)),
        bias: Some(Param::from_tensor(Tensor::zeros([n_outputs], device))),
    }
}
