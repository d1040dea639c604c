//! The body of the network: a residual multilayer perceptron with dropout after every hidden layer.

use burn::{
    module::{Module, Param},
    nn::Linear,
    tensor::{Device, Tensor, TensorData, activation::relu},
};
use ndarray::Array2;
use ndarray_rand::{RandomExt, rand_distr::Normal};
use rand::Rng;

use super::dropout::Dropout;

/// `h₀ = drop(relu(W₀ x + b₀))`, `hᵢ = hᵢ₋₁ + drop(relu(Wᵢ hᵢ₋₁ + bᵢ))`; the last `h` are the features.
#[derive(Module, Debug)]
pub struct Body {
    input: Linear,
    blocks: Vec<Linear>,
    #[module(skip)]
    dropout: Dropout,
}

/// Sizes of a [`Body`].
#[derive(Debug, Clone, Copy)]
pub struct BodyConfig {
    /// Input features.
    pub n_inputs: usize,
    /// Units of every hidden layer, and features that come out.
    pub width: usize,
    /// Residual layers after the first layer.
    pub n_blocks: usize,
    /// Dropout after every layer.
    pub dropout: Dropout,
}

impl BodyConfig {
    /// Draws the weights: He et al. (2015), the residual layers smaller by √`n_blocks` so that their sum keeps scale.
    pub fn init(&self, rng: &mut impl Rng, device: &Device) -> Body {
        let residual_gain = (1.0 / self.n_blocks.max(1) as f64).sqrt();
        let blocks = (0..self.n_blocks)
            .map(|_| linear(self.width, self.width, residual_gain, rng, device))
            .collect();
        Body {
            input: linear(self.n_inputs, self.width, 1.0, rng, device),
            blocks,
            dropout: self.dropout,
        }
    }
}

impl Body {
    /// Where the weights are.
    pub(super) fn device(&self) -> Device {
        self.input.weight.val().device()
    }

    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `row_keys`: `[rows]`, see [`Dropout`]; returns `[rows, width]`
    pub fn forward(&self, input: Tensor<2>, row_keys: &[u64]) -> Tensor<2> {
        let drop = |hidden, layer| self.dropout.forward(hidden, row_keys, layer);
        let first = drop(relu(self.input.forward(input)), 0);
        let layers = self.blocks.iter().zip(1..);
        layers.fold(first, |hidden, (block, layer)| {
            hidden.clone() + drop(relu(block.forward(hidden)), layer)
        })
    }
}

/// A linear layer with normal weights of variance 2 `gain`² / `n_inputs` and no bias at the start.
pub(super) fn linear(
    n_inputs: usize,
    n_outputs: usize,
    gain: f64,
    rng: &mut impl Rng,
    device: &Device,
) -> Linear {
    let spread = (gain * (2.0 / n_inputs as f64).sqrt()) as f32;
    let normal = Normal::new(0.0, spread).expect("the spread of weights is positive");
    let weight = Array2::random_using((n_inputs, n_outputs), normal, rng);
    let weight = TensorData::new(weight.into_raw_vec_and_offset().0, [n_inputs, n_outputs]);
    Linear {
        weight: Param::from_tensor(Tensor::from_data(weight, device)),
        bias: Some(Param::from_tensor(Tensor::zeros([n_outputs], device))),
    }
}
