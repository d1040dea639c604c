//! A normal distribution cut to an interval.

use serde::{Deserialize, Serialize};

use super::marginal::{MarginalError, normal_cdf, normal_quantile, unbounded_normal_quantile};

/// Smallest share of the normal distribution that may lie in the interval: of less, nothing of its shape is left.
const LEAST_SHARE: f64 = 0.01;

/// `{ normal = [mean, std], within = [a, b] }`: a normal distribution, scaled up to a probability of one inside an interval
/// and zero outside.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TruncatedNormal {
    /// Mean and standard deviation of the normal distribution before it is cut.
    pub normal: [f64; 2],
    /// The interval.
    pub within: [f64; 2],
}

impl TruncatedNormal {
    /// The same, if it is a distribution.
    pub(super) fn checked(self) -> Result<Self, MarginalError> {
        let ([mean, std], [lower, upper]) = (self.normal, self.within);
        if !(mean.is_finite() && std.is_finite() && std > 0.0) {
            return Err(MarginalError::Width { mean, std });
        }
        if !(lower.is_finite() && upper.is_finite() && lower < upper) {
            return Err(MarginalError::Bounds { lower, upper });
        }
        self.with_share_of(LEAST_SHARE)
    }

    /// The same, if at least `least` of the normal distribution lies inside.
    pub(super) fn with_share_of(self, least: f64) -> Result<Self, MarginalError> {
        let ([mean, std], [lower, upper]) = (self.normal, self.within);
        let share = self.share();
        match share >= least {
            true => Ok(self),
            false => Err(MarginalError::CutAway {
                mean,
                std,
                lower,
                upper,
                percent: 100.0 * (1.0 - share),
            }),
        }
    }

    /// Share of the normal distribution that lies inside.
    fn share(&self) -> f64 {
        let [below, up_to] = self.probabilities();
        up_to - below
    }

    /// Cumulative probability of the normal distribution at both ends.
    fn probabilities(&self) -> [f64; 2] {
        self.within.map(|end| normal_cdf(self.pull(end)))
    }

    /// θ in standard deviations from the mean.
    fn pull(&self, theta: f64) -> f64 {
        let [mean, std] = self.normal;
        (theta - mean) / std
    }

    /// θ at cumulative probability `u`.
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let ([mean, std], [lower, upper]) = (self.normal, self.within);
        let [below, up_to] = self.probabilities();
        let pull = unbounded_normal_quantile(below + u * (up_to - below));
        (mean + std * pull).clamp(lower, upper)
    }

    /// z = Φ⁻¹(CDF(θ)).
    pub(super) fn to_standard(self, theta: f64) -> f64 {
        let [below, up_to] = self.probabilities();
        normal_quantile((normal_cdf(self.pull(theta)) - below) / (up_to - below))
    }

    /// ln p(θ) inside the interval.
    pub(super) fn log_density(&self, theta: f64) -> f64 {
        let (pull, [_, std]) = (self.pull(theta), self.normal);
        -0.5 * pull * pull - std.ln() - 0.5 * std::f64::consts::TAU.ln() - self.share().ln()
    }
}
