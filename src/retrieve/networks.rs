//! What the networks say of the spectrum: their posterior, whose doing its spread is, and how far to trust it.

use super::{
    RetrieveError, RetrieveInput, Start, pulls, spread::variance_splits, validity::reasons,
};
use crate::network::Prediction;
use crate::observation::bins_of;
use crate::posterior::report::{BinReport, OodReport};
use crate::posterior::{Observed, VarianceSplit};
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::{
    LARGEST_PULL, MUTUAL_INFORMATION, OutOfDistribution, PredictedSpectrum, Specification,
    TrainedModel, ValidSampler, ValidSamples,
};

/// A trained model and what it says of the spectrum.
pub(super) struct Networks<'a> {
    input: &'a RetrieveInput<'a>,
    model: &'a TrainedModel,
    prediction: Prediction,
}

/// What networks say of a spectrum besides their posterior.
pub(super) struct Opinion {
    /// `[n_parameters]`.
    pub variance_splits: Vec<VarianceSplit>,
    pub mutual_information_nats: f64,
    pub ood: OodReport,
    pub observed: Observed,
}

/// Loads the model, if the search begins at one; it must have been trained for the study and the spectrum's bins.
///
/// # Errors
/// [`RetrieveError::Model`].
pub(super) fn load(input: &RetrieveInput) -> Result<Option<TrainedModel>, RetrieveError> {
    let Start::Networks { model, device, .. } = &input.start else {
        return Ok(None);
    };
    let wanted = Specification {
        bins_um: bins_of(input.observation),
        ..input.specification.clone()
    };
    let seed = Seed(input.provenance.seed);
    Ok(Some(TrainedModel::load(model, &wanted, seed, *device)?))
}

impl<'a> Networks<'a> {
    /// Shows them the spectrum.
    ///
    /// # Errors
    /// [`RetrieveError::Noise`] if its errors are not those that they learnt with.
    pub(super) fn new(
        input: &'a RetrieveInput,
        model: &'a TrainedModel,
    ) -> Result<Self, RetrieveError> {
        let noise_factor = noise_factor(input, model)?;
        Ok(Self {
            input,
            model,
            prediction: model.predict(input.observation.depth(), noise_factor),
        })
    }

    /// Draws as many samples from their posterior as are shown, and at least as many as are simulated.
    ///
    /// # Errors
    /// [`RetrieveError::Unphysical`] if hardly a sample has a spectrum.
    pub(super) fn samples<S: Simulator>(
        &self,
        source: &SpectrumSource<S>,
        is_thorough: bool,
    ) -> Result<ValidSamples, RetrieveError> {
        let mut rng = self.seed().rng(Purpose::Retrieval, 0);
        let n = self
            .input
            .config
            .n_samples
            .max(self.input.config.n_predictive);
        let draw = |n| self.prediction.posterior.draw(n, &mut rng).z;
        let sampler = ValidSampler {
            is_thorough,
            ..self.sampler(source)
        };
        let samples = sampler.sample(n, draw);
        match samples.n() == n {
            true => Ok(samples),
            false => Err(RetrieveError::Unphysical {
                observation: self.input.provenance.observation_file.clone(),
                percent: 100.0 * samples.valid_share(),
                reasons: reasons(samples.failed_shares()),
            }),
        }
    }

    /// Whose doing the spread is and how far to trust it; scores by the recipe of the held-out simulations.
    pub(super) fn opinion<S: Simulator>(&self, source: &SpectrumSource<S>) -> Opinion {
        let spectrum = PredictedSpectrum {
            prediction: &self.prediction,
            depth: self.input.observation.depth(),
            sigma: self.input.observation.sigma(),
        };
        let mut rng = self.seed().rng(Purpose::RetrievalScores, 0);
        let scorer = self.model.scorer(self.input.prior, source);
        let evidence = scorer.evidence(spectrum, &mut source.workspace(), &mut rng);
        let rate = self.input.config.false_alarm_rate;
        let scores = &self.model.calibration.scores;
        let compared = scores.compare(&scorer.values(&evidence), rate);
        let threshold_sigma = scores.unflagged_up_to(LARGEST_PULL, rate);
        // Not a number where the forward model cannot follow the posterior.
        let unknown = || vec![f64::NAN; self.input.observation.n_bins()];
        let pull = evidence.pulls().unwrap_or_else(unknown);
        let observed = pulls::with_pulls(self.input, pull, threshold_sigma);
        Opinion {
            variance_splits: variance_splits(
                &self.prediction.posterior,
                &self.sampler(source),
                self.seed(),
            ),
            mutual_information_nats: compared.value(MUTUAL_INFORMATION).unwrap_or(f64::NAN),
            ood: ood_report(compared, &observed),
            observed,
        }
    }

    fn sampler<'s, S: Simulator>(&self, source: &'s SpectrumSource<S>) -> ValidSampler<'s, S>
    where
        'a: 's,
    {
        ValidSampler {
            prior: self.input.prior,
            source,
            is_thorough: false,
        }
    }

    fn seed(&self) -> Seed {
        Seed(self.input.provenance.seed)
    }
}

/// By how much the spectrum is noisier than those of the training.
fn noise_factor(input: &RetrieveInput, model: &TrainedModel) -> Result<f64, RetrieveError> {
    let [low, high] = model.input_map.noise_factor();
    let specification = &model.manifest.specification;
    let found = match specification.noise_factor(input.observation.sigma()) {
        Some(factor) if (low * 0.999..=high * 1.001).contains(&factor) => return Ok(factor),
        Some(factor) => format!("they are {factor:.3} times as large"),
        None => "their ratio differs from bin to bin".into(),
    };
    let observation = input.provenance.observation_file.clone();
    Err(RetrieveError::Noise {
        observation,
        low,
        high,
        found,
    })
}

fn ood_report(compared: OutOfDistribution, observed: &Observed) -> OodReport {
    let bins = observed.wavelength_um.iter().zip(&observed.pull);
    let outstanding = bins
        .zip(&observed.sticks_out)
        .filter(|(_, sticks_out)| **sticks_out);
    OodReport {
        flag: compared.flag,
        false_alarm_rate: compared.false_alarm_rate,
        scores: compared.scores,
        bins: outstanding
            .map(|((wavelength_um, pull), _)| BinReport {
                wavelength_um: *wavelength_um,
                pull: *pull,
            })
            .collect(),
    }
}
