//! The posterior of one parameter in numbers.

use serde::{Deserialize, Serialize};

use super::{Samples, VarianceSplit};
use crate::parameters::ParameterInfo;
use crate::statistics::LEVELS_68;

/// Posterior of one parameter, in its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterSummary {
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
    /// What the networks alone say of it, if there are any.
    #[serde(flatten)]
    pub network: Option<NetworkSummary>,
}

/// What networks say of one parameter, in its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkSummary {
    /// 50 % of the networks' own posterior.
    pub network_median: f64,
    /// 16 %.
    pub network_lower_68: f64,
    /// 84 %.
    pub network_upper_68: f64,
    /// Standard deviation of the networks' own posterior.
    pub network_std: f64,
    /// What would be left of `network_std` if the networks agreed.
    pub std_aleatoric: f64,
    /// How far the networks' means scatter.
    pub std_epistemic: f64,
    /// Standard error of `std_epistemic`, which a finite number of networks has.
    pub std_epistemic_error: f64,
}

impl ParameterSummary {
    /// Of parameter `i` of the samples.
    pub fn new(
        parameter: &ParameterInfo,
        samples: &Samples,
        i: usize,
        network: Option<NetworkSummary>,
    ) -> Self {
        let [lower, upper] = LEVELS_68;
        let [lower_68, median, upper_68] = samples.quantiles(i, [lower, 0.5, upper]);
        Self {
            name: parameter.name.clone(),
            unit: parameter.unit.clone(),
            median,
            lower_68,
            upper_68,
            mean: samples.mean(i),
            std: samples.variance(i).sqrt(),
            network,
        }
    }
}

impl NetworkSummary {
    /// Of parameter `i` of the networks' samples.
    pub fn new(samples: &Samples, i: usize, split: &VarianceSplit) -> Self {
        let [lower, upper] = LEVELS_68;
        let [network_lower_68, network_median, network_upper_68] =
            samples.quantiles(i, [lower, 0.5, upper]);
        Self {
            network_median,
            network_lower_68,
            network_upper_68,
            network_std: samples.variance(i).sqrt(),
            std_aleatoric: split.aleatoric,
            std_epistemic: split.epistemic,
            std_epistemic_error: split.epistemic_error,
        }
    }
}
