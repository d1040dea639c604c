//! Importance sampling from mixtures fitted to all that is known before.

use crate::config::Config;
use crate::density::Density;
use crate::error::SamplingError;
use crate::evaluation::{Evaluator, Point};
use crate::fit::{Effort, fit};
use crate::likelihood::LogLikelihood;
use crate::outcome::{Outcome, Unfinished};
use crate::pareto_smoothing::{RELIABLE_PARETO_K, pareto_smoothed};
use crate::progress::{Progress, Stage, Status};
use crate::proposal::Defensive;
use crate::rounds::{Round, Summary, log_weight, log_weights_together};
use crate::stream::{Purpose, stream};
use crate::tempering::Population;
use crate::weighted_draws::{Ending, WeightedDraws};
use crate::weighted_points::{WeightedPoint, WeightedPoints};
use crate::weights::{effective_sample_size, normalised};

/// Draws of the first round; each has twice as many as the one before …
const FIRST_ROUND: usize = 2000;
/// … up to this.
const LARGEST_ROUND: usize = 32_000;
/// Fits at most, but for those; more draws then come from the last.
const MOST_ROUNDS: usize = 10;
/// Fits that are spent on weights with a heavy tail once there are enough of them.
const MOST_FITS_FOR_THE_TAIL: usize = 4;
const EFFORT: Effort = Effort {
    max_points: 10_000,
    max_components: 64,
};

/// The sampler once it has begun.
pub struct Importance<'a, 'r, L: LogLikelihood> {
    pub evaluator: &'a Evaluator<'a, L>,
    pub config: &'a Config,
    pub progress: &'a dyn Progress,
    /// The first is the start's.
    pub rounds: Vec<Round<'r>>,
    /// What tempering ended with, if there was any.
    pub population: Option<Population>,
}

impl<L: LogLikelihood> Importance<'_, '_, L> {
    /// Draws until there is enough, or an end.
    pub fn run(mut self) -> Result<Outcome, SamplingError> {
        let mut n_fits_for_the_tail = 0;
        loop {
            let summary = self.current().summary();
            let round = self.rounds.len() - 1;
            self.report(Stage::Importance { round }, &summary);
            let aim = self.config.budget.effective_sample_size;
            let is_enough = summary.effective_sample_size >= aim;
            let pareto_k = summary.smoothed.pareto_k;
            if is_enough && pareto_k < RELIABLE_PARETO_K {
                return Ok(self.outcome(None));
            }
            if let Some(why) = self.evaluator.stop() {
                return Ok(self.outcome(Some(why)));
            }
            if is_enough && n_fits_for_the_tail == MOST_FITS_FOR_THE_TAIL {
                return Ok(self.outcome(Some(Unfinished::HeavyTail { pareto_k })));
            }
            n_fits_for_the_tail += usize::from(is_enough);
            if !is_enough && self.is_worth_extending(&summary) {
                self.draw(self.n_missing(&summary))?;
            } else if self.begin_round() {
                self.draw(self.round_size())?;
            } else {
                return Ok(self.outcome(Some(Unfinished::Degenerate)));
            }
        }
    }

    pub fn report(&self, stage: Stage, summary: &Summary) {
        let points = self.rounds.iter().flat_map(|round| &round.points);
        let likelihoods = points.map(|point| point.log_likelihood);
        self.progress.report(&Status {
            stage,
            n_calls: self.evaluator.n_calls(),
            effective_sample_size: summary.effective_sample_size,
            log_evidence: summary.log_evidence,
            best_log_likelihood: likelihoods.fold(f64::NEG_INFINITY, f64::max),
        });
    }

