//! The prior of one parameter.

use serde::{Deserialize, Serialize};

use super::error::MarginalError;
use super::normal::{normal_cdf, normal_quantile};
use super::truncated_normal::TruncatedNormal;

/// Standard deviations to either side of a normal prior's mean beyond which it counts for nothing.
const NORMAL_REACH: f64 = 5.0;
/// Share of a normal prior that must be left of it where it is cut without being asked to be: a half, from which the other end
/// of a half-normal distribution may take its own little tail.
const LEAST_LEFT: f64 = 0.5 - 1e-3;

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
                self.cut(range)
            }
            other => Ok(other),
        }
    }

    /// The same prior where θ lies `within` an interval, scaled up, and zero elsewhere.
    ///
    /// # Errors
    /// As the constructors; [`MarginalError::CutAway`] if next to nothing of a normal one lies there.
    pub fn cut(self, within: [f64; 2]) -> Result<Self, MarginalError> {
        let [lower, upper] = self.bounds();
        let within = [within[0].max(lower), within[1].min(upper)];
        let cut = match self {
            Self::Uniform(_) => Self::Uniform(within),
            Self::LogUniform(_) => Self::LogUniform(within),
            Self::Normal(normal) | Self::TruncatedNormal(TruncatedNormal { normal, .. }) => {
                Self::TruncatedNormal(TruncatedNormal { normal, within })
            }
        };
        cut.checked()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reversed_and_nan_priors_are_rejected() {
        assert!(Marginal::uniform(2.0, 1.0).is_err());
        assert!(Marginal::uniform(f64::NAN, 1.0).is_err());
        assert!(Marginal::log_uniform(0.0, 1.0).is_err());
        assert!(Marginal::normal(0.0, 0.0).is_err());
    }

    /// Between any two points of the interval the odds stay what they were, and the probability is one.
    #[test]
    fn a_prior_that_is_cut_keeps_its_shape_within() {
        let cut_normal = TruncatedNormal {
            normal: [2.0, 1.0],
            within: [0.5, 9.0],
        };
        let within = [1.5, 4.0];
        for whole in [
            Marginal::uniform(0.0, 3.0).unwrap(),
            Marginal::log_uniform(0.1, 30.0).unwrap(),
            Marginal::normal(2.0, 1.0).unwrap(),
            Marginal::TruncatedNormal(cut_normal),
        ] {
            let cut = whole.cut(within).unwrap();
            let odds = |prior: Marginal| prior.log_density(1.6) - prior.log_density(2.9);
            approx::assert_relative_eq!(odds(cut), odds(whole), epsilon = 1e-12);
            assert_eq!(cut.bounds(), [1.5, whole.bounds()[1].min(4.0)]);
            approx::assert_relative_eq!(
                cut.from_standard(cut.to_standard(1.7)),
                1.7,
                epsilon = 1e-9
            );
            assert_eq!(cut.log_density(1.4), f64::NEG_INFINITY);
        }
        assert!(Marginal::normal(0.0, 1.0).unwrap().cut([4.0, 5.0]).is_err());
    }
}
