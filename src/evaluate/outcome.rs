//! What one held-out simulation says of the model.

use ndarray::s;
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;

use super::EvaluateInput;
use crate::network::Posterior;
use crate::posterior::Samples;
use crate::seed::Purpose;
use crate::simulator::Simulator;
use crate::trained_model::{Chosen, HeldOut, HeldOutSpectrum, PredictedSpectrum, TrainedModel};
use crate::training_set::Dataset;
use groundwork::progress::Progress;

/// Simulations that are retrieved, at most.
const MAX_SIMULATIONS: usize = 1_000;
/// Posterior samples of each, and those whose density is compared with the truth's.
const N_SAMPLES: usize = 1_024;
const N_DENSITIES: usize = 64;

/// A held-out simulation beside its posterior.
pub(super) struct Outcome {
    /// The true parameters but for the conditions, `[n_targets]`; so are all that follow.
    pub truth: Vec<f64>,
    /// Posterior means.
    pub mean: Vec<f64>,
    /// Share of the posterior below the truth: uniform over many simulations if posteriors are calibrated
    /// (Talts et al. 2018).
    pub rank: Vec<f64>,
    /// Posterior variances.
    pub variance: Vec<f64>,
    /// Share of the posterior that is denser than the truth: uniform if posteriors are calibrated, and at most the level of the joint
    /// region of highest density that just holds the truth.
    pub denser: f64,
    /// Share of the posterior that is nearer than the truth to a point drawn from the prior, in z: uniform if posteriors are right (TARP;
    /// Lemos et al. 2023).
    pub nearer: f64,
    /// Negative log-density of the truth in z before widths are corrected, nats.
    pub nll: f64,
    /// Whether the simulation is flagged.
    pub flag: bool,
}

/// Retrieves the held-out simulations; none for one of whose posterior hardly anything has a spectrum.
pub(super) fn outcomes<S: Simulator>(
    input: &EvaluateInput,
    (dataset, held_out): (&Dataset, &HeldOut<S>),
    model: &TrainedModel,
    progress: &dyn Progress,
) -> Vec<Option<Outcome>> {
    let scorer = model.scorer(input.prior, held_out.source);
    held_out.predict_each(
        Chosen::for_evaluation(dataset, MAX_SIMULATIONS),
        &model.ensemble,
        progress,
        |spectrum, prediction, workspace| {
            let predicted = PredictedSpectrum {
                prediction: &prediction,
                depth: &spectrum.depth,
                sigma: held_out.noise.sigma(),
                conditions: &spectrum.conditions,
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
        let asked = (posterior, &*spectrum.conditions);
        let valid = held_out.sample(asked, N_SAMPLES, &mut rng);
        if valid.n() < N_SAMPLES {
            return None;
        }
        let reference: Vec<f64> = (0..spectrum.z.len())
            .map(|_| rng.sample(StandardNormal))
            .collect();
        let own = valid.z.slice(s![.., ..spectrum.z.len()]);
        let z: Vec<Vec<f64>> = own.rows().into_iter().map(|z| z.to_vec()).collect();
        let samples = Samples::equal(valid.theta);
        let whole = [&spectrum.z[..], &spectrum.conditions].concat();
        let mut truth = held_out.prior.from_standard(&whole);
        truth.truncate(spectrum.z.len());
        let parameters = || truth.iter().enumerate();
        Some(Self {
            mean: parameters().map(|(i, _)| samples.mean(i)).collect(),
            rank: parameters()
                .map(|(i, truth)| samples.share_below(i, *truth))
                .collect(),
            variance: parameters().map(|(i, _)| samples.variance(i)).collect(),
            denser: share_above(&z[..N_DENSITIES], &spectrum.z, |z| posterior.log_density(z)),
            nearer: share_above(&z, &spectrum.z, |z| -squared_distance(z, &reference)),
            nll: -posterior.unstretched().log_density(&spectrum.z),
            truth,
            flag,
        })
    }
}

/// Share of samples of which more is to be said than of the truth; between those of `n` samples that could be, so that it is never
/// nothing or all.
fn share_above(samples: &[Vec<f64>], truth: &[f64], of: impl Fn(&[f64]) -> f64) -> f64 {
    let of_truth = of(truth);
    let above = samples.iter().filter(|sample| of(sample) > of_truth);
    (above.count() as f64 + 0.5) / (samples.len() as f64 + 1.0)
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}
