//! Sequential Monte Carlo from a density that can be drawn from to the posterior, through powers of their ratio.
//!
//! At each step the power grows until half of the particles would be left if they were only weighted; some are chosen by their
//! weights and each of them makes a chain of moves, all of whose states are the next particles ("waste-free"). Moves go to
//! draws from a mixture fitted to the weighted particles, or along differences of two particles.
//!
//! # Source
//! Del Moral, Doucet & Jasra (2006); Dau & Chopin (2022), waste-free sequential Monte Carlo; ter Braak (2006), differential
//! evolution.

use std::collections::HashMap;

use rand::Rng;
use rayon::prelude::*;

use crate::error::SamplingError;
use crate::evaluation::{Evaluator, Point};
use crate::fit::{Effort, fit};
use crate::likelihood::LogLikelihood;
use crate::moves::{Move, Moves};
use crate::proposal::{Defensive, Proposal, log_densities};
use crate::rounds::log_weight;
use crate::stream::{Purpose, stream};
use crate::weighted_draws::WeightedDraws;
use crate::weighted_points::{WeightedPoint, WeightedPoints};
use crate::weights::{effective_sample_size, log_sum_exp, normalised, systematic_resampling};

/// States of a chain.
const CHAIN_LENGTH: usize = 10;
/// Chains that begin at the same place follow each other; so many are held to be of one place.
const CHAINS_OF_A_GROUP: usize = 8;
/// Share of the particles that is left, by weight, at each step.
const KEPT_SHARE: f64 = 0.5;
const EFFORT: Effort = Effort {
    max_points: 4000,
    max_components: 32,
};

/// A point with the densities between which tempering goes.
#[derive(Debug, Clone)]
pub struct Particle {
    pub point: Point,
    /// Logarithm of the density that tempering begins with.
    pub log_reference: f64,
    /// Logarithm of prior times likelihood over that density.
    pub log_ratio: f64,
}

impl Particle {
    fn all(points: Vec<Point>, reference: &dyn Proposal) -> Vec<Self> {
        let z: Vec<&[f64]> = points.iter().map(|point| point.z.as_slice()).collect();
        let densities = log_densities(reference, &z);
        let pairs = points.into_iter().zip(densities);
        pairs
            .map(|(point, log_reference)| Self {
                log_ratio: log_weight(&point, log_reference),
                point,
                log_reference,
            })
            .collect()
    }

    pub fn log_density(&self, power: f64) -> f64 {
        match self.log_ratio {
            f64::NEG_INFINITY => f64::NEG_INFINITY,
            ratio => self.log_reference + power * ratio,
        }
    }
}

/// Equally weighted particles at a power.
pub struct Population {
    pub particles: Vec<Particle>,
    /// 0: the density that tempering begins with; 1: the posterior.
    pub power: f64,
    /// Logarithm of the evidence so far …
    pub log_evidence: f64,
    /// … and the variance of that, as if the states of a chain were one, and fewer where most moves are refused.
    pub variance: f64,
    n_steps: u64,
    /// Particles come one of each chain after the other.
    n_chains: usize,
}

/// Tempers from draws of a reference to the posterior, or as far as the budget reaches.
pub struct Tempering<'a, L: LogLikelihood> {
    pub evaluator: &'a Evaluator<'a, L>,
    pub reference: &'a dyn Proposal,
    pub seed: u64,
    pub prior_share: f64,
    pub report: &'a (dyn Fn(&Population) + Sync),
}

impl Population {
    /// Draws from the reference, not weighted by anything.
    pub fn new(points: Vec<Point>, reference: &dyn Proposal) -> Self {
        Self {
            n_chains: points.len(),
            particles: Particle::all(points, reference),
            power: 0.0,
            log_evidence: 0.0,
            variance: 0.0,
            n_steps: 0,
        }
    }

    /// Logarithms of the weights that bring the particles to another power.
    pub fn log_weights(&self, power: f64) -> Vec<f64> {
        let by = power - self.power;
        let weight = |particle: &Particle| match particle.log_ratio {
            f64::NEG_INFINITY => f64::NEG_INFINITY,
            ratio => by * ratio,
        };
        self.particles.iter().map(weight).collect()
    }

    /// What the particles are worth as draws from the posterior.
    pub fn effective_sample_size(&self) -> f64 {
        effective_sample_size(&self.log_weights(1.0))
    }

    /// The highest log-likelihood of all particles.
    pub fn best_log_likelihood(&self) -> f64 {
        let likelihoods = self.particles.iter().map(|one| one.point.log_likelihood);
        likelihoods.fold(f64::NEG_INFINITY, f64::max)
    }

    /// The particles as draws from the density that they have reached.
    pub fn draws(&self) -> WeightedDraws {
        let density = |one: &Particle| one.log_density(self.power) - self.log_evidence;
        WeightedDraws {
            points: self.particles.iter().map(|one| one.point.clone()).collect(),
            log_proposal: self.particles.iter().map(density).collect(),
            extra_variance: self.variance,
        }
    }

