//! A network that learns: one gradient step at a time, with everything that a resumed run needs.

use burn::{
    module::Module,
    optim::{AdamConfig, GradientsParams, ModuleOptimizer, decay::WeightDecayConfig},
    store::RecordError,
    tensor::{Bytes, Device},
};
use ndarray::ArrayView2;

use super::model::{Network, tensor};

/// A network, Adam's moments and the device they are on.
pub struct Learner {
    network: Network,
    optimizer: ModuleOptimizer,
    device: Device,
}

/// Standardised spectra and parameters, with the keys of their dropout masks.
#[derive(Clone, Copy)]
pub struct LabelledBatch<'a> {
    /// `[rows, n_inputs]`.
    pub input: ArrayView2<'a, f32>,
    /// `[rows, n_parameters]`.
    pub target: ArrayView2<'a, f32>,
    /// `[rows]`.
    pub row_keys: &'a [u64],
}

impl Learner {
    /// `weight_decay` is twice Gal & Ghahramani's λ: the gradient of `λ‖W‖²` is `2λW`.
    pub fn new(network: Network, weight_decay: f64, device: &Device) -> Self {
        let decay = WeightDecayConfig::new(weight_decay as f32);
        let adam = AdamConfig::new()
            .with_epsilon(1e-8)
            .with_weight_decay(Some(decay));
        Self {
            network: network.train(),
            optimizer: adam.init(),
            device: device.clone().autodiff(),
        }
    }

    /// One step of Adam down the gradient of the mean negative log-density, which is returned (nats).
    pub fn step(&mut self, batch: LabelledBatch, learning_rate: f64) -> f64 {
        let loss = self.loss(&self.network, batch, &self.device);
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        let network = self.network.clone();
        self.network = self.optimizer.step(learning_rate, network, gradients);
        f64::from(value)
    }

    /// The network as it is now, without gradients.
    pub fn network(&self) -> Network {
        self.network.valid()
    }

    fn loss(
        &self,
        network: &Network,
        batch: LabelledBatch,
        device: &Device,
    ) -> burn::tensor::Tensor<1> {
        network.nll(
            tensor(batch.input, device),
            tensor(batch.target, device),
            batch.row_keys,
        )
    }

    /// Adam's moments as a burnpack file.
    ///
    /// # Errors
    /// What burn says if they cannot be packed.
    pub fn optimizer_bytes(&self) -> Result<Vec<u8>, RecordError> {
        Ok(self.optimizer.into_bytes()?.to_vec())
    }

    /// Continues with the moments of a burnpack file, which belong to the weights saved beside it.
    ///
    /// # Errors
    /// What burn says if the bytes are no burnpack file.
    pub fn with_optimizer(self, bytes: Vec<u8>) -> Result<Self, RecordError> {
        let optimizer = self.optimizer.from_bytes(Bytes::from_bytes_vec(bytes))?;
        Ok(Self { optimizer, ..self })
    }
}

impl Network {
    /// Mean negative log-density of a batch, nats, without gradients.
    pub fn mean_nll(&self, batch: LabelledBatch) -> f64 {
        let device = self.device();
        let loss = self.nll(
            tensor(batch.input, &device),
            tensor(batch.target, &device),
            batch.row_keys,
        );
        f64::from(loss.into_scalar::<f32>())
    }
}
