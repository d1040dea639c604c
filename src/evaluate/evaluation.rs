//! `evaluation.json`: how good a model is.

use std::path::Path;

use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

use super::diagnostics::{coverage, r_squared, rank_histogram, rmse, share_up_to, uniformity};
use super::{EvaluateInput, ImportanceEfficiency, outcome::Outcome};
use crate::parameters::ParameterInfo;
use crate::statistics;
use groundwork::{FileError, json};

/// Bars of a rank histogram.
const N_BARS: usize = 20;

/// `evaluation.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Version of this layout.
    pub schema: String,
    /// Name of the study.
    pub study: String,
    /// Held-out simulations that were retrieved.
    pub n_simulations: usize,
    /// Held-out simulations that were not, because less than a hundredth of their posterior has a spectrum.
    #[serde(default)]
    pub n_without_posterior: usize,
    /// One a parameter, in the order of θ, but for the conditions.
    pub parameters: Vec<ParameterEvaluation>,
    /// How often central intervals hold the truth.
    pub expected_coverage: ExpectedCoverage,
    /// How often regions of all parameters hold the truth.
    pub joint_coverage: JointCoverage,
    /// Mean negative log-density of the truth in the standardised θ-space before widths are corrected, nats.
    pub mean_nll_nats: f64,
    /// How often simulations are flagged.
    pub false_alarm_rate: FalseAlarmRate,
    /// What the networks' samples are worth to who weighs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance_efficiency: Option<ImportanceEfficiency>,
}

/// How well one parameter is retrieved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterEvaluation {
    /// Name in the study.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Label of a figure.
    pub label: String,
    /// Share of the parameter's variance that the posterior mean explains.
    pub r_squared: f64,
    /// Share of truths inside the central 68 % interval.
    pub coverage_68: f64,
    /// Share of truths inside the central 95 % interval.
    pub coverage_95: f64,
    /// Root mean square difference between truths and posterior means, in the parameter's unit.
    pub rmse: f64,
    /// Root mean posterior variance over the spread of the truths: how much narrower than the prior posteriors are.
    pub sharpness: f64,
    /// Share of truths below the upper limit of 95 %, and above the lower one.
    pub limits_95: [f64; 2],
    /// Truths by their rank among the posterior samples, flat if calibrated (Talts et al. 2018).
    pub rank_histogram: Vec<usize>,
    /// χ² of its bars, and the probability that those of calibrated posteriors have as much.
    pub rank_chi2: f64,
    /// See `rank_chi2`.
    pub rank_probability: f64,
}

impl ParameterEvaluation {
    /// Of parameter `i`.
    fn new(parameter: &ParameterInfo, i: usize, outcomes: &[Outcome]) -> Self {
        let column = |of: fn(&Outcome) -> &Vec<f64>| -> Vec<f64> {
            outcomes.iter().map(|outcome| of(outcome)[i]).collect()
        };
        let ranks = column(|outcome| &outcome.rank);
        let truth = column(|outcome| &outcome.truth);
        let mean = column(|outcome| &outcome.mean);
        let variance = column(|outcome| &outcome.variance);
        let rank_histogram = rank_histogram(&ranks, N_BARS);
        let (rank_chi2, rank_probability) = uniformity(&rank_histogram);
        let alike = vec![1.0; outcomes.len()];
        let prior_variance = statistics::variance(ArrayView1::from(&truth), &alike);
        let own_variance = statistics::mean(ArrayView1::from(&variance), &alike);
        Self {
            name: parameter.name.clone(),
            unit: parameter.unit.clone(),
            label: parameter.label.clone(),
            r_squared: r_squared(&truth, &mean),
            rmse: rmse(&truth, &mean),
            sharpness: (own_variance / prior_variance).sqrt(),
            limits_95: [share_up_to(&ranks, 0.95), 1.0 - share_up_to(&ranks, 0.05)],
            coverage_68: coverage(&ranks, 0.68),
            coverage_95: coverage(&ranks, 0.95),
            rank_histogram,
            rank_chi2,
            rank_probability,
        }
    }
}

