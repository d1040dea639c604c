//! What a flow says about one spectrum, evaluated and drawn from in double precision.

use std::sync::Arc;

use ndarray_rand::rand_distr::StandardNormal;
use rand::{Rng, RngCore};

use super::coupling::CouplingWeights;
use crate::network::density::{
    Density,
    triangular::{TriangularNormal, log_normaliser},
};

/// A density that a triangular map and splines make a standard normal.
#[derive(Debug)]
pub(super) struct FlowDensity {
    pub affine: TriangularNormal,
    pub steps: Vec<Step>,
}

/// A step of the flow with what the spectrum adds to its hidden layer, `[WIDTH]`.
#[derive(Debug)]
pub(super) struct Step {
    pub weights: Arc<CouplingWeights>,
    pub features: Vec<f32>,
}

impl Density for FlowDensity {
    fn n_parameters(&self) -> usize {
        self.affine.mean.len()
    }

    fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64> {
        let noise = (0..self.n_parameters()).map(|_| rng.sample(StandardNormal));
        let u = pulp::Arch::new().dispatch(Backward(self, noise.collect()));
        self.affine.unwhitened(u)
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        let u = self.affine.whitened(z).collect();
        let (u, log_slope) = pulp::Arch::new().dispatch(Forward(self, u));
        let squared: f64 = u.iter().map(|u| u * u).sum();
        log_slope + self.affine.log_determinant() - log_normaliser(z.len()) - 0.5 * squared
    }
}

/// All steps, with the widest vectors of the processor.
struct Forward<'a>(&'a FlowDensity, Vec<f64>);

impl pulp::WithSimd for Forward<'_> {
    /// Where the steps lead, and `ln dy/dx` of all.
    type Output = (Vec<f64>, f64);

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        let Self(flow, mut u) = self;
        let mut log_slope = 0.0;
        for step in &flow.steps {
            log_slope += step.weights.forward(&mut u, &step.features);
        }
        (u, log_slope)
    }
}

/// All steps back.
struct Backward<'a>(&'a FlowDensity, Vec<f64>);

impl pulp::WithSimd for Backward<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Vec<f64> {
        let Self(flow, mut u) = self;
        for step in flow.steps.iter().rev() {
            step.weights.backward(&mut u, &step.features);
        }
        u
    }
}
