//! What one held-out simulation says of the model.

use super::EvaluateInput;
use crate::network::Judgement;
use crate::posterior::Samples;
use crate::seed::Purpose;
use crate::trained_model::{
    Held, Noisy, Scored, SpectrumSource, TrainedModel, evaluating, judge_each, scores, to_theta,
};
use crate::training_set::Dataset;
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

/// Retrieves the held-out simulations.
pub(super) fn outcomes<S: SpectrumSource>(
    input: &EvaluateInput,
    source: &S,
    model: &TrainedModel,
    dataset: &Dataset,
    progress: &dyn Progress,
) -> Vec<Outcome> {
    let held = Held {
        dataset,
        features: &model.manifest.features,
        prior: input.prior,
        source,
        seed: input.seed,
    };
    let chosen: Vec<usize> = evaluating(dataset, MAX_SIMULATIONS).collect();
    let sigma: Vec<f64> = held
        .features
        .sigma()
        .iter()
        .map(|s| f64::from(*s))
        .collect();
    judge_each(
        &model.ensemble,
        &held,
        (&dataset.test, chosen.as_slice()),
        progress,
        |row, noisy, judgement, workspace| {
            let scored = Scored {
                judgement: &judgement,
                depth: &noisy.depth,
                sigma: &sigma,
            };
            let mut rng = input.seed.rng(Purpose::Posterior, noisy.index);
            let own = scores(
                &scored,
                &model.reference,
                input.prior,
                source,
                workspace,
                &mut rng,
            );
            let flag = model.calibration.verdict(&own, input.false_alarm_rate).flag;
            let z: Vec<f64> = dataset
                .test
                .target
                .row(row)
                .iter()
                .map(|z| f64::from(*z))
                .collect();
            let samples = samples(input, noisy, &judgement);
            let nll = -judgement.posterior.unstretched().log_density(&z);
            Outcome::new(input.prior.from_standard(&z), &samples, nll, flag)
        },
    )
}

fn samples(input: &EvaluateInput, noisy: &Noisy, judgement: &Judgement) -> Samples {
    // The scores of a simulation have used the stream of its number.
    let mut rng = input.seed.rng(Purpose::Posterior, noisy.index | 1 << 62);
    let draws = judgement.posterior.draw(N_SAMPLES, &mut rng);
    Samples::equal(to_theta(input.prior, &draws.z))
}

impl Outcome {
    fn new(truth: Vec<f64>, samples: &Samples, nll: f64, flag: bool) -> Self {
        let parameters = || truth.iter().enumerate();
        Self {
            mean: parameters().map(|(i, _)| samples.mean(i)).collect(),
            rank: parameters()
                .map(|(i, truth)| samples.share_below(i, *truth))
                .collect(),
            truth,
            nll,
            flag,
        }
    }
}
