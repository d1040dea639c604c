//! Fits widths and features to validation simulations and scores test simulations, so that the posterior and the scores of
//! an observation can be read.

use ndarray::Array2;

use super::calibration::Calibration;
use super::feature_distance::{FeatureDistances, FeaturesNotFinite};
use super::held_out::{Chosen, HeldOut};
use super::score_distribution::ScoreDistribution;
use super::scorer::Scorer;
use super::scores::{PredictedSpectrum, SCORES, ScoreKind};
use super::width::{fit_width_factors, required};
use crate::network::Ensemble;
use crate::seed::Purpose;
use crate::simulator::Simulator;
use groundwork::progress::Progress;

/// Posterior samples of each simulation whose width is looked at.
const N_SAMPLES: usize = 512;

/// Calibrates an ensemble whose posteriors are as wide as its networks say, with simulations to fit to and others to score.
///
/// # Errors
/// [`FeaturesNotFinite`] if those of a network are not.
pub fn calibrate<S: Simulator>(
    ensemble: &Ensemble,
    held_out: &HeldOut<S>,
    [fitted, scored]: [Chosen; 2],
    progress: &dyn Progress,
) -> Result<Calibration, FeaturesNotFinite> {
    let fitted = held_out.predict_each(fitted, ensemble, progress, |spectrum, prediction, _| {
        let mut rng = held_out.seed.rng(Purpose::Posterior, spectrum.index);
        let asked = (&prediction.posterior, &*spectrum.conditions);
        let samples = held_out.sample(asked, N_SAMPLES, &mut rng);
        let is_enough = samples.n() == N_SAMPLES;
        let required = is_enough.then(|| required(&samples.z, &spectrum.z));
        (prediction.features, required)
    });
    let (features, required): (Vec<_>, Vec<_>) = fitted.into_iter().unzip();
    let feature_distances = FeatureDistances::fit(&features)?;
    let required: Vec<_> = required.into_iter().flatten().collect();
    let width_factors = fit_width_factors(&required, held_out.n_targets());
    let ensemble = ensemble.clone().with_width_factors(&width_factors);
    let scores = score_distribution(&ensemble, &feature_distances, (held_out, scored), progress);
    Ok(Calibration {
        width_factors,
        feature_distances,
        scores,
    })
}

/// Scores of simulations, with noise of the observation's σ, inflated as each says.
fn score_distribution<S: Simulator>(
    ensemble: &Ensemble,
    feature_distances: &FeatureDistances,
    (held_out, scored): (&HeldOut<S>, Chosen),
    progress: &dyn Progress,
) -> ScoreDistribution {
    let kinds: Vec<&'static ScoreKind> = SCORES.iter().collect();
    let scorer = Scorer {
        kinds: &kinds,
        feature_distances,
        prior: held_out.prior,
        source: held_out.source,
    };
    let rows = held_out.predict_each(
        scored,
        ensemble,
        progress,
        |spectrum, prediction, workspace| {
            let mut rng = held_out.seed.rng(Purpose::Posterior, spectrum.index);
            let predicted = PredictedSpectrum {
                prediction: &prediction,
                depth: &spectrum.depth,
                sigma: held_out.noise.sigma(),
                conditions: &spectrum.conditions,
            };
            scorer.values(&scorer.evidence(predicted, workspace, &mut rng))
        },
    );
    let values = Array2::from_shape_vec((rows.len(), kinds.len()), rows.concat())
        .expect("every simulation has all scores");
    ScoreDistribution::new(kinds, values)
}