    /// The particles as they stand for the density of another power, each place once. Those of a chain, and of chains that may
    /// have begun at the same place, are of one group.
    pub fn weighted_points(&self, power: f64) -> Vec<WeightedPoint> {
        let weights = normalised(&self.log_weights(power));
        let mut places: HashMap<Vec<u64>, usize> = HashMap::new();
        let mut points: Vec<WeightedPoint> = Vec::new();
        for (i, (particle, weight)) in self.particles.iter().zip(weights).enumerate() {
            let z = &particle.point.z;
            let place = z.iter().map(|z| z.to_bits()).collect();
            let known = *places.entry(place).or_insert(points.len());
            match points.get_mut(known) {
                Some(point) => point.weight += weight,
                None => points.push(WeightedPoint {
                    z: z.clone(),
                    weight,
                    log_target: particle.log_density(power),
                    group: i % self.n_chains / CHAINS_OF_A_GROUP,
                }),
            }
        }
        points
    }

    /// The power at which half of what the particles are worth is left, 1 at most.
    fn next_power(&self) -> f64 {
        let size = |power| effective_sample_size(&self.log_weights(power));
        let is_alive = |particle: &&Particle| particle.log_ratio > f64::NEG_INFINITY;
        let aim = KEPT_SHARE * self.particles.iter().filter(is_alive).count() as f64;
        if size(1.0) >= aim {
            return 1.0;
        }
        // Powers of a likelihood that varies by 10⁶ begin at 10⁻⁶: the logarithm of the step is halved, not the step.
        let (mut low, mut high) = (1e-15_f64.ln(), (1.0 - self.power).ln());
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            match size(self.power + middle.exp()) >= aim {
                true => low = middle,
                false => high = middle,
            }
        }
        self.power + low.exp()
    }
}

impl<L: LogLikelihood> Tempering<'_, L> {
    /// The population at the highest power reached.
    pub fn run(&self, mut population: Population) -> Result<Population, SamplingError> {
        while population.power < 1.0 {
            match self.step(&population)? {
                Some(next) => population = next,
                None => break,
            }
            (self.report)(&population);
        }
        Ok(population)
    }

    /// None if the budget ends before, or the particles lie in a plane.
    fn step(&self, old: &Population) -> Result<Option<Population>, SamplingError> {
        let power = old.next_power();
        let log_weights = old.log_weights(power);
        let weights = normalised(&log_weights);
        let points = WeightedPoints::new(old.weighted_points(power));
        let mut rng = stream(self.seed, Purpose::Fit, old.n_steps, 0);
        let Some(density) = fit(&points, EFFORT, &mut rng) else {
            return Ok(None);
        };
        let n = old.particles.len();
        let n_chains = n / CHAIN_LENGTH;
        let mut rng = stream(self.seed, Purpose::Resampling, old.n_steps, 0);
        let first = systematic_resampling(&weights, n_chains, rng.random());
        let states: Vec<Particle> = first.iter().map(|i| old.particles[*i].clone()).collect();
        let moves = Moves {
            density: Defensive {
                density,
                prior_share: self.prior_share,
            },
            partners: states.iter().map(|one| one.point.z.clone()).collect(),
        };
        let Some((particles, correlation)) = self.chains(states, &moves, power, old.n_steps)?
        else {
            return Ok(None);
        };
        let n = n as f64;
        let size = effective_sample_size(&log_weights);
        Ok(Some(Population {
            particles,
            power,
            log_evidence: old.log_evidence + log_sum_exp(log_weights.iter().copied()) - n.ln(),
            variance: old.variance
                + (n / size - 1.0) / n * CHAIN_LENGTH as f64 * correlation.max(1.0),
            n_steps: old.n_steps + 1,
            n_chains,
        }))
    }

    /// All states of the chains that begin at the given ones, and how many of them in a row are worth one: with a share a of
    /// moves that are made, (2 − a)/a if each leads anywhere.
    fn chains(
        &self,
        mut states: Vec<Particle>,
        moves: &Moves,
        power: f64,
        step: u64,
    ) -> Result<Option<(Vec<Particle>, f64)>, SamplingError> {
        let n_chains = states.len();
        let (mut all, mut n_moved) = (states.clone(), 0);
        for link in 1..CHAIN_LENGTH {
            let propose = |chain: usize| {
                let index = (link * n_chains + chain) as u64;
                let mut rng = stream(self.seed, Purpose::Move, step, index);
                moves.propose(&states[chain].point.z, &mut rng)
            };
            let proposed: Vec<Move> = (0..n_chains).into_par_iter().map(propose).collect();
            let to = |chain: usize| proposed[chain].z.clone();
            let tried = self.evaluator.evaluate(n_chains, to)?;
            if tried.len() < n_chains {
                return Ok(None);
            }
            let tried = Particle::all(tried, self.reference);
            for ((state, tried), proposed) in states.iter_mut().zip(tried).zip(&proposed) {
                let gain = tried.log_density(power) - state.log_density(power);
                if gain >= proposed.threshold {
                    *state = tried;
                    n_moved += 1;
                }
            }
            all.extend_from_slice(&states);
        }
        let moved = f64::from(n_moved.max(1)) / (n_chains * (CHAIN_LENGTH - 1)) as f64;
        Ok(Some((all, (2.0 - moved) / moved)))
    }
}
