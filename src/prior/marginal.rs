//! The prior of one parameter.

use serde::{Deserialize, Serialize};
use statrs::function::erf::{erfc, erfc_inv};

use super::truncated_normal::TruncatedNormal;

/// Probabilities nearer to 0 or 1 than this are moved to it: θ is stored in single precision,
/// so a draw may lie a rounding error outside its prior.
const SMALLEST_PROBABILITY: f64 = 1e-7;

/// Standard deviations to either side of a normal prior's mean beyond which it counts for nothing.
const NORMAL_REACH: f64 = 5.0;
/// Share of a normal prior that must be left of it where it is cut without being asked to be: a half, from which the other end
/// of a half-normal distribution may take its own little tail.
const LEAST_LEFT: f64 = 0.5 - 1e-3;

/// A prior that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MarginalError {
    /// The bounds are reversed, equal, or not finite.
    #[error("bounds [{lower}, {upper}], expected two finite numbers, the first smaller")]
    Bounds {
        /// First bound as found.
        lower: f64,
        /// Second bound as found.
        upper: f64,
    },
    /// A log-uniform prior reaches zero or below.
    #[error("lower bound {lower}, expected a positive one for a log-uniform prior")]
    NotPositive {
        /// Lower bound as found.
        lower: f64,
    },
    /// The standard deviation of a normal prior is not positive.
    #[error(
        "mean {mean} and standard deviation {std}, expected finite numbers, the second positive"
    )]
    Width {
        /// Mean as found.
        mean: f64,
        /// Standard deviation as found.
        std: f64,
    },
    /// Too much of a normal prior lies outside of the interval that it is cut to.
    #[error(
        "a normal prior of mean {mean} and standard deviation {std}, of which {percent:.0} % lies outside of \
         {lower} to {upper}, expected one that lies mostly inside: move the mean or narrow the standard deviation, or \
         say {{ uniform = [{lower}, {upper}] }}"
    )]
    CutAway {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        std: f64,
        /// Lower end of the interval.
        lower: f64,
        /// Upper end of the interval.
        upper: f64,
        /// What the cut takes away, per cent.
        percent: f64,
    },
}

/// The prior of one parameter, as a study writes it: `{ uniform = [1.1, 1.5] }`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Marginal {
    /// Flat between two bounds.
    Uniform([f64; 2]),
    /// Flat in the logarithm between two positive bounds.
    LogUniform([f64; 2]),
    /// Mean and standard deviation.
    Normal([f64; 2]),
    /// The same cut to an interval.
    #[serde(skip_deserializing)]
    TruncatedNormal(TruncatedNormal),
}

impl Marginal {
    /// Flat between `lower` and `upper`.
    ///
    /// # Errors
    /// [`MarginalError::Bounds`] unless both are finite and `lower < upper`.
    pub fn uniform(lower: f64, upper: f64) -> Result<Self, MarginalError> {
        Self::Uniform([lower, upper]).checked()
    }

    /// Flat in ln θ between `lower` and `upper`.
    ///
    /// # Errors
    /// As [`Marginal::uniform`], and [`MarginalError::NotPositive`] unless `lower > 0`.
    pub fn log_uniform(lower: f64, upper: f64) -> Result<Self, MarginalError> {
        Self::LogUniform([lower, upper]).checked()
    }

    /// Normal with this mean and standard deviation.
    ///
    /// # Errors
    /// [`MarginalError::Width`] unless both are finite and `std > 0`.
    pub fn normal(mean: f64, std: f64) -> Result<Self, MarginalError> {
        Self::Normal([mean, std]).checked()
    }

    /// The same prior, if it is one.
    ///
    /// # Errors
    /// As the constructors.
    pub fn checked(self) -> Result<Self, MarginalError> {
        match self {
            Self::Uniform([lower, upper]) | Self::LogUniform([lower, upper])
                if !(lower.is_finite() && upper.is_finite() && lower < upper) =>
            {
                Err(MarginalError::Bounds { lower, upper })
            }
            Self::LogUniform([lower, _]) if lower <= 0.0 => {
                Err(MarginalError::NotPositive { lower })
            }
            Self::Normal([mean, std]) if !(mean.is_finite() && std.is_finite() && std > 0.0) => {
                Err(MarginalError::Width { mean, std })
            }
            Self::TruncatedNormal(own) => own.checked().map(Self::TruncatedNormal),
            valid => Ok(valid),
        }
    }

