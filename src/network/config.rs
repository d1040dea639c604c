//! `[network]` of a study: the inverse model and how it is trained.
//!
//! Every key has a default, listed here and nowhere else; a study names only what it changes.

use burn::tensor::Device;
use rand::RngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{
    body::BodyConfig,
    density::DensityConfig,
    dropout::Dropout,
    kinds::DensityKind,
    model::{Architecture, Network},
};

/// What a network needs to know of a study besides `[network]`.
#[derive(Debug, Clone, Copy)]
pub struct NetworkShape {
    /// Numbers that a spectrum is given as.
    pub n_inputs: usize,
    /// Dimension of θ.
    pub n_parameters: usize,
    /// Fixes the dropout masks.
    pub mask_seed: u64,
}

/// `[network]`: architecture, dropout and training schedule. Deserialising checks every value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Density in the standardised θ-space: `"flow"`, of splines, the default, or `"mixture"`, of Gaussians with full covariance.
    pub density: DensityKind,
    /// Gaussians of the mixture; one is the plain Gaussian. Default 4.
    pub n_components: usize,
    /// Spline couplings of the flow, one after the other. Default 6.
    pub n_transforms: usize,
    /// Units of a hidden layer. Default 256.
    pub width: usize,
    /// Residual layers after the first one. Default 4.
    pub n_blocks: usize,
    /// Probability that a unit is dropped, while training and while predicting. Default 0.01.
    pub dropout: f64,
    /// Members trained from different weights. Default 2.
    pub ensemble: usize,
    /// Spectra in a batch. Default 512.
    pub batch_size: usize,
    /// Passes over the training set at most; the learning rate falls over their whole length. Default 60.
    pub max_epochs: usize,
    /// Epochs without a better validation loss after which training stops. Default 15.
    pub patience: usize,
    /// Highest learning rate of Adam, after the warm-up. Default 3e-3.
    pub learning_rate: f64,
    /// Epochs over which the learning rate rises linearly from zero. Default 1.
    pub warmup_epochs: f64,
    /// Prior length scale `l` of the weights, which sets the weight decay (`docs/inference.md`). Default 0.1.
    pub length_scale: f64,
    /// Range of the factor by which each error of a training spectrum is larger than the observation's, and so of the errors of the
    /// spectra that the networks take. Default `[0.5, 2.0]`.
    pub noise_factor: [f64; 2],
    /// Memory that training spectra may take before they are streamed from their files, MB. Default 1000.
    pub memory_budget_mb: usize,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            density: DensityKind::default(),
            n_components: 4,
            n_transforms: 6,
            width: 256,
            n_blocks: 4,
            dropout: 0.01,
            ensemble: 2,
            batch_size: 512,
            max_epochs: 60,
            patience: 15,
            learning_rate: 3e-3,
            warmup_epochs: 1.0,
            length_scale: 0.1,
            noise_factor: [0.5, 2.0],
            memory_budget_mb: 1000,
        }
    }
}

impl NetworkConfig {
    /// Draws the weights of a new network.
    pub fn init(&self, shape: NetworkShape, rng: &mut dyn RngCore, device: &Device) -> Network {
        self.density.network(self.architecture(shape), rng, device)
    }

    /// Sizes of the network's parts.
    pub fn architecture(&self, shape: NetworkShape) -> Architecture {
        Architecture {
            body: BodyConfig {
                n_inputs: shape.n_inputs,
                width: self.width,
                n_blocks: self.n_blocks,
                dropout: Dropout::new(shape.mask_seed, self.dropout),
            },
            density: DensityConfig {
                n_parameters: shape.n_parameters,
                width: self.width,
                n_components: self.n_components,
                n_transforms: self.n_transforms,
            },
        }
    }

    /// The first value out of range, as a sentence.
    fn fault(&self) -> Option<String> {
        let counts = [
            ("n_components", self.n_components),
            ("n_transforms", self.n_transforms),
            ("width", self.width),
            ("ensemble", self.ensemble),
            ("batch_size", self.batch_size),
            ("max_epochs", self.max_epochs),
            ("patience", self.patience),
            ("memory_budget_mb", self.memory_budget_mb),
        ];
        if let Some((key, _)) = counts.iter().find(|(_, count)| *count == 0) {
            return Some(format!("`{key}` is 0, expected at least 1"));
        }
        let positive = [
            ("learning_rate", self.learning_rate),
            ("length_scale", self.length_scale),
        ];
        if let Some((key, value)) = positive.iter().find(|(_, v)| !(v.is_finite() && *v > 0.0)) {
            return Some(format!("`{key}` is {value}, expected a positive number"));
        }
        if !(self.warmup_epochs.is_finite() && self.warmup_epochs >= 0.0) {
            return Some(format!(
                "`warmup_epochs` is {}, expected 0 or more",
                self.warmup_epochs
            ));
        }
        if !(self.dropout > 0.0 && self.dropout < 1.0) {
            return Some(format!(
                "`dropout` is {}, expected a probability above 0 and below 1: without dropout the network could not say how much it does not know",
                self.dropout
            ));
        }
        let [low, high] = self.noise_factor;
        if !(low > 0.0 && low <= 1.0 && high >= 1.0 && high.is_finite()) {
            return Some(format!(
                "`noise_factor` is [{low}, {high}], expected [low, high] with 0 < low <= 1 <= high"
            ));
        }
        None
    }
}

impl<'de> Deserialize<'de> for NetworkConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let config = Self::deserialize(deserializer)?;
        match config.fault() {
            Some(fault) => Err(D::Error::custom(fault)),
            None => Ok(config),
        }
    }
}

impl Serialize for NetworkConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_left_out_take_their_default() {
        let config: NetworkConfig = toml::from_str("width = 64").unwrap();
        assert_eq!(
            config,
            NetworkConfig {
                width: 64,
                ..NetworkConfig::default()
            }
        );
    }

    #[test]
    fn unknown_keys_are_rejected() {
        let error = toml::from_str::<NetworkConfig>("widht = 64").unwrap_err();
        assert!(error.to_string().contains("unknown field `widht`"));
    }

    #[test]
    fn values_out_of_range_are_rejected() {
        for (text, expected) in [
            ("dropout = 0.0", "`dropout` is 0"),
            ("dropout = nan", "`dropout` is NaN"),
            (
                "density = \"spline\"",
                "`density` is \"spline\", expected one of: flow, mixture",
            ),
            ("ensemble = 0", "`ensemble` is 0"),
            ("learning_rate = -1.0", "`learning_rate` is -1"),
            ("noise_factor = [2.0, 3.0]", "`noise_factor` is [2, 3]"),
        ] {
            let error = toml::from_str::<NetworkConfig>(text)
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn config_survives_a_round_trip() {
        let config = NetworkConfig::default();
        let text = toml::to_string(&config).unwrap();
        assert_eq!(toml::from_str::<NetworkConfig>(&text).unwrap(), config);
    }
}
