//! The density of one parameter alone, as a weighted sum of normal densities. Draws are normal densities without width.

use std::f64::consts::{SQRT_2, TAU};

use statrs::function::erf::erfc;

/// Points of the trapezoidal rule, in units of a normal's width: from −8 to 8.
const STEP: f64 = 0.25;
const N_STEPS_EACH_SIDE: i32 = 32;
/// Probability to which a median is found, and the most steps spent on it.
const TOLERANCE: f64 = 1e-12;
const MOST_STEPS: usize = 100;

/// One normal density of a sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// Its share of the probability.
    pub weight: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation; zero for a draw.
    pub std: f64,
}

/// `Σ wᵢ N(mᵢ, sᵢ²)` with weights that add up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalSum {
    /// The terms.
    pub terms: Vec<Normal>,
}

impl NormalSum {
    /// Draws from a density, which stand for it.
    pub fn of_draws(draws: impl ExactSizeIterator<Item = f64>) -> Self {
        let weight = 1.0 / draws.len() as f64;
        let terms = draws.map(|mean| Normal {
            weight,
            mean,
            std: 0.0,
        });
        Self {
            terms: terms.collect(),
        }
    }

    /// Whether draws stand for the density, so that averages over it scatter.
    pub fn is_sampled(&self) -> bool {
        self.terms.iter().all(|term| term.std == 0.0)
    }

    /// The density of `centre + factor (z − centre)`.
    pub fn stretched(&self, centre: f64, factor: f64) -> Self {
        let terms = self.terms.iter().map(|term| Normal {
            weight: term.weight,
            mean: centre + factor * (term.mean - centre),
            std: factor * term.std,
        });
        Self {
            terms: terms.collect(),
        }
    }

    /// Weights and points with which an average over the density is a sum. For a smooth function the trapezoidal rule,
    /// here in units of each term's width, converges faster than any power of its step (Trefethen & Weideman 2014).
    pub fn nodes(&self) -> Vec<(f64, f64)> {
        let rule = |i: i32| {
            let u = f64::from(i) * STEP;
            (STEP / TAU.sqrt() * (-0.5 * u * u).exp(), u)
        };
        let rule: Vec<(f64, f64)> = (-N_STEPS_EACH_SIDE..=N_STEPS_EACH_SIDE).map(rule).collect();
        let of_term = |term: &Normal| -> Vec<(f64, f64)> {
            match term.std > 0.0 {
                true => rule
                    .iter()
                    .map(|(w, u)| (term.weight * w, term.mean + term.std * u))
                    .collect(),
                false => vec![(term.weight, term.mean)],
            }
        };
        self.terms.iter().flat_map(of_term).collect()
    }

    /// Probability below `z`.
    pub fn cumulative(&self, z: f64) -> f64 {
        let below = |term: &Normal| match term.std > 0.0 {
            true => term.weight * 0.5 * erfc((term.mean - z) / (SQRT_2 * term.std)),
            false => term.weight * f64::from(u8::from(term.mean <= z)),
        };
        self.terms.iter().map(below).sum()
    }
}

/// Median of the equal mixture of `sums`: secant steps, each followed by a halving, inside a bracket.
pub fn median(sums: &[&NormalSum]) -> f64 {
    let above_half = |z: f64| {
        let total: f64 = sums.iter().map(|sum| sum.cumulative(z)).sum();
        total / sums.len() as f64 - 0.5
    };
    // A term's median is its mean, so the median of all lies between the smallest and the largest mean.
    let means = || sums.iter().flat_map(|sum| &sum.terms).map(|term| term.mean);
    let mut low = means().fold(f64::INFINITY, f64::min);
    let mut high = means().fold(f64::NEG_INFINITY, f64::max);
    let (mut at_low, mut at_high) = (above_half(low), above_half(high));
    for step in 0..MOST_STEPS {
        if at_low.abs() < TOLERANCE || low == high {
            return low;
        }
        if at_high.abs() < TOLERANCE {
            return high;
        }
        let z = match step % 2 {
            0 => low - at_low * (high - low) / (at_high - at_low),
            _ => 0.5 * (low + high),
        };
        let at_z = above_half(z);
        match at_z < 0.0 {
            true => (low, at_low) = (z, at_z),
            false => (high, at_high) = (z, at_z),
        }
    }
    0.5 * (low + high)
}
