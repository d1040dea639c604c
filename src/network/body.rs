//! The body of the network: a residual multilayer perceptron with dropout after every hidden layer.

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor, activation::relu},
};
use rand::RngCore;

use super::{dropout::Dropout, linear::linear};

/// `h₀ = drop(relu(W₀ x + b₀))`, `hᵢ = hᵢ₋₁ + drop(relu(Wᵢ hᵢ₋₁ + bᵢ))`; the last `h` are the spectrum's features.
#[derive(Module, Debug)]
pub struct Body {
    input: Linear,
    blocks: Vec<Linear>,
    #[module(skip)]
    dropout: Dropout,
}

/// Sizes of the body of a network.
#[derive(Debug, Clone, Copy)]
pub struct BodyConfig {
    /// Numbers that a spectrum is given as.
    pub n_inputs: usize,
    /// Units of every hidden layer.
    pub width: usize,
    /// Residual layers after the first layer.
    pub n_blocks: usize,
    /// Dropout after every layer.
    pub dropout: Dropout,
}

impl BodyConfig {
    /// Draws the weights: He et al. (2015), the residual layers smaller by √`n_blocks` so that their sum keeps scale.
    pub fn init(&self, rng: &mut dyn RngCore, device: &Device) -> Body {
        let residual_gain = (1.0 / self.n_blocks.max(1) as f64).sqrt();
        let blocks = (0..self.n_blocks)
            .map(|_| linear([self.width; 2], residual_gain, rng, device))
            .collect();
        Body {
            input: linear([self.n_inputs, self.width], 1.0, rng, device),
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
