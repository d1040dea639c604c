//! `report.json`: the result of a retrieval in one page.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::{ParameterSummary, Score};
use crate::caveat::Caveat;
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
    pub parameters: Vec<ParameterSummary>,
    /// How much of posterior and prior has a spectrum.
    pub validity: Validity,
    /// Mutual information between the parameters and the network's weights, nats.
    pub mutual_information_nats: f64,
    /// Median over posterior samples of the χ² of the data, noise only, inflated as each sample says.
    pub chi2_median: f64,
    /// The same divided by the number of bins.
    pub chi2_per_bin: f64,
    /// Median over the posterior of the factor by which every σ is multiplied there; 1 where errors are taken as stated.
    pub error_inflation_median: f64,
    /// Median over posterior samples of the χ² of the data by σ as the observation states it.
    pub chi2_stated_median: f64,
    /// Out-of-distribution scores.
    pub ood: OodReport,
    /// What is to be known before believing it.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
    /// What made it.
    pub provenance: ReportProvenance,
}

/// How much of a distribution has a spectrum. What has none is left out of both, so that a density of the posterior in force is
/// the networks' over `posterior_share`, and one of the prior in force the study's over `prior_share`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validity {
    /// Of the networks' posterior.
    pub posterior_share: f64,
    /// Of the study's prior.
    pub prior_share: f64,
    /// Share of the networks' posterior that is left out for each reason.
    pub left_out: BTreeMap<String, f64>,
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

/// A bin whose pull alone raises the flag: the score `largest_pull` is the largest of all bins' pulls.
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
