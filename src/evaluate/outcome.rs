//! What one held-out simulation says of the model.

use super::EvaluateInput;
use crate::network::Posterior;
use crate::posterior::Samples;
use crate::seed::Purpose;
use crate::simulator::Simulator;
use crate::trained_model::{HeldOut, HeldOutSpectrum, PredictedSpectrum, TrainedModel};
use groundwork::progress::Progress;

/// Simulations that are retrieved, at most.
const MAX_SIMULATIONS: usize = 1_000;
/// Posterior samples of each.
const N_SAMPLES: usize = 1_024;

/// A held-out simulation beside its posterior.
pub(super) struct Outcome {
    /// The true parameters, `[n_parameters]`.
    pub truth: Vec<f64>,
    /// Posterior means, `[n_parameters]`.
    pub mean: Vec<f64>,
    /// Share of the posterior below the truth, `[n_parameters]`: uniform over many simulations if posteriors are calibrated
    /// (Talts et al. 2018).
    pub rank: Vec<f64>,
    /// Negative log-density of the truth in z before widths are corrected, nats.
    pub nll: f64,
    /// Whether the simulation is flagged.
    pub flag: bool,
}

/// Retrieves the held-out simulations; none for one of whose posterior hardly anything has a spectrum.
pub(super) fn outcomes<S: Simulator>(
    input: &EvaluateInput,
    held_out: &HeldOut<S>,
    model: &TrainedModel,
    progress: &dyn Progress,
) -> Vec<Option<Outcome>> {
    let scorer = model.scorer(input.prior, held_out.source);
    let sigma = model.input_map.sigma();
    held_out.predict_each(
        held_out.for_evaluation(MAX_SIMULATIONS),
        &model.ensemble,
        progress,
        |spectrum, prediction, workspace| {
            let predicted = PredictedSpectrum {
                prediction: &prediction,
                depth: &spectrum.depth,
                sigma: &sigma,
            };
            let mut rng = input.seed.rng(Purpose::Posterior, spectrum.index);
            let own = scorer.values(&scorer.evidence(predicted, workspace, &mut rng));
            let scores = &model.calibration.scores;
            let flag = scores.compare(&own, input.false_alarm_rate).flag;
            Outcome::new(held_out, spectrum, &prediction.posterior, flag)
        },
    )
}

impl Outcome {
    fn new<S: Simulator>(
        held_out: &HeldOut<S>,
        spectrum: &HeldOutSpectrum,
        posterior: &Posterior,
        flag: bool,
    ) -> Option<Self> {
        let mut rng = held_out.seed.rng(Purpose::Evaluation, spectrum.index);
        let valid = held_out.sample(posterior, N_SAMPLES, &mut rng);
        if valid.n() < N_SAMPLES {
            return None;
        }
        let samples = Samples::equal(valid.theta);
        let truth = held_out.prior.from_standard(&spectrum.z);
        let parameters = || truth.iter().enumerate();
        Some(Self {
            mean: parameters().map(|(i, _)| samples.mean(i)).collect(),
            rank: parameters()
                .map(|(i, truth)| samples.share_below(i, *truth))
                .collect(),
            nll: -posterior.unstretched().log_density(&spectrum.z),
            truth,
            flag,
        })
    }
}