    /// The same prior, a normal one that reaches beyond `range` cut to it; others are as they are.
    ///
    /// # Errors
    /// [`MarginalError::CutAway`] if more than half of it lies outside.
    pub fn cut_to(self, range: [f64; 2]) -> Result<Self, MarginalError> {
        let [lower, upper] = range;
        let is_inside = |end: &f64| (lower..=upper).contains(end);
        match self {
            Self::Normal(normal) if !self.bounds().iter().all(is_inside) => {
                let within = range;
                TruncatedNormal { normal, within }.with_share_of(LEAST_LEFT)?;
                let [from, to] = self.bounds();
                let within = [lower.max(from), upper.min(to)];
                Ok(Self::TruncatedNormal(TruncatedNormal { normal, within }))
            }
            other => Ok(other),
        }
    }

    /// The interval that holds all, or for a normal prior all but 6e-7, of the probability.
    pub fn bounds(&self) -> [f64; 2] {
        match *self {
            Self::Uniform(bounds) | Self::LogUniform(bounds) => bounds,
            Self::Normal([mean, std]) => [mean - NORMAL_REACH * std, mean + NORMAL_REACH * std],
            Self::TruncatedNormal(own) => own.within,
        }
    }

    /// θ at cumulative probability `u`.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Self::Uniform([lower, upper]) => lower + u * (upper - lower),
            Self::LogUniform([lower, upper]) => lower * (upper / lower).powf(u),
            Self::Normal([mean, std]) => mean + std * normal_quantile(u),
            Self::TruncatedNormal(own) => own.quantile(u),
        }
    }

    /// z = Φ⁻¹(CDF(θ)).
    pub fn to_standard(&self, theta: f64) -> f64 {
        match *self {
            Self::Uniform([lower, upper]) => normal_quantile((theta - lower) / (upper - lower)),
            Self::LogUniform([lower, upper]) => {
                normal_quantile((theta / lower).ln() / (upper / lower).ln())
            }
            Self::Normal([mean, std]) => (theta - mean) / std,
            Self::TruncatedNormal(own) => own.to_standard(theta),
        }
    }

    /// θ = CDF⁻¹(Φ(z)).
    pub fn from_standard(&self, z: f64) -> f64 {
        match *self {
            Self::Normal([mean, std]) => mean + std * z,
            _ => self.quantile(normal_cdf(z)),
        }
    }

    /// ln p(θ); −∞ outside the prior.
    pub fn log_density(&self, theta: f64) -> f64 {
        let [lower, upper] = self.bounds();
        match *self {
            Self::Normal([mean, std]) => {
                let z = (theta - mean) / std;
                -0.5 * z * z - std.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln()
            }
            _ if !(lower..=upper).contains(&theta) => f64::NEG_INFINITY,
            Self::Uniform(_) => -(upper - lower).ln(),
            Self::LogUniform(_) => -theta.ln() - (upper / lower).ln().ln(),
            Self::TruncatedNormal(own) => own.log_density(theta),
        }
    }
}

/// Φ(z), the standard normal's cumulative probability.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// Φ⁻¹(u), with `u` kept [`SMALLEST_PROBABILITY`] away from 0 and 1.
pub(super) fn normal_quantile(u: f64) -> f64 {
    unbounded_normal_quantile(u.clamp(SMALLEST_PROBABILITY, 1.0 - SMALLEST_PROBABILITY))
}

/// Φ⁻¹(u), infinite at 0 and 1.
pub(super) fn unbounded_normal_quantile(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz & Stegun, Table 26.1: Φ(1) and Φ(2).
    #[test]
    fn normal_cdf_matches_the_published_table() {
        approx::assert_abs_diff_eq!(normal_cdf(1.0), 0.841_344_746_068_543, epsilon = 1e-10);
        approx::assert_abs_diff_eq!(normal_cdf(2.0), 0.977_249_868_051_821, epsilon = 1e-10);
        approx::assert_abs_diff_eq!(normal_quantile(0.841_344_746_068_543), 1.0, epsilon = 1e-9);
    }

    #[test]
    fn reversed_and_nan_priors_are_rejected() {
        assert!(Marginal::uniform(2.0, 1.0).is_err());
        assert!(Marginal::uniform(f64::NAN, 1.0).is_err());
        assert!(Marginal::log_uniform(0.0, 1.0).is_err());
        assert!(Marginal::normal(0.0, 0.0).is_err());
    }
}