    fn current(&self) -> &Round<'_> {
        self.rounds.last().expect("the start's draws are a round")
    }

    /// Whether more draws of this round reach the aim sooner than those of another, whose fit is expected to be better by as
    /// much as this one is than that before, by half as many orders of magnitude, but which begins with none.
    fn is_worth_extending(&self, summary: &Summary) -> bool {
        let n_rounds = self.rounds.len();
        if n_rounds == 1 {
            return false;
        }
        if n_rounds > MOST_ROUNDS {
            return true;
        }
        let efficiency = |round: &Round| {
            let size = round.summary().effective_sample_size;
            size / round.points.len() as f64
        };
        let gain = match n_rounds {
            2 => 2.0,
            n => (efficiency(self.current()) / efficiency(&self.rounds[n - 2])).sqrt(),
        };
        let aim = self.config.budget.effective_sample_size;
        let share = summary.effective_sample_size / aim;
        summary.smoothed.pareto_k < RELIABLE_PARETO_K && share >= 1.0 - 1.0 / gain.clamp(1.1, 2.0)
    }

    /// Twice as many at most: few draws do not know how efficient they are.
    fn n_missing(&self, summary: &Summary) -> usize {
        let n = self.current().points.len() as f64;
        let aim = self.config.budget.effective_sample_size;
        let missing = n * (1.03 * aim / summary.effective_sample_size - 1.0);
        missing.clamp(200.0, 2.0 * n) as usize
    }

    fn round_size(&self) -> usize {
        let n_before = self.rounds.len() - 2;
        (FIRST_ROUND << n_before.min(8)).min(LARGEST_ROUND)
    }

    /// Fits a proposal to all that is known; false if that cannot be done.
    fn begin_round(&mut self) -> bool {
        let Some(density) = self.fit() else {
            return false;
        };
        let proposal = Defensive {
            density,
            prior_share: self.config.prior_share,
        };
        self.rounds.push(Round::new(Box::new(proposal)));
        true
    }

    /// A density fitted to all weighted draws, and to the particles of tempering as long as those tell more.
    fn fit(&mut self) -> Option<Density> {
        let log_weights = pareto_smoothed(&log_weights_together(&mut self.rounds)).log_weights;
        let drawn = self.rounds.iter().flat_map(|round| &round.points);
        let mut points: Vec<WeightedPoint> = drawn
            .zip(normalised(&log_weights))
            .enumerate()
            .filter(|(_, (_, weight))| *weight > 0.0)
            .map(|(group, (point, weight))| WeightedPoint {
                z: point.z.clone(),
                weight,
                log_target: log_weight(point, 0.0),
                group,
            })
            .collect();
        if let Some(population) = &self.population {
            let particles = population.weighted_points(1.0);
            let n = particles.len() as f64;
            let share = n / (n + effective_sample_size(&log_weights));
            let scale = |weight: f64| weight * share / (1.0 - share);
            points.extend(particles.into_iter().map(|particle| WeightedPoint {
                weight: scale(particle.weight),
                ..particle
            }));
        }
        let points = WeightedPoints::new(points);
        let n_rounds = self.rounds.len() as u64;
        let mut rng = stream(self.config.seed, Purpose::Fit, FITS_OF_ROUNDS + n_rounds, 0);
        fit(&points, EFFORT, &mut rng)
    }

    /// Adds draws to the current round.
    fn draw(&mut self, n: usize) -> Result<(), SamplingError> {
        let (seed, i_round) = (self.config.seed, self.rounds.len() as u64);
        let round = self.current();
        let (proposal, first) = (&round.proposal, round.points.len());
        let draw = |i: usize| {
            let index = (first + i) as u64;
            proposal.draw(&mut stream(seed, Purpose::Importance, i_round, index))
        };
        let points = self.evaluator.evaluate(n, draw)?;
        let current = self
            .rounds
            .last_mut()
            .expect("the start's draws are a round");
        current.extend(points);
        Ok(())
    }

    /// From the round that tells most, or from tempering if that was cut off and tells more.
    fn outcome(self, unfinished: Option<Unfinished>) -> Outcome {
        let size = |round: &&Round<'_>| round.summary().effective_sample_size;
        let n_calls = self.evaluator.n_calls();
        let tempered = self.population.as_ref();
        let all = self.rounds.iter().flat_map(|round| &round.points);
        let particles = tempered.iter().flat_map(|one| &one.particles);
        let tempered_log_evidence = tempered
            .filter(|one| one.power == 1.0)
            .map(|one| (one.log_evidence, one.variance.sqrt()));
        let best = best(all.chain(particles.map(|one| &one.point))).clone();
        let most = self
            .rounds
            .iter()
            .rev()
            .max_by(|a, b| size(a).total_cmp(&size(b)))
            .expect("the start's draws are a round");
        let size_of_most = size(&most);
        let draws = match self.population {
            Some(one) if one.power < 1.0 && one.effective_sample_size() > size_of_most => {
                one.draws()
            }
            _ => WeightedDraws {
                points: most.points.clone(),
                log_proposal: most.log_proposal.clone(),
                extra_variance: 0.0,
            },
        };
        draws.outcome(Ending {
            tempered_log_evidence,
            n_calls,
            unfinished,
            best,
        })
    }
}

/// Streams of fits to rounds begin here, beyond those of fits to particles.
const FITS_OF_ROUNDS: u64 = 1 << 32;

/// The point of the highest likelihood, the first of several.
fn best<'a>(points: impl Iterator<Item = &'a Point>) -> &'a Point {
    let better = |a: &'a Point, b: &'a Point| match b.log_likelihood > a.log_likelihood {
        true => b,
        false => a,
    };
    points.reduce(better).expect("there are draws")
}
