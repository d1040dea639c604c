//! `evaluate`: retrieves held-out simulations and compares with the truth.
//!
//! The simulations are test simulations that neither training nor calibration has used, with the observation's noise.

mod diagnostics;
mod efficiency;
mod evaluation;
mod outcome;

use std::{fmt, path::PathBuf};

use sampling::RELIABLE_PARETO_K;

pub use diagnostics::{coverage, r_squared, rank_histogram, rmse, share_up_to, uniformity};
pub use efficiency::ImportanceEfficiency;
pub use evaluation::{
    Evaluation, ExpectedCoverage, FalseAlarmRate, JointCoverage, ParameterEvaluation,
};

use crate::network::DeviceKind;
use crate::observation::{ErrorInflation, Observation};
use crate::prior::Prior;
use crate::seed::Seed;
use crate::simulator::{Simulator, SpectrumSource};
use crate::trained_model::{HeldOut, ModelError, ModelFolder, Specification, TrainedModel};
use crate::training_set::part::TrainingSet;
use crate::training_set::{Dataset, DatasetConfig, DatasetError, Split};
use groundwork::FileError;
use groundwork::progress::Progress;
use outcome::Outcome;

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
    pub specification: Specification,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// What simulations are seen like: its bins and errors.
    pub observation: &'a Observation,
    /// Its file.
    pub observation_file: &'a str,
    /// The one number of the run.
    pub seed: Seed,
    /// `retrieval.false_alarm_rate`.
    pub false_alarm_rate: f64,
    /// The parts.
    pub training_set: TrainingSet,
    /// Where the factor comes from by which the σ of each of their bins is multiplied; the observation may lack some of these bins.
    pub error_inflation: &'a ErrorInflation,
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

/// Retrieves held-out simulations and writes `evaluation.json`.
///
/// # Errors
/// [`EvaluateError`].
pub fn run<S: Simulator>(
    input: &EvaluateInput,
    source: &SpectrumSource<S>,
    progress: &dyn Progress,
) -> Result<EvaluateSummary, EvaluateError> {
    let model = TrainedModel::load(&input.model, &input.specification, input.seed, input.device)?;
    let (model, noise) = model.for_observation(
        &input.model,
        (input.observation, input.observation_file),
        (input.prior, source, input.seed),
        progress,
    )?;
    let dataset = Dataset::open(&DatasetConfig {
        training_set: &input.training_set,
        fingerprint: &input.specification.fingerprint,
        n_spectra: input.specification.n_spectra,
        prior: input.prior,
        error_inflation: input.error_inflation,
        split: Split::new(input.seed, input.specification.n_spectra),
        // Only held-out simulations are needed, and they are kept whatever the budget.
        memory_budget_mb: 0,
    })?;
    let held_out = HeldOut {
        valid_fraction: dataset.valid_fraction,
        input_map: &model.input_map,
        noise: &noise,
        prior: input.prior,
        source,
        seed: input.seed,
    };
    let outcomes = outcome::outcomes(input, (&dataset, &held_out), &model, progress);
    let n_chosen = outcomes.len();
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    let n_without_posterior = n_chosen - outcomes.len();
    let efficiency =
        efficiency::importance_efficiency(input, (&dataset, &held_out), &model, n_chosen, progress);
    let evaluation = Evaluation::new(input, &outcomes, n_without_posterior, efficiency);
    evaluation.write(&input.evaluation_path)?;
    Ok(EvaluateSummary {
        evaluation,
        path: input.evaluation_path.clone(),
    })
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
            "  {:<width$}{:>8}{:>14}{:>14}{:>20}{:>8}{:>14}",
            "", "R²", "68 % covers", "95 % covers", "95 % limits hold", "width", "ranks"
        )?;
        for parameter in &evaluation.parameters {
            writeln!(
                f,
                "  {:<width$}{:>8.3}{:>12.1} %{:>12.1} %{:>12.1}, {:.1} %{:>8.2}{:>14}",
                parameter.name,
                parameter.r_squared,
                100.0 * parameter.coverage_68,
                100.0 * parameter.coverage_95,
                100.0 * parameter.limits_95[0],
                100.0 * parameter.limits_95[1],
                parameter.sharpness,
                format!(
                    "{:.0}, p {:.3}",
                    parameter.rank_chi2, parameter.rank_probability
                )
            )?;
        }
        writeln!(
            f,
            "\n  width: of the prior's; limits: upper, lower; ranks: χ² of {} bars, and how probable as much is by chance",
            evaluation
                .parameters
                .first()
                .map_or(0, |own| own.rank_histogram.len())
        )?;
        let joint = &evaluation.joint_coverage;
        let at = |shares: &[f64]| joint.percent_at(&[0.5, 0.7, 0.9, 0.95], shares);
        writeln!(
            f,
            "  regions of 50, 70, 90, 95 % of all parameters hold {} % (highest density), {} % (about a point of the prior)",
            at(&joint.highest_density),
            at(&joint.tarp)
        )?;
        let alarms = &evaluation.false_alarm_rate;
        writeln!(
            f,
            "\n  flagged {:.1} % of them ({:.1} % stated)",
            100.0 * alarms.measured,
            100.0 * alarms.stated
        )?;
        if let Some(efficiency) = &evaluation.importance_efficiency {
            let [median, low, high, hardly, reliable] = [
                efficiency.median,
                efficiency.quartiles[0],
                efficiency.quartiles[1],
                efficiency.below_one_percent,
                efficiency.reliable,
            ]
            .map(|share| 100.0 * share);
            writeln!(
                f,
                "  weighed by the likelihood, samples are worth {median:.1} % of their number (median of {}; half of them {low:.1} to \
                 {high:.1} %), less than 1 % in {hardly:.1} % of them; k̂ is below {RELIABLE_PARETO_K} in {reliable:.1} %",
                efficiency.n
            )?;
        }
        match evaluation.n_without_posterior {
            0 => Ok(()),
            n => writeln!(
                f,
                "  {n} more were left out: of their posteriors less than 1 % has a spectrum"
            ),
        }
    }
}