/// Coverage of central intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectedCoverage {
    /// Probability of the interval.
    pub nominal: Vec<f64>,
    /// Share of truths inside, `[parameter][level]`.
    pub measured: Vec<Vec<f64>>,
}

impl ExpectedCoverage {
    fn new(outcomes: &[Outcome], n_parameters: usize) -> Self {
        let nominal: Vec<f64> = (1..20).map(|i| 0.05 * f64::from(i)).collect();
        let measured = |i: usize| -> Vec<f64> {
            let ranks: Vec<f64> = outcomes.iter().map(|outcome| outcome.rank[i]).collect();
            nominal
                .iter()
                .map(|level| coverage(&ranks, *level))
                .collect()
        };
        Self {
            measured: (0..n_parameters).map(measured).collect(),
            nominal,
        }
    }
}

/// Coverage of regions of all parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JointCoverage {
    /// Probability of the region.
    pub nominal: Vec<f64>,
    /// Share of truths in the region of highest density, `[level]`.
    pub highest_density: Vec<f64>,
    /// Share of truths in the ball about a random point of the prior that holds as much of the posterior (TARP; Lemos et al. 2023),
    /// `[level]`.
    pub tarp: Vec<f64>,
}

impl JointCoverage {
    fn new(outcomes: &[Outcome], nominal: &[f64]) -> Self {
        let shares = |of: fn(&Outcome) -> f64| {
            let values: Vec<f64> = outcomes.iter().map(of).collect();
            let levels = nominal.iter();
            levels.map(|level| share_up_to(&values, *level)).collect()
        };
        Self {
            nominal: nominal.to_vec(),
            highest_density: shares(|outcome| outcome.denser),
            tarp: shares(|outcome| outcome.nearer),
        }
    }

    /// Those of `measured` at some levels, per cent, with commas.
    pub(super) fn percent_at(&self, levels: &[f64], measured: &[f64]) -> String {
        let pairs = self.nominal.iter().zip(measured);
        let is_shown = |nominal: f64| levels.iter().any(|level| (nominal - level).abs() < 1e-6);
        let shown = pairs.filter(|(nominal, _)| is_shown(**nominal));
        let shown = shown.map(|(_, share)| format!("{:.1}", 100.0 * share));
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// False alarms of the out-of-distribution flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FalseAlarmRate {
    /// The rate asked for.
    pub stated: f64,
    /// The rate on simulations that calibrated nothing.
    pub measured: f64,
    /// How many those are.
    pub n: usize,
}

impl Evaluation {
    /// Of held-out simulations, at least one.
    pub(super) fn new(
        input: &EvaluateInput,
        outcomes: &[Outcome],
        n_without_posterior: usize,
        importance_efficiency: Option<ImportanceEfficiency>,
    ) -> Self {
        let n = outcomes.len() as f64;
        let expected_coverage = ExpectedCoverage::new(outcomes, input.specification.n_targets());
        let parameters = input.specification.parameters.iter().enumerate();
        let parameters = parameters.take(input.specification.n_targets());
        let parameters = parameters.map(|(i, own)| ParameterEvaluation::new(own, i, outcomes));
        Self {
            schema: "exosonde-evaluation-2".into(),
            study: input.study_name.into(),
            n_simulations: outcomes.len(),
            n_without_posterior,
            parameters: parameters.collect(),
            joint_coverage: JointCoverage::new(outcomes, &expected_coverage.nominal),
            expected_coverage,
            mean_nll_nats: outcomes.iter().map(|outcome| outcome.nll).sum::<f64>() / n,
            false_alarm_rate: FalseAlarmRate {
                stated: input.false_alarm_rate,
                measured: outcomes.iter().filter(|outcome| outcome.flag).count() as f64 / n,
                n: outcomes.len(),
            },
            importance_efficiency,
        }
    }

    /// # Errors
    /// [`FileError`] if the file cannot be read or is no evaluation.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        json::read(path)
    }

    /// # Errors
    /// [`FileError`].
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        json::write(path, self)
    }
}
