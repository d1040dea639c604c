//! A normalising flow: a triangular map that whitens z for the spectrum at hand, and rational-quadratic spline couplings
//! (Durkan et al. 2019, arXiv:1906.04032) that make what is left a standard normal.
//!
//! The map comes first because posteriors are narrow: splines then see coordinates of about unit width, whatever the data.

mod coupling;
mod density;
mod spline;
mod tensors;

use std::sync::Arc;

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor},
};
use rand::RngCore;

use self::{
    coupling::{Coupling, Split, WIDTH},
    density::{FlowDensity, Step},
};
use super::{
    ConditionalDensity, Density, DensityConfig,
    triangular::{TriangularNormal, log_normaliser, n_couplings, whiten},
};
use crate::network::{arrays::array, linear::linear};

/// Gain of the first weights of the triangular map.
const SMALL: f64 = 0.1;

/// The layers of a flow.
#[derive(Module, Debug)]
pub struct Flow {
    /// `μ`, `a` and `C` of the triangular map.
    affine: Linear,
    /// What the spectrum adds to the hidden layer of each step.
    features: Linear,
    steps: Vec<Coupling>,
    #[module(skip)]
    n_parameters: usize,
}

impl ConditionalDensity for Flow {
    const NAME: &'static str = "flow";

    fn init(config: DensityConfig, rng: &mut dyn RngCore, device: &Device) -> Self {
        let DensityConfig {
            n_parameters: d,
            width,
            n_transforms,
            ..
        } = config;
        let n_affine = 2 * d + n_couplings(d);
        Self {
            affine: linear([width, n_affine], SMALL, rng, device),
            features: linear([width, n_transforms * WIDTH], 1.0, rng, device),
            steps: (0..n_transforms)
                .map(|step| Coupling::init(Split::new(d, step), rng, device))
                .collect(),
            n_parameters: d,
        }
    }

    fn nll(&self, hidden: Tensor<2>, target: Tensor<2>) -> Tensor<1> {
        let d = self.n_parameters;
        let affine = self.affine.forward(hidden.clone());
        let block = |start, length| affine.clone().narrow(1, start, length);
        let coupling = (d > 1).then(|| block(2 * d, n_couplings(d)));
        let (mut u, log_scale) = whiten(target - block(0, d), block(d, d), coupling);
        let mut log_slope = log_scale.sum_dim(1);
        let features = self.features.forward(hidden);
        for (i, step) in self.steps.iter().enumerate() {
            let [moved, own] = step.forward(u, features.clone().narrow(1, i * WIDTH, WIDTH));
            u = moved;
            log_slope = log_slope + own.sum_dim(1);
        }
        let squared = (u.clone() * u).sum_dim(1);
        (squared * 0.5 - log_slope).mean() + log_normaliser(d)
    }

    fn densities(&self, hidden: Tensor<2>) -> Vec<Arc<dyn Density>> {
        let d = self.n_parameters;
        let affine = array(self.affine.forward(hidden.clone()));
        let features = array(self.features.forward(hidden));
        let weights: Vec<_> = self.steps.iter().map(Coupling::weights).collect();
        let rows = affine.rows().into_iter().zip(features.rows());
        rows.map(|(affine, features)| {
            let (affine, features) = (affine.to_vec(), features.to_vec());
            let steps = weights.iter().zip(features.chunks_exact(WIDTH));
            let density = FlowDensity {
                affine: TriangularNormal::new(&affine[..d], &affine[d..2 * d], &affine[2 * d..]),
                steps: steps
                    .map(|(weights, features)| Step {
                        weights: weights.clone(),
                        features: features.to_vec(),
                    })
                    .collect(),
            };
            Arc::new(density) as Arc<dyn Density>
        })
        .collect()
    }
}
