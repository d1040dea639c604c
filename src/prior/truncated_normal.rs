//! A normal distribution cut to an interval.

use serde::{Deserialize, Serialize};

use super::error::MarginalError;
use super::normal::{normal_cdf, normal_quantile, unbounded_normal_quantile};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prior::Marginal;

    /// Cut on one side, on both, and to a piece of a tail.
    const CASES: [([f64; 2], [f64; 2]); 4] = [
        ([1.2, 0.3], [0.01, 2.7]),
        ([-3.0, 1.0], [-8.0, 0.0]),
        ([0.0, 2.0], [-1.0, 1.5]),
        ([0.0, 1.0], [1.5, 4.0]),
    ];

    fn cut((normal, within): ([f64; 2], [f64; 2])) -> Marginal {
        let own = TruncatedNormal { normal, within };
        Marginal::TruncatedNormal(own).checked().unwrap()
    }

    /// The normal curve itself, whose integral between the ends is its own normalisation, by the midpoint rule: exact to 1e-7.
    #[test]
    fn quantiles_and_density_are_those_of_the_normal_curve_between_the_ends() {
        for case in CASES {
            let ([mean, std], [lower, upper], n) = (case.0, case.1, 20_000);
            let marginal = cut(case);
            let step = (upper - lower) / f64::from(n);
            let theta = |i: i32| lower + (f64::from(i) + 0.5) * step;
            let curve = |theta: f64| (-0.5 * ((theta - mean) / std).powi(2)).exp();
            let total: f64 = (0..n).map(|i| curve(theta(i)) * step).sum();
            let mut below = 0.0;
            for i in 0..n {
                let at_node = below + 0.5 * step * curve(theta(i)) / total;
                below += step * curve(theta(i)) / total;
                if i % 997 > 0 {
                    continue;
                }
                let error = marginal.quantile(at_node) - theta(i);
                assert!(error.abs() < 1e-5 * (upper - lower), "{case:?} {at_node}");
                let density = marginal.log_density(theta(i)).exp();
                assert!(
                    (density * total / curve(theta(i)) - 1.0).abs() < 1e-6,
                    "{case:?}"
                );
                // Probabilities nearer to an end than 1e-7 are moved.
                if !(1e-6..=1.0 - 1e-6).contains(&at_node) {
                    continue;
                }
                let back = marginal.from_standard(marginal.to_standard(theta(i)));
                assert!(
                    (back - theta(i)).abs() < 1e-6 * (upper - lower),
                    "{case:?} {back}"
                );
            }
            for (u, end) in [(0.0, lower), (1.0, upper)] {
                let found = marginal.quantile(u);
                assert!((found - end).abs() < 1e-9 && (lower..=upper).contains(&found));
            }
            for outside in [lower - 1e-9, upper + 1e-9] {
                assert_eq!(marginal.log_density(outside), f64::NEG_INFINITY);
            }
        }
    }

    #[test]
    fn normal_priors_are_cut_and_others_are_not() {
        let normal = Marginal::normal(1.2, 0.3).unwrap();
        let Marginal::TruncatedNormal(own) = normal.cut_to([0.01, 10.0]).unwrap() else {
            panic!("it reaches below 0.01")
        };
        assert!(own.within[0] == 0.01 && (own.within[1] - 2.7).abs() < 1e-12);
        assert_eq!(normal.cut_to([-0.4, 10.0]).unwrap(), normal);
        let uniform = Marginal::uniform(-3.0, 3.0).unwrap();
        assert_eq!(uniform.cut_to([-1.0, 1.0]).unwrap(), uniform);
    }

    /// Half of a normal prior may be cut away, as of a positive quantity around zero, and no more.
    #[test]
    fn what_loses_more_than_its_half_is_refused_with_its_numbers() {
        let half = Marginal::normal(0.0, 0.2).unwrap();
        assert!(half.cut_to([0.0, 1.0]).is_ok());
        let lost = Marginal::normal(-0.1, 0.2).unwrap().cut_to([0.0, 1.0]);
        let text = lost.unwrap_err().to_string();
        assert!(
            text.contains("mean -0.1 and standard deviation 0.2, of which 69 %"),
            "{text}"
        );
        let piece = |within| {
            let normal = [0.0, 1.0];
            Marginal::TruncatedNormal(TruncatedNormal { normal, within }).checked()
        };
        assert!(piece([2.0, 3.0]).is_ok() && piece([3.0, 4.0]).is_err());
        assert!(piece([1.0, 1.0]).is_err() && piece([f64::NAN, 1.0]).is_err());
    }
}
