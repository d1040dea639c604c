//! The part of a network that burn knows: body and head. What training and prediction need of it is the trait [`Layers`],
//! which forgets the type of the head, so that nothing else depends on which density a study chose.

use std::{fmt::Debug, sync::Arc};

use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    store::{ModuleRecord, RecordError},
    tensor::{Device, Tensor},
};
use ndarray::Array2;

use super::{
    arrays::array,
    body::Body,
    density::{ConditionalDensity, Density},
};

/// Body and head of a network.
#[derive(Module, Debug)]
pub(super) struct BodyAndHead<D: Module> {
    pub body: Body,
    pub head: D,
}

/// What a network says about a batch.
pub struct Outputs {
    /// The last hidden layer, `[rows, width]`.
    pub features: Array2<f32>,
    /// The density of each row, `[rows]`.
    pub densities: Vec<Arc<dyn Density>>,
}

/// Layers of a network, whatever its density.
pub(super) trait Layers: Debug + Send + Sync {
    /// Where the weights are.
    fn device(&self) -> Device;

    /// Mean negative log-density of the targets, nats.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `target`: `[rows, n_parameters]`; `row_keys`: `[rows]`; returns `[1]`
    fn nll(&self, input: Tensor<2>, target: Tensor<2>, row_keys: &[u64]) -> Tensor<1>;

    /// Features and densities.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `row_keys`: `[rows]`
    fn predict(&self, input: Tensor<2>, row_keys: &[u64]) -> Outputs;

    /// The weights.
    fn record(&self) -> ModuleRecord;

    /// The same layers with other weights.
    fn with_record(&self, record: ModuleRecord) -> Result<Arc<dyn Layers>, RecordError>;

    /// The same layers on a device that follows gradients.
    fn train(&self) -> Arc<dyn Layers>;

    /// The same layers without gradients.
    fn valid(&self) -> Arc<dyn Layers>;

    /// The layers after one step of the optimiser down the gradient of `loss`.
    fn step(
        &self,
        optimizer: &mut ModuleOptimizer,
        learning_rate: f64,
        loss: Tensor<1>,
    ) -> Arc<dyn Layers>;
}

impl<D: ConditionalDensity> Layers for BodyAndHead<D> {
    fn device(&self) -> Device {
        self.body.device()
    }

    fn nll(&self, input: Tensor<2>, target: Tensor<2>, row_keys: &[u64]) -> Tensor<1> {
        self.head.nll(self.body.forward(input, row_keys), target)
    }

    fn predict(&self, input: Tensor<2>, row_keys: &[u64]) -> Outputs {
        let features = self.body.forward(input, row_keys);
        Outputs {
            densities: self.head.densities(features.clone()),
            features: array(features),
        }
    }

    fn record(&self) -> ModuleRecord {
        self.clone().into_record()
    }

    fn with_record(&self, record: ModuleRecord) -> Result<Arc<dyn Layers>, RecordError> {
        Ok(Arc::new(self.clone().try_load_record(record)?))
    }

    fn train(&self) -> Arc<dyn Layers> {
        Arc::new(Module::train(self.clone()))
    }

    fn valid(&self) -> Arc<dyn Layers> {
        Arc::new(Module::valid(self))
    }

    fn step(
        &self,
        optimizer: &mut ModuleOptimizer,
        learning_rate: f64,
        loss: Tensor<1>,
    ) -> Arc<dyn Layers> {
        let gradients = GradientsParams::from_grads(loss.backward(), self);
        Arc::new(optimizer.step(learning_rate, self.clone(), gradients))
    }
}
