//! Out-of-distribution scores: numbers that are larger the less a spectrum resembles what the network learnt from.
//!
//! A score is a line of [`SCORES`]; everything else finds it there by its name.

use super::feature_distance::FeatureDistances;
use super::predictive::PredictiveCheck;
use crate::network::{Draws, Prediction};

/// One score.
#[derive(Debug)]
pub struct ScoreKind {
    /// Its name in files and reports.
    pub name: &'static str,
    /// What it is, as a sentence.
    pub sentence: &'static str,
    /// Whether it compares spectra of posterior samples with the data.
    pub needs_forward_model: bool,
    value: fn(&Evidence) -> f64,
}

/// Name of the score that is the mutual information between parameters and network.
pub const MUTUAL_INFORMATION: &str = "epistemic";

/// Name of the score that is the largest of the bins' pulls.
pub const LARGEST_PULL: &str = "largest_pull";

/// All scores.
pub static SCORES: [ScoreKind; 4] = [
    ScoreKind {
        name: MUTUAL_INFORMATION,
        sentence: "Mutual information between the parameters and the network's weights, nats: how far the networks disagree.",
        needs_forward_model: false,
        value: |evidence| {
            let posterior = &evidence.spectrum.prediction.posterior;
            posterior.mutual_information_nats(&evidence.draws)
        },
    },
    ScoreKind {
        name: "mahalanobis",
        sentence: "Squared Mahalanobis distance of the last hidden layer from those of simulations, mean over the members.",
        needs_forward_model: false,
        value: |evidence| {
            let features = &evidence.spectrum.prediction.features;
            evidence.feature_distances.squared(features)
        },
    },
    ScoreKind {
        name: "predictive_chi2",
        sentence: "χ² of the data under noise and posterior together.",
        needs_forward_model: true,
        value: |evidence| evidence.chi2(),
    },
    ScoreKind {
        name: LARGEST_PULL,
        sentence: "Largest absolute pull of a bin, in units of noise and posterior spread together.",
        needs_forward_model: true,
        value: |evidence| {
            let largest = |pulls: Vec<f64>| {
                let sizes = pulls.iter().map(|pull| pull.abs());
                sizes.fold(0.0, f64::max)
            };
            evidence.pulls().map_or(f64::MAX, largest)
        },
    },
];

/// A spectrum and what the ensemble says about it.
#[derive(Debug, Clone, Copy)]
pub struct PredictedSpectrum<'a> {
    /// What the ensemble says.
    pub prediction: &'a Prediction,
    /// Depth, dimensionless, `[n_bins]`.
    pub depth: &'a [f64],
    /// Its error as the observation states it, dimensionless, `[n_bins]`.
    pub sigma: &'a [f64],
    /// The conditions that the forward model takes beside samples of the ensemble's, in the standardised space.
    pub conditions: &'a [f64],
}

/// What scores look at.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    pub(super) spectrum: PredictedSpectrum<'a>,
    pub(super) feature_distances: &'a FeatureDistances,
    /// A few samples of each network.
    pub(super) draws: Draws,
    /// What the forward model makes of them; none if it is not asked, or if hardly a sample describes an atmosphere.
    pub(super) check: Option<PredictiveCheck>,
}

/// A score is its name.
impl PartialEq for ScoreKind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl ScoreKind {
    /// The score called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        SCORES.iter().find(|kind| kind.name == name)
    }

    /// The score of a spectrum; as large as a number can be if the forward model cannot follow the posterior.
    pub fn value(&self, evidence: &Evidence) -> f64 {
        (self.value)(evidence)
    }
}

impl Evidence<'_> {
    /// χ² of the data under noise and posterior together; as large as a number can be without samples that describe an atmosphere.
    pub fn chi2(&self) -> f64 {
        let PredictedSpectrum { depth, sigma, .. } = self.spectrum;
        let check = self.check.as_ref();
        check.map_or(f64::MAX, |check| check.chi2(depth, sigma))
    }

    /// Data minus mean spectrum of the samples in units of noise and posterior spread together, `[n_bins]`; none as above.
    pub fn pulls(&self) -> Option<Vec<f64>> {
        let PredictedSpectrum { depth, sigma, .. } = self.spectrum;
        self.check.as_ref().map(|check| check.pulls(depth, sigma))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_is_found_by_a_name_of_its_own() {
        for kind in &SCORES {
            assert!(std::ptr::eq(ScoreKind::named(kind.name).unwrap(), kind));
            assert!(kind.sentence.ends_with('.'));
        }
        assert!(ScoreKind::named("largest_push").is_none());
    }
}
