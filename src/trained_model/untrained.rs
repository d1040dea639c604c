//! Networks before they have learnt, and how they take up what they have learnt.

use rand::Rng;

use super::error::ModelError;
use super::folder::ModelFolder;
use crate::network::{DeviceKind, Network, NetworkConfig, NetworkShape};
use crate::seed::{Purpose, Seed};

/// What the first weights of an ensemble follow from.
#[derive(Debug, Clone, Copy)]
pub struct UntrainedEnsemble<'a> {
    /// `[network]`.
    pub config: &'a NetworkConfig,
    /// Numbers that a spectrum is given as.
    pub n_inputs: usize,
    /// Elements of θ that they have a density of.
    pub n_parameters: usize,
    /// The one number of the run.
    pub seed: Seed,
    /// Where the networks compute.
    pub device: DeviceKind,
}

impl UntrainedEnsemble<'_> {
    /// A network with the dropout masks and the first weights of member `member`.
    pub fn member(&self, member: usize) -> Network {
        let shape = NetworkShape {
            n_inputs: self.n_inputs,
            n_parameters: self.n_parameters,
            mask_seed: self.seed.rng(Purpose::Mask, member as u64).random(),
        };
        let mut rng = self.seed.rng(Purpose::WeightInit, member as u64);
        self.config.init(shape, &mut rng, &self.device.init())
    }

    /// All members with the weights in a model's folder.
    ///
    /// # Errors
    /// [`ModelError::File`] if a file cannot be read, [`ModelError::Weights`] if burn refuses it.
    pub fn with_weights(&self, folder: &ModelFolder) -> Result<Vec<Network>, ModelError> {
        let load = |member| {
            let bytes = folder.read_weights(member)?;
            let network = self.member(member).with_weights(bytes);
            network.map_err(|error| ModelError::Weights {
                path: folder.weights_path(member),
                message: error.to_string(),
            })
        };
        (0..self.config.ensemble).map(load).collect()
    }
}
