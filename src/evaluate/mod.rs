//! `evaluate`: retrieves held-out simulations and compares with the truth.
//!
//! The simulations are test simulations that neither training nor calibration has used, with the observation's noise.

mod diagnostics;

use std::{fmt, path::PathBuf};

use ndarray::Array2;

pub use diagnostics::{coverage, r_squared, rank, rank_histogram};

use crate::network::DeviceKind;
use crate::parameters::ParameterInfo;
use crate::posterior::report::{Evaluation, ExpectedCoverage, FalseAlarmRate, ParameterEvaluation};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::folder::{ModelFolder, Subject};
use crate::trained_model::{
    Held, ModelError, Noisy, Scored, TrainedModel, evaluating, judge_each, scores, to_theta,
};
use crate::training_set::part::TrainingSet;
use crate::training_set::{Dataset, DatasetConfig, DatasetError, Split};
use groundwork::FileError;
use groundwork::progress::Progress;

/// Simulations that are retrieved, at most.
const MAX_SIMULATIONS: usize = 1_000;
/// Posterior samples of each.
const N_SAMPLES: usize = 1_024;
/// Bars of a rank histogram.
const N_BARS: usize = 20;

/// A model that cannot be evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The model cannot be used for this study.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The training set cannot be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The evaluation cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What an evaluation needs besides the forward model.
#[derive(Debug, Clone)]
pub struct EvaluateInput<'a> {
    /// Name of the study.
    pub study_name: &'a str,
    /// What the model must have been trained for.
    pub subject: Subject,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The one number of the run.
    pub seed: Seed,
    /// `retrieval.false_alarm_rate`.
    pub false_alarm_rate: f64,
    /// The parts.
    pub training_set: TrainingSet,
    /// The model.
    pub model: ModelFolder,
    /// Where `evaluation.json` goes.
    pub evaluation_path: PathBuf,
    /// Where the networks compute.
    pub device: DeviceKind,
}

/// What an evaluation came to.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluateSummary {
    /// Content of `evaluation.json`.
    pub evaluation: Evaluation,
    /// Path of `evaluation.json`.
    pub path: PathBuf,
}

/// What one simulation says of the model.
struct Outcome {
    truth: Vec<f64>,
    mean: Vec<f64>,
    ranks: Vec<f64>,
    nll: f64,
    flag: bool,
}

