//! A trained model in memory: networks, what they see, and how held-out simulations score.

use ndarray::Axis;

use super::calibration::Calibration;
use super::error::ModelError;
use super::folder::ModelFolder;
use super::manifest::Manifest;
use super::scorer::Scorer;
use super::specification::Specification;
use super::untrained::UntrainedEnsemble;
use crate::network::{DeviceKind, Ensemble, Prediction};
use crate::prior::Prior;
use crate::seed::Seed;
use crate::simulator::{Simulator, SpectrumSource};
use crate::training_set::{InputMap, Noise};

/// A model ready for spectra.
pub struct TrainedModel {
    /// What is known of its making.
    pub manifest: Manifest,
    /// What the networks see of a spectrum.
    pub input_map: InputMap,
    /// The networks, with posteriors of corrected width.
    pub ensemble: Ensemble,
    /// What held-out simulations say about the networks.
    pub calibration: Calibration,
}

impl TrainedModel {
    /// Loads the model in `folder`, which must have been trained for `wanted`; σ may differ.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], [`ModelError::Layout`], [`ModelError::StudyMismatch`], [`ModelError::Replaced`], or what is wrong with its files.
    pub fn load(
        folder: &ModelFolder,
        wanted: &Specification,
        seed: Seed,
        device: DeviceKind,
    ) -> Result<Self, ModelError> {
        let manifest = Manifest::read(folder)?;
        if let Some(difference) = manifest.specification.difference(wanted) {
            return Err(ModelError::StudyMismatch {
                folder: folder.folder().into(),
                difference,
            });
        }
        let input_map = InputMap::read(&folder.input_path())?;
        let calibration = Calibration::read(&folder.calibration_path())?;
        let untrained = UntrainedEnsemble {
            config: &manifest.specification.network,
            n_inputs: input_map.n_inputs(),
            n_parameters: manifest.specification.n_targets(),
            seed,
            device,
        };
        let members = untrained.with_weights(folder)?;
        // A training that replaces a model begins with removing its manifest and ends with writing another.
        if Manifest::read(folder).ok().as_ref() != Some(&manifest) {
            return Err(ModelError::Replaced {
                folder: folder.folder().into(),
            });
        }
        Ok(Self {
            ensemble: Ensemble::new(members, wanted.n_masks)
                .with_width_factors(&calibration.width_factors),
            manifest,
            input_map,
            calibration,
        })
    }

    /// What the ensemble says about one spectrum, with which these conditions are known.
    ///
    /// # Shapes
    /// - `depth`: `[n_observed]`, in the bins that `noise` has; `conditions`: `[n_conditions]`, standardised
    pub fn predict(&self, depth: &[f64], noise: &Noise, conditions: &[f64]) -> Prediction {
        let input = self.input_map.input(depth, noise, conditions);
        let input = input.insert_axis(Axis(0));
        self.ensemble.predict(input.view()).remove(0)
    }

    /// Scores spectra as the held-out simulations were scored.
    pub fn scorer<'a, S: Simulator>(
        &'a self,
        prior: &'a Prior,
        source: &'a SpectrumSource<S>,
    ) -> Scorer<'a, S> {
        Scorer {
            kinds: self.calibration.scores.kinds(),
            feature_distances: &self.calibration.feature_distances,
            prior,
            source,
        }
    }
}
