//! A mixture of Gaussians with full covariance; with one component the plain heteroscedastic Gaussian.
//!
//! With one component this is the loss of Cobb et al. (2019) for a full covariance.

mod gaussians;

use std::sync::Arc;

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor, activation::log_softmax},
};
use rand::RngCore;

pub use gaussians::GaussianMixture;

use super::{
    ConditionalDensity, Density, DensityConfig,
    triangular::{log_normaliser, n_couplings, whiten},
};
use crate::network::{arrays::array, linear::linear};

/// How the outputs of the last layer are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MixtureLayout {
    /// Dimension of θ.
    pub n_parameters: usize,
    /// Components of the mixture.
    pub n_components: usize,
}

impl MixtureLayout {
    /// Entries of `C`.
    pub fn n_couplings(self) -> usize {
        n_couplings(self.n_parameters)
    }

    /// Outputs: logits `[K]`, means `[K, d]`, log scales `a` `[K, d]`, couplings `C` `[K, d(d−1)/2]` by rows.
    pub fn n_outputs(self) -> usize {
        self.n_components * (1 + 2 * self.n_parameters + self.n_couplings())
    }

    /// Lengths of the four blocks of outputs.
    pub fn blocks(self) -> [usize; 4] {
        let Self {
            n_parameters: d,
            n_components: k,
        } = self;
        [k, k * d, k * d, k * self.n_couplings()]
    }
}

/// The last layer, whose outputs are the parameters of the mixture.
#[derive(Module, Debug)]
pub struct Mixture {
    linear: Linear,
    #[module(skip)]
    layout: MixtureLayout,
}

impl ConditionalDensity for Mixture {
    const NAME: &'static str = "mixture";

    fn init(config: DensityConfig, rng: &mut dyn RngCore, device: &Device) -> Self {
        const SMALL: f64 = 0.1;
        let layout = MixtureLayout {
            n_parameters: config.n_parameters,
            n_components: config.n_components,
        };
        Self {
            linear: linear([config.width, layout.n_outputs()], SMALL, rng, device),
            layout,
        }
    }

    fn nll(&self, hidden: Tensor<2>, target: Tensor<2>) -> Tensor<1> {
        let MixtureLayout {
            n_parameters: d,
            n_components: k,
        } = self.layout;
        let [rows, _] = target.dims();
        let outputs = self.linear.forward(hidden);
        let [n_logits, n_means, n_scales, n_couplings] = self.layout.blocks();
        let logits = outputs.clone().narrow(1, 0, n_logits);
        let mean = outputs.clone().narrow(1, n_logits, n_means);
        let log_scale = outputs.clone().narrow(1, n_logits + n_means, n_scales);
        let log_scale = log_scale.reshape([rows * k, d]);
        let residual = target.repeat_dim(1, k).reshape([rows * k, d]) - mean.reshape([rows * k, d]);
        let coupling = (d > 1).then(|| {
            let coupling = outputs.narrow(1, n_logits + n_means + n_scales, n_couplings);
            coupling.reshape([rows * k, self.layout.n_couplings()])
        });
        let (whitened, log_scale) = whiten(residual, log_scale, coupling);
        let exponent = log_scale - whitened.clone() * whitened * 0.5;
        let log_density = exponent.sum_dim(1).reshape([rows, k]) + log_softmax(logits, 1);
        log_sum_exp(log_density).mean().neg() + log_normaliser(d)
    }

    fn densities(&self, hidden: Tensor<2>) -> Vec<Arc<dyn Density>> {
        let outputs = array(self.linear.forward(hidden));
        let density = |row: ndarray::ArrayView1<f32>| {
            let mixture = GaussianMixture::from_outputs(self.layout, &row.to_vec());
            Arc::new(mixture) as Arc<dyn Density>
        };
        outputs.rows().into_iter().map(density).collect()
    }
}

/// # Shapes
/// - `values`: `[rows, n]`; returns `[rows, 1]`
fn log_sum_exp(values: Tensor<2>) -> Tensor<2> {
    let highest = values.clone().detach().max_dim(1);
    (values - highest.clone()).exp().sum_dim(1).log() + highest
}