/// Retrieves held-out simulations and writes `evaluation.json`.
///
/// # Errors
/// [`EvaluateError`].
pub fn run<S: Simulator>(
    input: &EvaluateInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<EvaluateSummary, EvaluateError> {
    let model = TrainedModel::load(&input.model, &input.subject, input.seed, input.device)?;
    let dataset = Dataset::open(&DatasetConfig {
        training_set: &input.training_set,
        fingerprint: &input.subject.fingerprint,
        prior: input.prior,
        error_inflation: source.error_inflation(),
        split: Split::new(input.seed, input.subject.n_spectra),
        // Only held-out simulations are needed, and they are kept whatever the budget.
        memory_budget_mb: 0,
    })?;
    let outcomes = outcomes(input, source, &model, &dataset, progress);
    let evaluation = evaluation(input, &outcomes);
    evaluation.write(&input.evaluation_path)?;
    Ok(EvaluateSummary {
        evaluation,
        path: input.evaluation_path.clone(),
    })
}

fn outcomes<S: Simulator>(
    input: &EvaluateInput,
    source: &SpectrumSource<S>,
    model: &TrainedModel,
    dataset: &Dataset,
    progress: &dyn Progress,
) -> Vec<Outcome> {
    let features = &model.manifest.features;
    let held = Held {
        dataset,
        features,
        prior: input.prior,
        source,
        seed: input.seed,
    };
    let chosen: Vec<usize> = evaluating(dataset, MAX_SIMULATIONS).collect();
    let sigma: Vec<f64> = features.sigma().iter().map(|s| f64::from(*s)).collect();
    let rows = (&dataset.test, chosen.as_slice());
    judge_each(
        &model.ensemble,
        &held,
        rows,
        progress,
        |row, noisy, judgement, workspace| {
            let z: Vec<f64> = dataset
                .test
                .target
                .row(row)
                .iter()
                .map(|z| f64::from(*z))
                .collect();
            let mut rng = input.seed.rng(Purpose::Posterior, noisy.index);
            let scored = Scored {
                judgement: &judgement,
                depth: &noisy.depth,
                sigma: &sigma,
            };
            let own = scores(
                &scored,
                &model.reference,
                input.prior,
                source,
                workspace,
                &mut rng,
            );
            let flag = model.calibration.verdict(&own, input.false_alarm_rate).flag;
            let draws = model
                .reference
                .draw(&judgement, N_SAMPLES, &mut draw_rng(input, noisy));
            let samples = to_theta(input.prior, &draws.z);
            let nll = -judgement.posterior.log_density(&z);
            compare(input.prior.from_standard(&z), &samples, nll, flag)
        },
    )
}

/// The scores of a simulation have used the stream of its number.
fn draw_rng(input: &EvaluateInput, noisy: &Noisy) -> impl rand::Rng + use<> {
    input.seed.rng(Purpose::Posterior, noisy.index | 1 << 62)
}

/// Means of the samples, `[n, n_parameters]`, and ranks of the truth among them.
fn compare(truth: Vec<f64>, samples: &Array2<f64>, nll: f64, flag: bool) -> Outcome {
    let columns = || samples.columns().into_iter();
    Outcome {
        mean: columns()
            .map(|column| column.sum() / column.len() as f64)
            .collect(),
        ranks: columns()
            .zip(&truth)
            .map(|(column, truth)| rank(column.iter().copied(), *truth))
            .collect(),
        truth,
        nll,
        flag,
    }
}

fn evaluation(input: &EvaluateInput, outcomes: &[Outcome]) -> Evaluation {
    let column = |of: &dyn Fn(&Outcome) -> f64| -> Vec<f64> { outcomes.iter().map(of).collect() };
    let n = outcomes.len() as f64;
    let nominal: Vec<f64> = (1..20).map(|i| 0.05 * f64::from(i)).collect();
    let parameters = input.subject.parameters.iter().enumerate();
    let ranks: Vec<Vec<f64>> = parameters
        .clone()
        .map(|(i, _)| column(&|outcome| outcome.ranks[i]))
        .collect();
    let evaluated = parameters.map(|(i, parameter)| {
        let truth = column(&|outcome| outcome.truth[i]);
        let mean = column(&|outcome| outcome.mean[i]);
        parameter_evaluation(parameter, r_squared(&truth, &mean), &ranks[i])
    });
    Evaluation {
        schema: "exosonde-evaluation-1".into(),
        study: input.study_name.into(),
        n_simulations: outcomes.len(),
        parameters: evaluated.collect(),
        expected_coverage: ExpectedCoverage {
            measured: ranks
                .iter()
                .map(|ranks| {
                    nominal
                        .iter()
                        .map(|level| coverage(ranks, *level))
                        .collect()
                })
                .collect(),
            nominal,
        },
        mean_nll_nats: outcomes.iter().map(|outcome| outcome.nll).sum::<f64>() / n,
        false_alarm_rate: FalseAlarmRate {
            stated: input.false_alarm_rate,
            measured: outcomes.iter().filter(|outcome| outcome.flag).count() as f64 / n,
            n: outcomes.len(),
        },
    }
}

fn parameter_evaluation(
    parameter: &ParameterInfo,
    r_squared: f64,
    ranks: &[f64],
) -> ParameterEvaluation {
    ParameterEvaluation {
        name: parameter.name.clone(),
        unit: parameter.unit.clone(),
        label: parameter.label.clone(),
        r_squared,
        coverage_68: coverage(ranks, 0.68),
        coverage_95: coverage(ranks, 0.95),
        rank_histogram: rank_histogram(ranks, N_BARS),
    }
}

impl fmt::Display for EvaluateSummary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let evaluation = &self.evaluation;
        let names = evaluation.parameters.iter().map(|p| p.name.len());
        let width = names.fold(20, usize::max) + 2;
        writeln!(
            f,
            "{}: {} held-out simulations retrieved, {:.3} nats each\n",
            evaluation.study, evaluation.n_simulations, evaluation.mean_nll_nats
        )?;
        writeln!(
            f,
            "  {:<width$}{:>8}{:>16}{:>16}",
            "", "R²", "68 % covers", "95 % covers"
        )?;
        for parameter in &evaluation.parameters {
            writeln!(
                f,
                "  {:<width$}{:>8.3}{:>14.1} %{:>14.1} %",
                parameter.name,
                parameter.r_squared,
                100.0 * parameter.coverage_68,
                100.0 * parameter.coverage_95
            )?;
        }
        let alarms = &evaluation.false_alarm_rate;
        writeln!(
            f,
            "\n  flagged {:.1} % of them ({:.1} % stated)",
            100.0 * alarms.measured,
            100.0 * alarms.stated
        )
    }
}
