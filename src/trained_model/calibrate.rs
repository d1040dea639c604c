//! Scores held-out simulations, so that the score of an observation can be read.

use std::ops::Range;

use ndarray::{Array2, Array3, Axis, stack};
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;
use rayon::prelude::*;

use super::calibration::Calibration;
use super::calibration_file::CalibrationFile;
use super::feature_distance::FeatureDistance;
use super::reference::Reference;
use super::scores::{SCORE_NAMES, Scored, Scores, scores};
use super::width::{WidthFactors, required};
use crate::network::{Ensemble, Judgement};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};
use crate::training_set::{Dataset, Features, Rows};
use groundwork::progress::Progress;

/// Simulations whose features are fitted, at most.
const MAX_FITTED: usize = 3_000;
/// Simulations that are scored, at most.
const MAX_SCORED: usize = 1_000;
/// Posterior samples of each simulation whose width is looked at.
const N_SAMPLES: usize = 512;
/// Simulations that one task judges at once.
const AT_ONCE: usize = 50;

/// Scores that cannot be calibrated.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// The features of a member are not finite.
    #[error(
        "the features of member {member} are not finite, so no distance can be measured in them"
    )]
    Features {
        /// The member.
        member: usize,
    },
}

/// What a calibration needs.
#[derive(Clone, Copy)]
pub struct Held<'a, S> {
    /// Held-out simulations.
    pub dataset: &'a Dataset,
    /// What the networks see.
    pub features: &'a Features,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The forward model.
    pub source: &'a SpectrumSource<S>,
    /// Seed of noise and samples.
    pub seed: Seed,
}

/// The test simulations that calibrate the scores; the others are left to evaluate with.
pub fn calibrating(dataset: &Dataset) -> Range<usize> {
    0..MAX_SCORED.min(dataset.test.len() / 2)
}

/// The test simulations that no calibration has used, at most `n`.
pub fn evaluating(dataset: &Dataset, n: usize) -> Range<usize> {
    let first = calibrating(dataset).end;
    first..dataset.test.len().min(first + n)
}

/// Fits the reference to validation simulations and scores test simulations.
///
/// # Errors
/// [`CalibrationError::Features`] if a network's features are not finite.
pub fn calibrate<S: Simulator>(
    ensemble: &Ensemble,
    held: &Held<S>,
    progress: &dyn Progress,
) -> Result<(Reference, Calibration), CalibrationError> {
    let reference = fit_reference(ensemble, held, progress)?;
    let range = calibrating(held.dataset);
    let scores = score_simulations(ensemble, &reference, held, range, progress);
    Ok((reference, Calibration::new(scores)))
}

fn fit_reference<S: Simulator>(
    ensemble: &Ensemble,
    held: &Held<S>,
    progress: &dyn Progress,
) -> Result<Reference, CalibrationError> {
    let rows = &held.dataset.validation;
    let chosen: Vec<usize> = (0..rows.len().min(MAX_FITTED)).collect();
    let judged = judge_each(
        ensemble,
        held,
        (rows, &chosen),
        progress,
        |row, noisy, judgement, _| {
            let mut rng = held.seed.rng(Purpose::Posterior, noisy.index);
            let draws = judgement.posterior.draw(N_SAMPLES, &mut rng);
            let truth: Vec<f64> = rows.target.row(row).iter().map(|z| f64::from(*z)).collect();
            (judgement.features, required(&draws.z, &truth))
        },
    );
    let (features, required): (Vec<_>, Vec<_>) = judged.into_iter().unzip();
    let distances = (0..ensemble.n_members()).map(|member| {
        let views: Vec<_> = features
            .iter()
            .map(|members| members[member].view())
            .collect();
        let features = stack(Axis(0), &views).expect("all features have the network's width");
        FeatureDistance::fit(&features.mapv(f64::from)).ok_or(CalibrationError::Features { member })
    });
    Ok(Reference {
        distances: distances.collect::<Result<_, _>>()?,
        width: WidthFactors::fit(&required),
    })
}

