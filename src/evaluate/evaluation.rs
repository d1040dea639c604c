//! `evaluation.json`: how good a model is.

use std::path::Path;

use serde::{Deserialize, Serialize};

use groundwork::json::{self, JsonError};

/// `evaluation.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Version of this layout.
    pub schema: String,
    /// Name of the study.
    pub study: String,
    /// Held-out simulations that were retrieved.
    pub n_simulations: usize,
    /// One a parameter, in the order of θ.
    pub parameters: Vec<ParameterEvaluation>,
    /// How often central intervals hold the truth.
    pub expected_coverage: ExpectedCoverage,
    /// Mean negative log-density of the truth in the standardised θ-space before widths are corrected, nats.
    pub mean_nll_nats: f64,
    /// How often simulations are flagged.
    pub false_alarm_rate: FalseAlarmRate,
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
    /// Truths by their rank among the posterior samples, flat if calibrated (Talts et al. 2018).
    pub rank_histogram: Vec<usize>,
}

/// Coverage of central intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectedCoverage {
    /// Probability of the interval.
    pub nominal: Vec<f64>,
    /// Share of truths inside, `[parameter][level]`.
    pub measured: Vec<Vec<f64>>,
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
    /// # Errors
    /// [`JsonError`] if the file cannot be read or is no evaluation.
    pub fn read(path: &Path) -> Result<Self, JsonError> {
        json::read(path)
    }

    /// # Errors
    /// [`JsonError::Write`].
    pub fn write(&self, path: &Path) -> Result<(), JsonError> {
        json::write(path, self)
    }
}
