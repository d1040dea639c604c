//! `report.json`, the result of a retrieval in one page, and `evaluation.json`, how good a model is.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::Score;
use groundwork::{FileError, json};

/// `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the study.
    pub study: String,
    /// The observed spectrum's file.
    pub observation: String,
    /// What the spectrum is: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Bins of the spectrum.
    pub n_bins: usize,
    /// Bins of the file that `observation.wavelength_um` leaves out.
    pub n_bins_left_out: usize,
    /// One a parameter, in the order of θ.
    pub parameters: Vec<ParameterReport>,
    /// Mutual information between the parameters and the network's weights, nats.
    pub mutual_information_nats: f64,
    /// Median over posterior samples of the χ² of the data, noise only, inflated as each sample says.
    pub chi2_median: f64,
    /// The same divided by the number of bins.
    pub chi2_per_bin: f64,
    /// Out-of-distribution scores.
    pub ood: OodReport,
    /// What made it.
    pub provenance: ReportProvenance,
}

/// Posterior of one parameter, in its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterReport {
    /// Name in the study.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// 50 %.
    pub median: f64,
    /// 16 %.
    pub lower_68: f64,
    /// 84 %.
    pub upper_68: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub std: f64,
    /// What would be left of it if the networks agreed.
    pub std_aleatoric: f64,
    /// How far the networks' means scatter.
    pub std_epistemic: f64,
}

/// Whether the spectrum resembles the simulations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OodReport {
    /// Whether any score raises the flag.
    pub flag: bool,
    /// Share of simulations that would be flagged.
    pub false_alarm_rate: f64,
    /// Each score.
    pub scores: Vec<Score>,
    /// Bins that stick out.
    pub bins: Vec<BinReport>,
}

/// A bin whose pull exceeds what one bin in all of the spectrum reaches by chance at the false-alarm rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BinReport {
    /// Centre, µm.
    pub wavelength_um: f64,
    /// Data minus predictive mean in units of noise and posterior spread together.
    pub pull: f64,
}

/// What a report was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportProvenance {
    /// Version of exosonde.
    pub version: String,
    /// The one number of the run.
    pub seed: u64,
    /// Hash of the study's text.
    pub study_hash: String,
    /// Sources of the opacity tables.
    pub opacities: Vec<String>,
    /// Time of each step, s.
    pub wall_seconds: BTreeMap<String, f64>,
}

impl Report {
    /// # Errors
    /// [`FileError`] if the file cannot be read or is no report.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        json::read(path)
    }

    /// # Errors
    /// [`FileError`].
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        json::write(path, self)
    }
}

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
