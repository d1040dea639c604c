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
    /// Bins of the file that have no depth or that `observation.wavelength_um` leaves out.
    pub n_bins_left_out: usize,
    /// What is known of the study's conditions besides the spectrum, by their names: a value, or a prior as a study writes it; of those
    /// that are not here its own prior is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, serde_json::Value>,
    /// One a parameter, in the order of θ.
    pub parameters: Vec<ParameterSummary>,
    /// How much of posterior and prior has a spectrum.
    pub validity: Validity,
    /// Whether `parameters` are those of the exact posterior, of which `importance` is the evidence; otherwise those of the
    /// networks', which is an approximation.
    pub is_exact: bool,
    /// What the likelihood itself says: the exact posterior's quality, or how far the search came, and the evidence. Absent where
    /// the networks' posterior was not held against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// Mutual information between the parameters and the networks' weights, nats, if there are networks.
    pub mutual_information_nats: Option<f64>,
    /// Median over posterior samples of the χ² of the data, noise only, inflated as each sample says.
    pub chi2_median: f64,
    /// The same divided by the number of bins.
    pub chi2_per_bin: f64,
    /// Median over the posterior of the factor by which σ is multiplied there; 1 where errors are taken as stated.
    pub error_inflation_median: InflationMedian,
    /// Median over posterior samples of the χ² of the data by σ as the observation states it.
    pub chi2_stated_median: f64,
    /// How far the bins may be off at this posterior because the opacities are; absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opacity_errors: Option<OpacityErrorReport>,
    /// Out-of-distribution scores, which networks give.
    pub ood: Option<OodReport>,
    /// What is to be known before believing it.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
    /// What made it.
    pub provenance: ReportProvenance,
}

/// Median over the posterior of the factor on errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InflationMedian {
    /// On all of them.
    OnAll(f64),
    /// On those of each instrument.
    OnEach(BTreeMap<String, f64>),
}

impl InflationMedian {
    /// From instrument and factor of each bin.
    pub fn of_bins<'a>(bins: impl Iterator<Item = (&'a str, f64)> + Clone) -> Self {
        let mut factors = bins.clone().map(|(_, factor)| factor);
        let first = factors.next().unwrap_or(1.0);
        if factors.all(|factor| factor == first) {
            return Self::OnAll(first);
        }
        let of_instruments = bins.map(|(instrument, factor)| (instrument.to_owned(), factor));
        Self::OnEach(of_instruments.collect())
    }
}

/// How much of a distribution has a spectrum. What has none is left out of both, so that a density of the posterior in force is
/// the networks' over `posterior_share`, and one of the prior in force the study's over `prior_share`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validity {
    /// Of the networks' posterior.
    pub posterior_share: f64,
    /// Of the study's prior.
    pub prior_share: f64,
    /// Share of the networks' posterior that is left out for each reason; of the prior where there are no networks.
    pub left_out: BTreeMap<String, f64>,
}

/// How well weighted draws stand for the exact posterior, and what they say of the model as a whole. Every number but `seconds`
/// is the same for any number of threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// Where the sampler started: `network`, `prior`, or the file of another posterior.
    pub started_from: String,
    /// Whether that led nowhere, and the draws come from a search that began again at the prior.
    #[serde(default)]
    pub began_again: bool,
    /// What the networks' own samples are worth, each weighed by the likelihood, if the search began there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_samples: Option<Worth>,
    /// Draws that were weighted: of all that were made those whose weight counts.
    pub n: usize,
    /// Draws of the posterior itself that they are worth: `(Σ w)² / Σ w²`.
    pub effective_sample_size: f64,
    /// That over the number of draws that were made, those that were not weighted included.
    pub efficiency: f64,
    /// Shape k̂ of the tail of the weights; below 0.7 they can be trusted (Vehtari et al. 2024, JMLR 25, 72). ∞, which JSON has as
    /// null, if there are too few.
    #[serde(deserialize_with = "json::infinite_if_null")]
    pub pareto_k: f64,
    /// ln Z with Z = ∫ L(θ) π(θ) dθ, the normalised Gaussian likelihood of the data over the study's prior; where θ has no
    /// spectrum, L is zero. Of the prior in force, ln Z is higher by −ln [`Validity::prior_share`]. Absent if
    /// the sampler did not converge: it is not known then.
    pub log_evidence: Option<f64>,
    /// Its standard error.
    pub log_evidence_error: Option<f64>,
    /// ln L of the best draw; offsets that were integrated out have there the values that fit best.
    pub log_likelihood_best: f64,
    /// χ² of the same draw, noise only, inflated as it says.
    pub chi2_best: f64,
    /// Its parameters by name, in their units.
    pub best_fit: BTreeMap<String, f64>,
    /// Likelihoods computed.
    pub n_calls: u64,
    /// Wall time, s.
    pub seconds: f64,
    /// Whether the sampler reached its target within its budget; if not, the posterior is the best that it has.
    pub is_converged: bool,
}

/// What weighted draws are worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// Effective sample size over the number of draws.
    pub efficiency: f64,
    /// Shape k̂ of the tail of their weights; below 0.7 they are those of a reliable estimate (Vehtari et al. 2024). ∞, which JSON has as
    /// null, if too few have one.
    #[serde(deserialize_with = "json::infinite_if_null")]
    pub pareto_k: f64,
}

/// What opacities that are off from band to band, as far as that is known, do to the bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpacityErrorReport {
    /// Root mean square over the posterior, ppm, a number a bin.
    pub bins_ppm: Vec<f64>,
    /// The largest in units of the bin's σ, as the observation states it.
    pub largest_sigma: f64,
    /// Where that is, µm.
    pub largest_um: f64,
    /// Gases of which nobody knows how far their opacity is off.
    pub unknown: Vec<String>,
    /// Errors of this kind, at the posterior without them, that the likelihood has beside the data's, ppm, a number a bin; absent if it
    /// has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_ppm: Option<Vec<f64>>,
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
    /// Whether it is of the exact posterior of this version of a study.
    pub fn is_exact_of(&self, study_hash: &str) -> bool {
        self.is_exact && self.provenance.study_hash == study_hash
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_on_all_errors_is_a_number_and_several_are_by_instrument() {
        let written = |bins: &[(&str, f64)]| {
            let median = InflationMedian::of_bins(bins.iter().copied());
            let text = serde_json::to_string(&median).unwrap();
            assert_eq!(
                serde_json::from_str::<InflationMedian>(&text).unwrap(),
                median
            );
            text
        };
        assert_eq!(written(&[("a", 1.25), ("b", 1.25)]), "1.25");
        let both = written(&[("b", 2.0), ("a", 1.0), ("b", 2.0)]);
        assert_eq!(both, "{\"a\":1.0,\"b\":2.0}");
    }
}
