//! The offset of one instrument, of which the likelihood is a normal curve whatever the other parameters are.

use std::f64::consts::TAU;

use forward_model::units::{number_from_ppm, ppm_from_number};
use rand::Rng;

use super::gaussian::log_normal;
use super::normal_interval;
use crate::prior::{Marginal, TruncatedNormal};

/// A parameter that shifts some bins, ppm, and its prior: a normal curve, or a flat one, on an interval.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shift {
    /// Which element of θ it is.
    pub parameter: usize,
    /// The bins that it shifts and that count.
    pub bins: Vec<usize>,
    /// Mean of the prior's normal curve, ppm; of a flat prior it does not matter.
    mean_ppm: f64,
    /// One over the variance of that curve, ppm⁻²; zero of a flat prior.
    precision: f64,
    /// Where the prior is not zero, ppm.
    within_ppm: [f64; 2],
    /// ln of the integral of the curve over the interval, ppm.
    log_norm: f64,
}

/// What the residuals of its bins say of an offset: its posterior is a normal curve on the interval of its prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Conditional {
    /// ln of the integral of the likelihood over the prior.
    pub log_evidence: f64,
    mean_ppm: f64,
    std_ppm: f64,
    within_ppm: [f64; 2],
}

impl Shift {
    /// None if the integral over this prior has no closed form, or if no bin speaks of the offset.
    pub(super) fn new(parameter: usize, bins: Vec<usize>, prior: &Marginal) -> Option<Self> {
        let infinite = [f64::NEG_INFINITY, f64::INFINITY];
        let ([mean_ppm, std_ppm], within_ppm) = match *prior {
            _ if bins.is_empty() => return None,
            Marginal::Normal(normal) => (normal, infinite),
            Marginal::TruncatedNormal(TruncatedNormal { normal, within }) => (normal, within),
            Marginal::Uniform(within) => ([0.0, f64::INFINITY], within),
            Marginal::LogUniform(_) => return None,
        };
        let [from, to] = within_ppm;
        let log_norm = if std_ppm.is_finite() {
            let pulls = within_ppm.map(|end| (end - mean_ppm) / std_ppm);
            std_ppm.ln() + 0.5 * TAU.ln() + normal_interval::log_probability(pulls)
        } else {
            (to - from).ln()
        };
        Some(Self {
            parameter,
            bins,
            mean_ppm,
            precision: std_ppm.powi(-2),
            within_ppm,
            log_norm,
        })
    }

    /// The offset given the residuals and errors, dimensionless, of its bins.
    ///
    /// Of the offset the likelihood is a normal curve around δ̂, the weighted mean of the residuals, of precision A, the sum of their
    /// weights. With the prior's mean μ and precision T, the product is the curve of precision P = A + T around m = (Aδ̂ + Tμ) / P,
    /// times exp(−½ (AT/P) (δ̂ − μ)²).
    pub(super) fn given(&self, residuals: impl Iterator<Item = (f64, f64)> + Clone) -> Conditional {
        let weight = |sigma: f64| ppm_from_number(sigma).powi(-2);
        let data: f64 = residuals.clone().map(|(_, sigma)| weight(sigma)).sum();
        let weighted = residuals
            .clone()
            .map(|(r, sigma)| weight(sigma) * ppm_from_number(r));
        let best_ppm = weighted.sum::<f64>() / data;
        let best = number_from_ppm(best_ppm);
        let at_best: f64 = residuals
            .map(|(r, sigma)| log_normal(r - best, sigma))
            .sum();
        let precision = data + self.precision;
        let mean_ppm = (data * best_ppm + self.precision * self.mean_ppm) / precision;
        let apart = best_ppm - self.mean_ppm;
        let mut conditional = Conditional {
            log_evidence: at_best
                - 0.5 * (data * self.precision / precision) * apart * apart
                - self.log_norm,
            mean_ppm,
            std_ppm: precision.powf(-0.5),
            within_ppm: self.within_ppm,
        };
        conditional.log_evidence += conditional.log_integral();
        conditional
    }
}

impl Conditional {
    /// ln of the integral of the curve over the interval, ppm.
    fn log_integral(&self) -> f64 {
        self.std_ppm.ln() + 0.5 * TAU.ln() + normal_interval::log_probability(self.pulls())
    }

    /// An offset, ppm.
    pub(super) fn draw_ppm(&self, rng: &mut impl Rng) -> f64 {
        let [from, to] = self.within_ppm;
        let ppm = self.mean_ppm + self.std_ppm * normal_interval::draw(self.pulls(), rng);
        ppm.clamp(from, to)
    }

    /// The likeliest offset, ppm.
    pub(super) fn best_ppm(&self) -> f64 {
        let [from, to] = self.within_ppm;
        self.mean_ppm.clamp(from, to)
    }

    /// The interval in standard deviations from the mean.
    fn pulls(&self) -> [f64; 2] {
        self.within_ppm
            .map(|end| (end - self.mean_ppm) / self.std_ppm)
    }
}
