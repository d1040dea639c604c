//! A network that learns: one gradient step at a time, with everything that a resumed run needs.

use burn::{
    optim::{AdamConfig, ModuleOptimizer, decay::WeightDecayConfig},
    store::RecordError,
    tensor::{Bytes, Device, Tensor},
};
use ndarray::ArrayView2;

use super::{arrays::tensor, model::Network};

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
            network: Network::new(network.layers().train()),
            optimizer: adam.init(),
            device: device.clone().autodiff(),
        }
    }

    /// One step of Adam down the gradient of the mean negative log-density, which is returned (nats).
    pub fn step(&mut self, batch: LabelledBatch, learning_rate: f64) -> f64 {
        let loss = self.network.batch_nll(batch, &self.device);
        let value = loss.clone().into_scalar::<f32>();
        let layers = self.network.layers();
        self.network = Network::new(layers.step(&mut self.optimizer, learning_rate, loss));
        f64::from(value)
    }

    /// The network as it is now, without gradients.
    pub fn network(&self) -> Network {
        Network::new(self.network.layers().valid())
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
        let loss = self.batch_nll(batch, &self.layers().device());
        f64::from(loss.into_scalar::<f32>())
    }

    fn batch_nll(&self, batch: LabelledBatch, device: &Device) -> Tensor<1> {
        let (input, target) = (tensor(batch.input, device), tensor(batch.target, device));
        self.layers().nll(input, target, batch.row_keys)
    }
}
