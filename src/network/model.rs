//! One network: body and head, from a standardised spectrum to a density of the parameters.

use std::sync::Arc;

use burn::{
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device},
};
use ndarray::ArrayView2;
use rand::RngCore;

use super::{
    arrays::tensor,
    body::BodyConfig,
    density::{ConditionalDensity, DensityConfig},
    layers::{BodyAndHead, Layers, Outputs},
};

/// A member of the ensemble. Which density its head is was decided when it was made.
#[derive(Debug, Clone)]
pub struct Network {
    layers: Arc<dyn Layers>,
}

/// Sizes of body and head.
#[derive(Debug, Clone, Copy)]
pub struct Architecture {
    /// The body.
    pub body: BodyConfig,
    /// The head.
    pub density: DensityConfig,
}

impl Network {
    /// Draws the weights of a new network with the density `D`.
    pub fn init<D: ConditionalDensity>(
        architecture: Architecture,
        rng: &mut dyn RngCore,
        device: &Device,
    ) -> Self {
        let body = architecture.body.init(rng, device);
        let head = D::init(architecture.density, rng, device);
        Self {
            layers: Arc::new(BodyAndHead { body, head }),
        }
    }

    pub(super) fn new(layers: Arc<dyn Layers>) -> Self {
        Self { layers }
    }

    pub(super) fn layers(&self) -> &dyn Layers {
        &*self.layers
    }

    /// Evaluates the network, with dropout as always.
    ///
    /// # Shapes
    /// - `input`: `[rows, n_inputs]`; `row_keys`: `[rows]`, equal keys meaning equal weights
    pub fn predict(&self, input: ArrayView2<f32>, row_keys: &[u64]) -> Outputs {
        let input = tensor(input, &self.layers.device());
        self.layers.predict(input, row_keys)
    }

    /// The weights as a burnpack file.
    ///
    /// # Errors
    /// What burn says if the weights cannot be packed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        Ok(self.layers.record().into_bytes()?.to_vec())
    }

    /// The same network with the weights of a burnpack file.
    ///
    /// # Errors
    /// What burn says if the bytes are no burnpack file or hold weights of other names or shapes.
    pub fn with_weights(self, bytes: Vec<u8>) -> Result<Self, RecordError> {
        let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(bytes))?;
        Ok(Self::new(self.layers.with_record(record)?))
    }
}
