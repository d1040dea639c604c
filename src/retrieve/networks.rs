//! What the networks say of the spectrum: their posterior, whose doing its spread is, and how far to trust it.

use super::{
    RetrieveError, RetrieveInput, Start,
    asked::{Asked, AskedNetworks},
    pulls,
    spread::{splits_of_draws, variance_splits},
    validity::reasons,
};
use crate::likelihood::Likelihood;
use crate::posterior::report::{BinReport, OodReport, Worth};
use crate::posterior::{Observed, VarianceSplit};
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::{
    Evidence, LARGEST_PULL, MUTUAL_INFORMATION, OutOfDistribution, PredictedSpectrum, Scorer,
    TrainedModel, ValidSampler, ValidSamples,
};
use crate::training_set::Noise;
use groundwork::progress::Progress;

/// Samples that the likelihood weighs to say what they are worth.
const N_WEIGHED: usize = 1000;
/// Values of conditions that are not known, at most, with which scores are found, the best of which count.
const N_JUDGED: usize = 16;

/// A trained model, and how noisy the spectrum is beside those that it learnt with.
pub(super) struct Model {
    pub trained: TrainedModel,
    noise: Noise,
}

/// A model and what it says of the spectrum.
pub(super) struct Networks<'a> {
    input: &'a RetrieveInput<'a>,
    model: &'a TrainedModel,
    asked: AskedNetworks,
}

/// What networks say of a spectrum besides their posterior.
pub(super) struct Opinion {
    /// `[n_parameters]`.
    pub variance_splits: Vec<VarianceSplit>,
    pub mutual_information_nats: f64,
    pub ood: OodReport,
    pub observed: Observed,
}

/// Loads the model, if the search begins at one, for spectra with the errors and bins of this one; it must have been trained for the
/// study.
///
/// # Errors
/// [`RetrieveError::Model`].
pub(super) fn load<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<Option<Model>, RetrieveError> {
    let Start::Networks {
        model: folder,
        device,
        ..
    } = &input.start
    else {
        return Ok(None);
    };
    let seed = Seed(input.provenance.seed);
    let trained = TrainedModel::load(folder, &input.specification, seed, *device)?;
    let observation = (input.observation, &*input.provenance.observation_file);
    // Simulations have all conditions, whatever is known of this spectrum's.
    let prior = input.conditions.whole_prior(input.prior);
    let simulations = (&prior, &source.of_whole(), seed);
    let (trained, noise) = trained.for_observation(folder, observation, simulations, progress)?;
    Ok(Some(Model { trained, noise }))
}

impl<'a> Networks<'a> {
    /// Shows them the spectrum.
    pub(super) fn new(input: &'a RetrieveInput, model: &'a Model) -> Self {
        Self {
            input,
            asked: AskedNetworks::new(input, (&model.trained, &model.noise)),
            model: &model.trained,
        }
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
        let draw = |n| self.asked.draw(n, &mut rng).z;
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

    /// What their samples are worth to who weighs them by the likelihood of the spectrum.
    pub(super) fn worth<S: Simulator>(&self, source: &SpectrumSource<S>) -> Worth {
        let mut rng = self.seed().rng(Purpose::Worth, 0);
        let z = self.asked.draw(N_WEIGHED, &mut rng).z;
        let likelihood = Likelihood::new(source, self.input.prior, self.input.observation);
        likelihood.worth_of(z.view(), |draw, z| self.asked.log_density(draw, z))
    }

    /// Whose doing the spread is and how far to trust it; scores by the recipe of the held-out simulations.
    pub(super) fn opinion<S: Simulator>(&self, source: &SpectrumSource<S>) -> Opinion {
        let scorer = self.model.scorer(self.input.prior, source);
        let evidence = self.evidence(&scorer, source);
        let rate = self.input.config.false_alarm_rate;
        let scores = &self.model.calibration.scores;
        let compared = scores.compare(&scorer.values(&evidence), rate);
        let threshold_sigma = scores.unflagged_up_to(LARGEST_PULL, rate);
        // Not a number where the forward model cannot follow the posterior.
        let unknown = || vec![f64::NAN; self.input.observation.n_bins()];
        let pull = evidence.pulls().unwrap_or_else(unknown);
        let observed = pulls::with_pulls(self.input, pull, threshold_sigma);
        Opinion {
            variance_splits: self.variance_splits(source),
            mutual_information_nats: compared.value(MUTUAL_INFORMATION).unwrap_or(f64::NAN),
            ood: ood_report(compared, &observed),
            observed,
        }
    }

    /// What scores look at, with those of the conditions asked with by which the networks' samples fit the spectrum best.
    fn evidence<'s, S: Simulator>(
        &'s self,
        scorer: &Scorer<'s, S>,
        source: &SpectrumSource<S>,
    ) -> Evidence<'s> {
        let evidence = |(i, asked): (usize, &'s Asked)| {
            let spectrum = PredictedSpectrum {
                prediction: &asked.prediction,
                depth: self.input.observation.depth(),
                sigma: self.input.observation.sigma(),
                conditions: &asked.conditions,
            };
            let mut rng = self.seed().rng(Purpose::RetrievalScores, i as u64);
            scorer.evidence(spectrum, &mut source.workspace(), &mut rng)
        };
        let all = self.asked.first(N_JUDGED).enumerate().map(evidence);
        let best = all.min_by(|a, b| a.chi2().total_cmp(&b.chi2()));
        best.expect("networks are asked once at least")
    }

    fn variance_splits<S: Simulator>(&self, source: &SpectrumSource<S>) -> Vec<VarianceSplit> {
        let sampler = self.sampler(source);
        match self.asked.only() {
            Some(only) => variance_splits(&only.prediction.posterior, &sampler, self.seed()),
            None => splits_of_draws(
                |n, rng| self.asked.draw(n, rng),
                self.asked.n_networks(),
                &sampler,
                self.seed(),
            ),
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
