//! What the networks say of the spectrum: their posterior, whose doing its spread is, and how far to trust it.

use super::{RetrieveError, RetrieveInput, pull_threshold};
use crate::network::Judgement;
use crate::posterior::report::{BinReport, OodReport};
use crate::posterior::{Observed, Samples, Score, VarianceSplit};
use crate::seed::{Purpose, Seed};
use crate::trained_model::folder::{Subject, bins_of};
use crate::trained_model::{
    PredictiveCheck, Scored, ScoredP, Scores, SpectrumSource, TrainedModel, Verdict, scores,
    simulate_samples, to_theta,
};

/// The random streams of a retrieval; held-out simulations use the streams of their numbers.
const DRAW_STREAM: u64 = u64::MAX;
const SCORE_STREAM: u64 = u64::MAX - 1;

/// A trained model and what it says of the spectrum.
pub(super) struct Networks<'a> {
    input: &'a RetrieveInput<'a>,
    model: &'a TrainedModel,
    judgement: Judgement,
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
    let wanted = Subject {
        bins_um: bins_of(input.observation),
        ..input.subject.clone()
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
            judgement: model.judge(input.observation.depth(), noise_factor),
        })
    }

    /// Draws from their posterior.
    pub(super) fn samples(&self) -> Samples {
        let mut rng = self.seed().rng(Purpose::Posterior, DRAW_STREAM);
        let draws = self
            .judgement
            .posterior
            .draw(self.input.config.n_samples, &mut rng);
        Samples::equal(to_theta(self.input.prior, &draws.z))
    }

    /// Whose doing the spread of each parameter is, `[n_parameters]`.
    fn variance_splits(&self) -> Vec<VarianceSplit> {
        let marginals = self.input.prior.marginals();
        let to_theta = |i: usize, z: f64| marginals[i].from_standard(z);
        let moments = self.judgement.posterior.network_moments(to_theta);
        let parameters = moments.mean.columns().into_iter();
        let parameters = parameters
            .zip(moments.variance.columns())
            .zip(moments.mean_error.columns());
        parameters
            .map(|((mean, variance), error)| VarianceSplit::new(mean, variance, error))
            .collect()
    }

    /// Whose doing the spread is and how far to trust it; scores by the recipe of the held-out simulations.
    pub(super) fn opinion<S: SpectrumSource>(&self, source: &S) -> Opinion {
        let (own, pull) = self.scores(source);
        let rate = self.input.config.false_alarm_rate;
        let verdict = self.model.calibration.verdict(&own, rate);
        let observed = observed(self.input, pull);
        Opinion {
            variance_splits: self.variance_splits(),
            mutual_information_nats: verdict.scores[0].value,
            ood: ood_report(verdict, &observed),
            observed,
        }
    }

    fn scores<S: SpectrumSource>(&self, source: &S) -> (Scores, Vec<f64>) {
        let observation = self.input.observation;
        let scored = Scored {
            judgement: &self.judgement,
            depth: observation.depth(),
            sigma: observation.sigma(),
        };
        let mut rng = self.seed().rng(Purpose::Posterior, SCORE_STREAM);
        let mut workspace = source.workspace();
        let own = scores(
            &scored,
            &self.model.reference,
            self.input.prior,
            source,
            &mut workspace,
            &mut rng,
        );
        let mut rng = self.seed().rng(Purpose::Posterior, SCORE_STREAM);
        let n = 2 * self.judgement.posterior.n_networks();
        let draws = self.judgement.posterior.draw(n, &mut rng);
        let theta = to_theta(self.input.prior, &draws.z);
        let spectra = simulate_samples(source, &mut workspace, theta.view(), 16);
        let check = PredictiveCheck::new(spectra.binned.view(), &spectra.error_inflation);
        (own, check.pulls(observation.depth(), observation.sigma()))
    }

    fn seed(&self) -> Seed {
        Seed(self.input.provenance.seed)
    }
}

/// By how much the spectrum is noisier than those of the training.
fn noise_factor(input: &RetrieveInput, model: &TrainedModel) -> Result<f64, RetrieveError> {
    let [low, high] = model.manifest.features.noise_factor();
    let subject = &model.manifest.subject;
    let found = match subject.noise_factor(input.observation.sigma()) {
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

/// The data with the pull of each bin.
fn observed(input: &RetrieveInput, pull: Vec<f64>) -> Observed {
    let observation = input.observation;
    let threshold_sigma = pull_threshold(observation.n_bins(), input.config.false_alarm_rate);
    let bins = observation.bins().iter();
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

fn ood_report(verdict: Verdict, observed: &Observed) -> OodReport {
    let score = |score: ScoredP| Score {
        name: score.name.into(),
        value: score.value,
        p_value: score.p_value,
        flag: score.flag,
    };
    let bins = observed.wavelength_um.iter().zip(&observed.pull);
    let outstanding = bins
        .zip(&observed.sticks_out)
        .filter(|(_, sticks_out)| **sticks_out);
    OodReport {
        flag: verdict.flag,
        false_alarm_rate: verdict.false_alarm_rate,
        scores: verdict.scores.into_iter().map(score).collect(),
        bins: outstanding
            .map(|((wavelength_um, pull), _)| BinReport {
                wavelength_um: *wavelength_um,
                pull: *pull,
            })
            .collect(),
    }
}
