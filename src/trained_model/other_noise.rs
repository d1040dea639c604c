//! A model for spectra whose errors or bins are not quite those that it was trained for.
//!
//! Networks are shown how well each bin is known; how wide their posteriors must be and how simulations score is found anew from
//! held-out simulations with just these errors and gaps, and kept for the next spectrum of the kind.

use forward_model::units::ppm_from_number;
use groundwork::progress::Progress;
use sha2::{Digest, Sha256};

use super::calibrate::calibrate;
use super::calibration::Calibration;
use super::error::ModelError;
use super::folder::ModelFolder;
use super::held_out::{Chosen, HeldOut};
use super::kept::KeptSimulations;
use super::trained::TrainedModel;
use crate::observation::{Observation, bins_of, part_of};
use crate::prior::Prior;
use crate::seed::Seed;
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::hex;
use crate::training_set::{Noise, is_enough};

impl TrainedModel {
    /// The model of `folder`, calibrated for spectra like an observation, and how noisy these are; `source` makes them in its bins.
    ///
    /// # Errors
    /// [`ModelError::Unserved`] if the observation has other bins, too few of them, or an error that the networks have not learnt with;
    /// [`ModelError`] if a file cannot be read or written, or features of a network are not finite.
    pub fn for_observation<S: Simulator>(
        self,
        folder: &ModelFolder,
        (observation, file): (&Observation, &str),
        simulations: (&Prior, &SpectrumSource<S>, Seed),
        progress: &dyn Progress,
    ) -> Result<(Self, Noise), ModelError> {
        let noise = self.noise(observation, file)?;
        let model = self.for_noise(folder, &noise, simulations, progress)?;
        Ok((model, noise))
    }

    /// How noisy an observation is beside those of the training, and which bins it has.
    fn noise(&self, observation: &Observation, file: &str) -> Result<Noise, ModelError> {
        let unserved = |found: String, expected: String| ModelError::Unserved {
            observation: file.into(),
            found,
            expected,
        };
        let bins = part_of(&self.manifest.specification.bins_um, &bins_of(observation));
        let bins = bins.map_err(|found| unserved(found, "bins of the training".into()))?;
        let n_bins = self.input_map.n_bins();
        if !is_enough(n_bins, n_bins - bins.len()) {
            let found = format!("it has {} of {n_bins} bins", bins.len());
            return Err(unserved(found, "half of them at least".into()));
        }
        let noise = Noise::new(&self.input_map, bins, observation.sigma());
        noise.map_err(|error| {
            let [low, high] = error.served;
            unserved(
                format!(
                    "its error at {} µm, {:.4} ppm, is {:.4} times that of the training",
                    observation.bins()[error.i_bin].wavelength_um,
                    ppm_from_number(observation.sigma()[error.i_bin]),
                    error.factor
                ),
                format!("{low} to {high} times (`network.noise_factor`)"),
            )
        })
    }

    /// The same for spectra of that `noise`.
    fn for_noise<S: Simulator>(
        self,
        folder: &ModelFolder,
        noise: &Noise,
        (prior, source, seed): (&Prior, &SpectrumSource<S>, Seed),
        progress: &dyn Progress,
    ) -> Result<Self, ModelError> {
        if noise.is_that_of_training() {
            return Ok(self);
        }
        let path = folder.other_calibration_path(&name(noise));
        if let Ok(calibration) = Calibration::read(&path) {
            return Ok(self.with_calibration(calibration));
        }
        let kept = KeptSimulations::read(&folder.simulations_path());
        let kept = kept.map_err(ModelError::Simulations)?;
        let held_out = HeldOut {
            valid_fraction: kept.valid_fraction,
            input_map: &self.input_map,
            noise,
            prior,
            source,
            seed,
        };
        progress.remark(&format!(
            "the spectrum's errors or bins are not those of the training: the networks are calibrated for them, once, by {} simulations",
            kept.fitted.len() + kept.scored.len()
        ));
        let chosen = [&kept.fitted, &kept.scored].map(Chosen::all);
        let calibration = calibrate(
            &self.ensemble.clone().unstretched(),
            &held_out,
            chosen,
            progress,
        )?;
        calibration.write(&path)?;
        Ok(self.with_calibration(calibration))
    }

    fn with_calibration(self, calibration: Calibration) -> Self {
        Self {
            ensemble: self.ensemble.with_width_factors(&calibration.width_factors),
            calibration,
            ..self
        }
    }
}

/// What tells a noise from others.
fn name(noise: &Noise) -> String {
    let mut hash = Sha256::new();
    for (bin, sigma) in noise.bins() {
        hash.update((bin as u64).to_le_bytes());
        hash.update(sigma.to_le_bytes());
    }
    hex(&hash.finalize()[..8])
}