/// Scores of the test simulations in `range`, with noise of the observation's σ, inflated as each says.
pub fn score_simulations<S: Simulator>(
    ensemble: &Ensemble,
    reference: &Reference,
    held: &Held<S>,
    range: Range<usize>,
    progress: &dyn Progress,
) -> Vec<Scores> {
    let chosen: Vec<usize> = range.collect();
    let sigma: Vec<f64> = held
        .features
        .sigma()
        .iter()
        .map(|s| f64::from(*s))
        .collect();
    let rows = (&held.dataset.test, chosen.as_slice());
    judge_each(
        ensemble,
        held,
        rows,
        progress,
        |_, noisy, judgement, workspace| {
            let scored = Scored {
                judgement: &judgement,
                depth: &noisy.depth,
                sigma: &sigma,
            };
            let mut rng = held.seed.rng(Purpose::Posterior, noisy.index);
            scores(
                &scored,
                reference,
                held.prior,
                held.source,
                workspace,
                &mut rng,
            )
        },
    )
}

/// A held-out simulation with noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Noisy {
    /// Number of the simulation.
    pub index: u64,
    /// Depth with noise, dimensionless, `[n_bins]`.
    pub depth: Vec<f64>,
}

/// Adds noise of the observation's σ, inflated as each says, to the chosen rows, judges them and keeps what `each` makes of its row: the
/// judgements of thousands of spectra would not fit in memory.
pub fn judge_each<S: Simulator, T: Send>(
    ensemble: &Ensemble,
    held: &Held<S>,
    (rows, chosen): (&Rows, &[usize]),
    progress: &dyn Progress,
    each: impl Fn(usize, &Noisy, Judgement, &mut SourceWorkspace<S>) -> T + Sync,
) -> Vec<T> {
    progress.start(chosen.len() as u64, "spectra");
    let judge_chunk = |chunk: &[usize]| -> Vec<T> {
        let noisy: Vec<Noisy> = chunk
            .iter()
            .map(|row| add_noise(held, rows, *row))
            .collect();
        let inputs: Vec<_> = noisy
            .iter()
            .map(|noisy| held.features.input(&noisy.depth, 1.0))
            .collect();
        let views: Vec<_> = inputs.iter().map(|input| input.view()).collect();
        let input = stack(Axis(0), &views).expect("all inputs have the same width");
        let mut workspace = held.source.workspace();
        let judgements = ensemble.judge(input.view()).into_iter();
        let judged = chunk.iter().zip(&noisy).zip(judgements);
        let kept = judged
            .map(|((row, noisy), judgement)| each(*row, noisy, judgement, &mut workspace))
            .collect();
        progress.advance(chunk.len() as u64);
        kept
    };
    let kept = chosen
        .par_chunks(AT_ONCE)
        .flat_map_iter(judge_chunk)
        .collect();
    progress.finish();
    kept
}

fn add_noise<S: Simulator>(held: &Held<S>, rows: &Rows, row: usize) -> Noisy {
    let index = rows.index[row];
    let mut rng = held.seed.rng(Purpose::Noise, index);
    let bins = rows
        .spectrum
        .row(row)
        .into_iter()
        .zip(held.features.sigma());
    let inflation = f64::from(rows.error_inflation[row]);
    let depth = bins.map(|(depth, sigma)| {
        let noise: f64 = rng.sample(StandardNormal);
        f64::from(*depth) + inflation * f64::from(*sigma) * noise
    });
    Noisy {
        index,
        depth: depth.collect(),
    }
}

/// The calibration as its file holds it.
pub fn calibration_file(reference: &Reference, calibration: &Calibration) -> CalibrationFile {
    let width = reference
        .distances
        .first()
        .map_or(0, |distance| distance.mean.len());
    let mut feature_mean = Array2::zeros((reference.distances.len(), width));
    let mut feature_factor = Array3::zeros((reference.distances.len(), width, width));
    for (member, distance) in reference.distances.iter().enumerate() {
        feature_mean.row_mut(member).assign(&distance.mean);
        feature_factor
            .index_axis_mut(Axis(0), member)
            .assign(&distance.factor);
    }
    let rows = calibration.scores();
    CalibrationFile {
        names: SCORE_NAMES.iter().map(ToString::to_string).collect(),
        scores: Array2::from_shape_fn((rows.len(), SCORE_NAMES.len()), |(i, j)| rows[i][j]),
        width_factor: reference.width.0.clone(),
        feature_mean,
        feature_factor,
    }
}
