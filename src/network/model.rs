//! One network: body and head, from a standardised spectrum to the parameters of a density.

use burn::{
    module::Module,
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device, Tensor, TensorData},
};
use ndarray::{Array2, ArrayView2};
use rand::Rng;

use super::{
    body::{Body, BodyConfig},
    dropout::Dropout,
    head::{Head, MixtureLayout},
};
use crate::study::NetworkConfig;

/// What a network needs to know besides its weights.
#[derive(Debug, Clone, Copy)]
pub struct NetworkShape {
    /// Input features.
    pub n_inputs: usize,
    /// Dimension of θ.
    pub n_parameters: usize,
}

/// A member of the ensemble.
#[derive(Module, Debug)]
pub struct Network {
    body: Body,
    head: Head,
    #[module(skip)]
    layout: MixtureLayout,
}

/// What a network says about a batch.
pub struct Outputs {
    /// The body's features, `[rows, width]`.
    pub features: Array2<f32>,
    /// The head's outputs, `[rows, n_outputs]`, read by [`Mixture::from_outputs`](super::Mixture::from_outputs).
    pub head: Array2<f32>,
}

impl Network {
    /// Draws the weights of a new network; `mask_seed` fixes its dropout masks.
    pub fn init(
        config: &NetworkConfig,
        shape: NetworkShape,
        mask_seed: u64,
        rng: &mut impl Rng,
        device: &Device,
    ) -> Self {
        let body = BodyConfig {
            n_inputs: shape.n_inputs,
            width: config.width,
            n_blocks: config.n_blocks,
            dropout: Dropout::new(mask_seed, config.dropout),
        };
        let layout = MixtureLayout {
            n_parameters: shape.n_parameters,
            n_components: config.n_components,
        };
        Self {
            body: body.init(rng, device),
            head: layout.init(config.width, rng, device),
            layout,
        }
    }

    /// Where the weights are.
    pub(super) fn device(&self) -> Device {
        self.body.device()
    }

    /// How the head's outputs are laid out.
    pub fn layout(&self) -> MixtureLayout {
        self.layout
    }

    /// Mean negative log-density of the targets, nats.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `target`: `[rows, n_parameters]`; `row_keys`: `[rows]`; returns `[1]`
    pub(super) fn nll(&self, input: Tensor<2>, target: Tensor<2>, row_keys: &[u64]) -> Tensor<1> {
        let outputs = self.head.forward(self.body.forward(input, row_keys));
        self.head.nll(outputs, target)
    }

    /// Evaluates the network, with dropout as always.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `row_keys`: `[rows]`, equal keys meaning equal weights
    pub fn predict(&self, input: ArrayView2<f32>, row_keys: &[u64]) -> Outputs {
        let device = self.body.device();
        let features = self.body.forward(tensor(input, &device), row_keys);
        let head = self.head.forward(features.clone());
        Outputs {
            features: array(features),
            head: array(head),
        }
    }

    /// The weights as a burnpack file.
    ///
    /// # Errors
    /// What burn says if the weights cannot be packed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        Ok(self.clone().into_record().into_bytes()?.to_vec())
    }

    /// The same network with the weights of a burnpack file.
    ///
    /// # Errors
    /// What burn says if the bytes are no burnpack file or hold weights of other names or shapes.
    pub fn with_weights(self, bytes: Vec<u8>) -> Result<Self, RecordError> {
        let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(bytes))?;
        self.try_load_record(record)
    }
}

/// An array on the device.
pub(super) fn tensor(array: ArrayView2<f32>, device: &Device) -> Tensor<2> {
    let shape = [array.nrows(), array.ncols()];
    Tensor::from_data(
        TensorData::new(array.iter().copied().collect(), shape),
        device,
    )
}

/// A tensor on the host.
fn array(tensor: Tensor<2>) -> Array2<f32> {
    let shape = tensor.dims();
    let values = tensor
        .into_data()
        .try_to_vec()
        .expect("the network computes in f32");
    Array2::from_shape_vec(shape, values).expect("a tensor has as many values as its shape says")
}
