//! What the networks say of the spectrum: their posterior, whose doing its spread is, and how far to trust it.

use super::{RetrieveError, RetrieveInput};
use crate::network::{Posterior, Prediction};
use crate::posterior::report::{BinReport, OodReport};
use crate::posterior::{Observed, Samples, VarianceSplit};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::{
    LARGEST_PULL, MUTUAL_INFORMATION, OutOfDistribution, PredictedSpectrum, Specification,
    TrainedModel, bins_of, to_theta,
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

/// Loads the model, which must have been trained for the study and the spectrum's bins.
///
/// # Errors
/// [`RetrieveError::Model`].
pub(super) fn load(input: &RetrieveInput) -> Result<TrainedModel, RetrieveError> {
    let wanted = Specification {
        bins_um: bins_of(input.observation),
        ..input.specification.clone()
    };
    let seed = Seed(input.provenance.seed);
    Ok(TrainedModel::load(
        &input.model,
        &wanted,
        seed,
        input.device,
    )?)
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

    /// Draws from their posterior.
    pub(super) fn samples(&self) -> Samples {
        let mut rng = self.seed().rng(Purpose::Retrieval, 0);
        let n = self.input.config.n_samples;
        let draws = self.prediction.posterior.draw(n, &mut rng);
        Samples::equal(to_theta(self.input.prior, &draws.z))
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
        let observed = observed(self.input, evidence.pulls(), threshold_sigma);
        Opinion {
            variance_splits: variance_splits(&self.prediction.posterior, self.input.prior),
            mutual_information_nats: compared.value(MUTUAL_INFORMATION).unwrap_or(f64::NAN),
            ood: ood_report(compared, &observed),
            observed,
        }
    }

    fn seed(&self) -> Seed {
        Seed(self.input.provenance.seed)
    }
}

/// Whose doing the spread of each parameter is, in its unit, `[n_parameters]`; by the networks' own densities, so without a
/// posterior's samples.
pub fn variance_splits(posterior: &Posterior, prior: &Prior) -> Vec<VarianceSplit> {
    let marginals = prior.marginals();
    let moments = posterior.network_moments(|i, z| marginals[i].from_standard(z));
    let parameters = moments.mean.columns().into_iter();
    let parameters = parameters
        .zip(moments.variance.columns())
        .zip(moments.mean_error.columns());
    parameters
        .map(|((mean, variance), error)| VarianceSplit::new(mean, variance, error))
        .collect()
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

/// The data with the pull of each bin, which is not a number where the forward model cannot follow the posterior.
fn observed(input: &RetrieveInput, pull: Option<Vec<f64>>, threshold_sigma: f64) -> Observed {
    let observation = input.observation;
    let bins = observation.bins().iter();
    let pull = pull.unwrap_or_else(|| vec![f64::NAN; observation.n_bins()]);
    let sticks_out = pull.iter().map(|pull| pull.abs() > threshold_sigma);
    Observed {
        wavelength_um: bins.clone().map(|bin| bin.wavelength_um).collect(),
        half_width_um: bins.clone().map(|bin| bin.half_width_um).collect(),
        instrument: bins.map(|bin| bin.instrument.clone()).collect(),
        depth: observation.depth().to_vec(),
        sigma: observation.sigma().to_vec(),
        sticks_out: sticks_out.collect(),
        pull,
        threshold_sigma,
    }
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
