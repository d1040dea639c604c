//! What a model is trained for, and in what that differs from what another study wants.

use serde::{Deserialize, Serialize};

use crate::network::NetworkConfig;
use crate::observation::{Instruments, Observation, bin_difference, bins_of};
use crate::parameters::ParameterInfo;
use crate::study::Task;

/// Standard scores at which a prior is compared: medians and tails show bounds and shape.
const PRIOR_SCORES: [f64; 5] = [-2.0, -1.0, 0.0, 1.0, 2.0];
/// Relative difference below which numbers count as equal: files round.
const ROUNDING: f64 = 1e-6;

/// What a model was trained for. Two studies with equal specifications can share a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Specification {
    /// Fingerprint of the training set: physics, opacities, priors, bins and seed.
    pub fingerprint: String,
    /// The parameters in the order of θ.
    pub parameters: Vec<ParameterInfo>,
    /// How many of the last of them are conditions, inputs of the networks.
    #[serde(default, skip_serializing_if = "is_none")]
    pub n_conditions: usize,
    /// θ at five quantiles of each prior, `[n_parameters]`.
    pub prior_quantiles: Vec<[f64; 5]>,
    /// Centre and half width of each bin, µm, `[n_bins]`.
    pub bins_um: Vec<[f64; 2]>,
    /// The observation's σ, dimensionless, `[n_bins]`.
    pub sigma: Vec<f64>,
    /// `[network]`.
    pub network: NetworkConfig,
    /// `training_set.n_spectra`: the first so many simulations of the set are learnt from, tested and calibrated with.
    pub n_spectra: usize,
    /// `retrieval.n_masks`, with which the scores were calibrated.
    pub n_masks: usize,
}

impl Specification {
    /// What a model for this task and observation, seen through these instruments, is trained for.
    pub fn new(task: &Task, observation: &Observation, instruments: &Instruments) -> Self {
        let prior = &task.prior;
        let quantile = |z: f64| prior.from_standard(&vec![z; prior.n_parameters()]);
        let quantiles = PRIOR_SCORES.map(quantile);
        Self {
            fingerprint: task.training_set_fingerprint(observation.bins(), instruments),
            parameters: task.parameters.clone(),
            n_conditions: task.n_conditions,
            prior_quantiles: (0..prior.n_parameters())
                .map(|i| std::array::from_fn(|q| quantiles[q][i]))
                .collect(),
            bins_um: bins_of(observation),
            sigma: observation.sigma().to_vec(),
            network: task.network.clone(),
            n_spectra: task.training_set.n_spectra,
            n_masks: task.retrieval.n_masks,
        }
    }

    /// How many parameters the networks have a density of: all but the conditions.
    pub fn n_targets(&self) -> usize {
        self.parameters.len() - self.n_conditions
    }

    /// The first thing in which a model for `self` is not one for `wanted`, as a clause; σ is not compared.
    pub fn difference(&self, wanted: &Self) -> Option<String> {
        let names = |specification: &Self| -> Vec<String> {
            specification
                .parameters
                .iter()
                .map(|p| p.name.clone())
                .collect()
        };
        if names(self) != names(wanted) {
            return Some(format!(
                "its parameters are {}, the study's are {}",
                names(self).join(", "),
                names(wanted).join(", ")
            ));
        }
        self.prior_difference(wanted)
            .or_else(|| bin_difference(&self.bins_um, &wanted.bins_um))
            .or_else(|| self.other_difference(wanted))
    }

    fn prior_difference(&self, wanted: &Self) -> Option<String> {
        let priors = self.prior_quantiles.iter().zip(&wanted.prior_quantiles);
        let i = priors.into_iter().position(|(a, b)| !close(a, b))?;
        let range = |specification: &Self| {
            let [low, .., high] = specification.prior_quantiles[i];
            format!("{low:.4} to {high:.4}")
        };
        Some(format!(
            "95 % of its prior on `{}` lies in {}, of the study's in {}",
            self.parameters[i].name,
            range(self),
            range(wanted)
        ))
    }

    fn other_difference(&self, wanted: &Self) -> Option<String> {
        if self.network != wanted.network {
            let [ours, theirs] = [self, wanted].map(|specification| {
                serde_json::to_string(&specification.network)
                    .expect("a section is plain numbers and text")
            });
            return Some(format!("its [network] is {ours}, the study's {theirs}"));
        }
        if self.n_conditions != wanted.n_conditions {
            return Some(format!(
                "{} of its parameters are conditions, of the study's {}",
                self.n_conditions, wanted.n_conditions
            ));
        }
        if self.n_spectra != wanted.n_spectra {
            return Some(format!(
                "it learnt from a training set of {}, the study asks for {}",
                self.n_spectra, wanted.n_spectra
            ));
        }
        if self.n_masks != wanted.n_masks {
            return Some(format!(
                "its scores were calibrated with {} dropout masks, the study asks for {}",
                self.n_masks, wanted.n_masks
            ));
        }
        (self.fingerprint != wanted.fingerprint).then(|| {
            format!(
                "star, planet, atmosphere, fixed parameters, opacities, pass-bands, resolving powers or seed differ \
                 (fingerprint {}, the study's {})",
                self.fingerprint, wanted.fingerprint
            )
        })
    }
}

/// Models without conditions are described as they were before there were some.
fn is_none(n: &usize) -> bool {
    *n == 0
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| (a - b).abs() <= ROUNDING * a.abs().max(b.abs()).max(1e-9))
}
