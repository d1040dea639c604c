//! Rounds of draws, each from a proposal of its own, and all of them together.
//!
//! What is reported comes from one round alone, whose proposal was fitted before its draws were made: its weights are independent
//! and its evidence has no bias. (With the mixture of all proposals as denominator, proposals that were fitted to a draw lower its
//! weight; ln Z came out too low by 0.05 to 0.2 where many components are fitted.) For the next fit, where such a bias does
//! not matter and every draw helps, all draws are weighted as draws from all proposals together.
//!
//! # Source
//! Cornuet, Marin, Mira & Robert (2012), adaptive multiple importance sampling, for the weights of all rounds together.

use crate::blend::Part;
use crate::evaluation::Point;
use crate::proposal::{Proposal, log_densities, standard_normal_log_density};
use crate::weights::{effective_sample_size, log_sum_exp};

/// Independent draws from a proposal, with the likelihood by which the sampler searches.
pub struct Round<'a> {
    pub proposal: Part<'a>,
    pub points: Vec<Point>,
    /// Logarithm of the proposal at each.
    pub log_proposal: Vec<f64>,
    /// Logarithm of the start's density at each.
    log_start: Vec<f64>,
}

/// Logarithm of likelihood times prior, the posterior up to its evidence.
pub fn log_posterior(point: &Point) -> f64 {
    match point.log_likelihood {
        f64::NEG_INFINITY => f64::NEG_INFINITY,
        log_likelihood => log_likelihood + standard_normal_log_density(&point.z),
    }
}

/// Logarithm of what lies between the start's density (power 0) and the posterior (power 1).
pub fn log_target(point: &Point, log_start: f64, power: f64) -> f64 {
    match log_posterior(point) {
        f64::NEG_INFINITY => f64::NEG_INFINITY,
        log_posterior => power * log_posterior + (1.0 - power) * log_start,
    }
}

impl<'a> Round<'a> {
    pub fn new(proposal: Part<'a>) -> Self {
        Self {
            proposal,
            points: Vec::new(),
            log_proposal: Vec::new(),
            log_start: Vec::new(),
        }
    }

    /// Adds more draws from the proposal.
    pub fn extend(&mut self, points: Vec<Point>, start: &dyn Proposal) {
        let z = coordinates(&points);
        self.log_proposal.extend(log_densities(&*self.proposal, &z));
        self.log_start.extend(log_densities(start, &z));
        self.points.extend(points);
    }

    /// Logarithms of the weights of its draws for a power of the way from the start to the posterior; their mean is the evidence at
    /// that power.
    pub fn log_weights(&self, power: f64) -> Vec<f64> {
        log_weights(&self.points, &self.log_start, &self.log_proposal, power)
    }

    /// What its draws are worth for a power.
    pub fn effective_sample_size(&self, power: f64) -> f64 {
        effective_sample_size(&self.log_weights(power))
    }

    /// That for one draw.
    pub fn efficiency(&self, power: f64) -> f64 {
        self.effective_sample_size(power) / self.points.len() as f64
    }
}

/// All draws as draws from all proposals together.
#[derive(Default)]
pub struct Pool {
    pub points: Vec<Point>,
    /// Logarithm of the start's density at each.
    pub log_start: Vec<f64>,
    /// Logarithm of the sum over proposals of their density times the number of their draws, at each point.
    log_sum: Vec<f64>,
}

impl Pool {
    /// Adds the draws of the last of these rounds; those of the others are there.
    pub fn add_last_of(&mut self, rounds: &[Round<'_>]) {
        let Some((new, before)) = rounds.split_last() else {
            return;
        };
        let log_n = |round: &Round<'_>| (round.points.len() as f64).ln();
        let mut log_sum: Vec<f64> = new.log_proposal.iter().map(|q| q + log_n(new)).collect();
        if let Some((start, others)) = before.split_first() {
            add(&mut log_sum, &new.log_start, log_n(start));
            for round in others {
                add_densities(&mut log_sum, round, log_n(round), &new.points);
            }
        }
        add_densities(&mut self.log_sum, new, log_n(new), &self.points);
        self.log_sum.extend(log_sum);
        self.log_start.extend_from_slice(&new.log_start);
        self.points.extend_from_slice(&new.points);
    }

    /// Logarithms of the weights of all draws for a power; their sum is the evidence at that power.
    pub fn log_weights(&self, power: f64) -> Vec<f64> {
        log_weights(&self.points, &self.log_start, &self.log_sum, power)
    }

    /// What the draws are worth for a power.
    pub fn effective_sample_size(&self, power: f64) -> f64 {
        effective_sample_size(&self.log_weights(power))
    }
}

/// Adds a round's density times the number of its draws, all as logarithms.
fn add_densities(log_sum: &mut [f64], round: &Round<'_>, log_n: f64, at: &[Point]) {
    let densities = log_densities(&*round.proposal, &coordinates(at));
    add(log_sum, &densities, log_n);
}

fn add(log_sum: &mut [f64], log_densities: &[f64], log_n: f64) {
    for (sum, density) in log_sum.iter_mut().zip(log_densities) {
        *sum = log_sum_exp([*sum, density + log_n].into_iter());
    }
}

fn log_weights(points: &[Point], log_start: &[f64], log_densities: &[f64], power: f64) -> Vec<f64> {
    let triples = points.iter().zip(log_start).zip(log_densities);
    triples
        .map(|((point, start), density)| log_target(point, *start, power) - density)
        .collect()
}

fn coordinates(points: &[Point]) -> Vec<&[f64]> {
    points.iter().map(|point| point.z.as_slice()).collect()
}
