//! A trained model in memory: networks, what they see, and how held-out simulations score.

use std::path::PathBuf;

use ndarray::{Array1, ArrayView2, Axis};
use rand::Rng;

use super::calibration::Calibration;
use super::calibration_file::{CalibrationFile, CalibrationFileError};
use super::feature_distance::FeatureDistance;
use super::folder::{Manifest, ModelFolder, Subject};
use super::reference::Reference;
use super::scores::{SCORE_NAMES, Scores};
use crate::network::{DeviceKind, Ensemble, Judgement, Network, NetworkConfig, NetworkShape};
use crate::seed::{Purpose, Seed};
use crate::training_set::Features;
use groundwork::{FileError, json};

/// A model that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// There is no finished model.
    #[error("{} holds no finished model (no model.json); run `exosonde train` first", folder.display())]
    NotTrained {
        /// The folder.
        folder: PathBuf,
    },
    /// The model was trained for something else.
    #[error(
        "the model in {} was trained for another study: {difference}. \
         Train again with this study, or choose the study or --out folder that belongs to the model", folder.display()
    )]
    StudyMismatch {
        /// The folder.
        folder: PathBuf,
        /// What differs, as a clause.
        difference: String,
    },
    /// A file of the model cannot be read.
    #[error(transparent)]
    Json(#[from] FileError),
    /// The calibration cannot be read.
    #[error(transparent)]
    Calibration(#[from] CalibrationFileError),
    /// burn refuses the weights.
    #[error("weights {} cannot be read: {message}; train again", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// burn's own words.
        message: String,
    },
}

/// A model ready to judge spectra.
pub struct TrainedModel {
    /// What is known of its making.
    pub manifest: Manifest<Features>,
    /// The networks.
    pub ensemble: Ensemble,
    /// What held-out simulations say about the networks.
    pub reference: Reference,
    /// How held-out simulations score.
    pub calibration: Calibration,
}

impl TrainedModel {
    /// Loads the model in `folder`, which must have been trained for `wanted`; σ may differ by a factor.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], [`ModelError::StudyMismatch`], or what is wrong with its files.
    pub fn load(
        folder: &ModelFolder,
        wanted: &Subject,
        seed: Seed,
        device: DeviceKind,
    ) -> Result<Self, ModelError> {
        let manifest = read_manifest(folder)?;
        if let Some(difference) = manifest.subject.difference(wanted) {
            return Err(ModelError::StudyMismatch {
                folder: folder.folder().into(),
                difference,
            });
        }
        let members = load_members(folder, &manifest, seed, device)?;
        let file = CalibrationFile::read(&folder.calibration_path(), &SCORE_NAMES)?;
        Ok(Self {
            ensemble: Ensemble::new(members, wanted.n_masks).with_width_factors(&file.width_factor),
            reference: Reference {
                distances: distances_of(&file),
                width_factors: file.width_factor.clone(),
            },
            calibration: Calibration::new(scores_of(&file)),
            manifest,
        })
    }

    /// Judges one spectrum.
    ///
    /// # Shapes
    /// - `depth`: `[n_bins]`; `noise_factor`: its σ over the σ of the training
    pub fn judge(&self, depth: &[f64], noise_factor: f64) -> Judgement {
        let input = self
            .manifest
            .features
            .input(depth, noise_factor)
            .insert_axis(Axis(0));
        self.ensemble.judge(input.view()).remove(0)
    }
}

/// Reads `model.json`.
///
/// # Errors
/// [`ModelError::NotTrained`] if there is none, [`ModelError::Json`] if it is damaged.
pub fn read_manifest(folder: &ModelFolder) -> Result<Manifest<Features>, ModelError> {
    let path = folder.manifest_path();
    match path.exists() {
        true => Ok(json::read(&path)?),
        false => Err(ModelError::NotTrained {
            folder: folder.folder().into(),
        }),
    }
}

/// Where networks come from before they have learnt.
#[derive(Debug, Clone, Copy)]
pub struct Newborn<'a> {
    /// `[network]`.
    pub config: &'a NetworkConfig,
    /// Numbers that a spectrum is given as.
    pub n_inputs: usize,
    /// Dimension of θ.
    pub n_parameters: usize,
    /// The one number of the run.
    pub seed: Seed,
    /// Where the networks compute.
    pub device: DeviceKind,
}

impl Newborn<'_> {
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
}

fn load_members(
    folder: &ModelFolder,
    manifest: &Manifest<Features>,
    seed: Seed,
    device: DeviceKind,
) -> Result<Vec<Network>, ModelError> {
    let config = &manifest.subject.network;
    let newborn = Newborn {
        config,
        n_inputs: manifest.features.n_inputs(),
        n_parameters: manifest.subject.parameters.len(),
        seed,
        device,
    };
    let load = |member| {
        let bytes = folder.read_weights(member)?;
        let network = newborn.member(member);
        network
            .with_weights(bytes)
            .map_err(|error| ModelError::Weights {
                path: folder.weights_path(member),
                message: error.to_string(),
            })
    };
    (0..config.ensemble).map(load).collect()
}

fn distances_of(file: &CalibrationFile) -> Vec<FeatureDistance> {
    let members = file
        .feature_mean
        .rows()
        .into_iter()
        .zip(file.feature_factor.outer_iter());
    members
        .map(|(mean, factor): (_, ArrayView2<f64>)| FeatureDistance {
            mean: Array1::from(mean.to_vec()),
            factor: factor.to_owned(),
        })
        .collect()
}

fn scores_of(file: &CalibrationFile) -> Vec<Scores> {
    let row = |row: ndarray::ArrayView1<f64>| std::array::from_fn(|j| row[j]);
    file.scores.rows().into_iter().map(row).collect()
}
