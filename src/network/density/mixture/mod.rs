//! A mixture of Gaussians with full covariance; with one component the plain heteroscedastic Gaussian.
//!
//! Each component has mean `μ` and precision `LᵀL` with `L = diag(eᵃ)(I + C)`, `C` strictly lower triangular: `a`
//! and `C` are unconstrained, `log det L = Σ aᵢ`, and a density is drawn from by one forward substitution. With one
//! component and no mixture this is the loss of Cobb et al. (2019) for a full covariance.

mod gaussians;

use std::{f64::consts::PI, sync::Arc};

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor, TensorData, activation::log_softmax},
};
use rand::RngCore;

pub use gaussians::GaussianMixture;

use super::{ConditionalDensity, Density, DensityConfig};
use crate::network::{arrays::array, linear::linear};

/// Bounds of `a`, the logarithm of a conditional precision's root: widths from e⁻¹⁰ to e⁴ of the prior's.
const LOG_SCALE_BOUNDS: [f32; 2] = [-4.0, 10.0];

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
        self.n_parameters * (self.n_parameters - 1) / 2
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

    /// Row and column of every coupling, in the order of the outputs.
    pub fn coupled(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.n_parameters).flat_map(|row| (0..row).map(move |column| (row, column)))
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
        let device = target.device();
        let outputs = self.linear.forward(hidden);
        let [n_logits, n_means, n_scales, n_couplings] = self.layout.blocks();
        let logits = outputs.clone().narrow(1, 0, n_logits);
        let mean = outputs.clone().narrow(1, n_logits, n_means);
        let log_scale = outputs.clone().narrow(1, n_logits + n_means, n_scales);
        let log_scale = log_scale.reshape([rows * k, d]);
        let log_scale = log_scale.clamp(LOG_SCALE_BOUNDS[0], LOG_SCALE_BOUNDS[1]);
        let residual = target.repeat_dim(1, k).reshape([rows * k, d]) - mean.reshape([rows * k, d]);
        let coupled = match d {
            1 => residual,
            _ => {
                let [select, gather] = self.coupling_matrices(&device);
                let coupling = outputs.narrow(1, n_logits + n_means + n_scales, n_couplings);
                let coupling = coupling.reshape([rows * k, self.layout.n_couplings()]);
                residual.clone() + (coupling * residual.matmul(select)).matmul(gather) // [rows K, d]
            }
        };
        let whitened = log_scale.clone().exp() * coupled;
        let exponent = log_scale - whitened.clone() * whitened * 0.5;
        let log_density = exponent.sum_dim(1).reshape([rows, k]) + log_softmax(logits, 1);
        let constant = 0.5 * d as f64 * (2.0 * PI).ln();
        log_sum_exp(log_density).mean().neg() + constant
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

impl Mixture {
    /// The 0/1 matrices that spread a residual over the couplings, `[d, m]`, and gather their products, `[m, d]`.
    fn coupling_matrices(&self, device: &Device) -> [Tensor<2>; 2] {
        let (d, m) = (self.layout.n_parameters, self.layout.n_couplings());
        let (mut select, mut gather) = (vec![0.0_f32; d * m], vec![0.0_f32; m * d]);
        for (i, (row, column)) in self.layout.coupled().enumerate() {
            select[column * m + i] = 1.0;
            gather[i * d + row] = 1.0;
        }
        [(select, [d, m]), (gather, [m, d])]
            .map(|(values, shape)| Tensor::from_data(TensorData::new(values, shape), device))
    }
}

/// # Shapes
/// - `values`: `[rows, n]`; returns `[rows, 1]`
fn log_sum_exp(values: Tensor<2>) -> Tensor<2> {
    let highest = values.clone().detach().max_dim(1);
    (values - highest.clone()).exp().sum_dim(1).log() + highest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::DeviceKind;
    use crate::seed::{Purpose, Seed};

    /// The loss on tensors is the mean of −ln q of the densities in double precision, for one parameter, which couples to
    /// none, as for several.
    #[test]
    fn the_loss_is_that_of_the_densities_for_any_number_of_parameters() {
        for (n_parameters, n_components) in [(1, 1), (1, 4), (2, 1), (3, 4)] {
            let config = DensityConfig {
                n_parameters,
                width: 5,
                n_components,
            };
            let device = DeviceKind::Flex.init();
            let mut rng = Seed(3).rng(Purpose::WeightInit, n_parameters as u64);
            let mixture = Mixture::init(config, &mut rng, &device);
            let rows = |width: usize| -> Vec<f32> {
                (0..4 * width).map(|i| (1.7 * i as f32).sin()).collect()
            };
            let tensor = |width: usize| {
                let data = TensorData::new(rows(width), [4, width]);
                Tensor::<2>::from_data(data, &device)
            };
            let loss = mixture.nll(tensor(5), tensor(n_parameters));
            let loss = f64::from(loss.into_scalar::<f32>());
            let densities = mixture.densities(tensor(5));
            let targets = rows(n_parameters);
            let each = densities.iter().zip(targets.chunks(n_parameters));
            let nll = each.map(|(density, target)| {
                let z: Vec<f64> = target.iter().map(|z| f64::from(*z)).collect();
                -density.log_density(&z)
            });
            let expected = nll.sum::<f64>() / 4.0;
            assert!(
                (loss - expected).abs() < 1e-5,
                "{n_parameters}: {loss} {expected}"
            );
        }
    }
}
