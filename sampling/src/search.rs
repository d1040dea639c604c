//! From few draws that are worth anything to a density near the posterior.
//!
//! Rounds of draws come from mixtures fitted to all draws before, as draws from what lies between the start's density q and the
//! posterior p, `p^β q^(1−β)`: of the highest power β for which they are worth enough to fit a mixture to. It grows from round to
//! round, or falls where a round has met what the others had missed. From the prior, β is the power of the likelihood; from a density
//! near the posterior the way is short, where powers of the likelihood alone would lead back to the prior first.

use std::sync::Arc;

use crate::blend::{Blend, Part};
use crate::config::Config;
use crate::error::SamplingError;
use crate::evaluation::{Evaluator, Fidelity};
use crate::fit::{Effort, fit};
use crate::likelihood::LogLikelihood;
use crate::outcome::Unfinished;
use crate::pareto_smoothing::pareto_smoothed;
use crate::progress::{Progress, Stage, Status};
use crate::proposal::Defensive;
use crate::rounds::{Pool, Round, log_target};
use crate::stream::{Purpose, stream};
use crate::weighted_points::{WeightedPoint, WeightedPoints};
use crate::weights::{log_sum_exp, normalised, systematic_resampling};

/// Draws of a round for each that the pool is to be worth on the way.
const DRAWS_FOR_ONE: f64 = 5.0;
/// Draws of a round at most.
const LARGEST_ROUND: f64 = 32_000.0;
/// The power may grow until a round's own draws are worth this share of what they are at the power they were drawn for.
const KEPT_SHARE: f64 = 0.4;
/// Proposals of the search that may be drawn from in the end …
const MOST_BLENDED: usize = 8;
/// … and points that say how often.
const POINTS_OF_A_BLEND: usize = 5000;
const EFFORT: Effort = Effort {
    max_points: 4000,
    max_components: 32,
};

/// What a sampler knows while it searches.
pub struct Search<'a, 'r, L: LogLikelihood> {
    pub evaluator: &'a Evaluator<'a, L>,
    pub config: &'a Config,
    progress: &'a dyn Progress,
    /// The first is the start's.
    pub rounds: Vec<Round<'r>>,
    /// The draws of all rounds that have ended.
    pool: Pool,
    /// Of the way from the start to the posterior, to which the last round's proposal was fitted.
    power: f64,
}

impl<'a, 'r, L: LogLikelihood> Search<'a, 'r, L> {
    pub fn new(
        evaluator: &'a Evaluator<'a, L>,
        config: &'a Config,
        progress: &'a dyn Progress,
        first: Round<'r>,
    ) -> Self {
        let mut search = Self {
            evaluator,
            config,
            progress,
            rounds: vec![first],
            pool: Pool::default(),
            power: 0.0,
        };
        search.end_round();
        search
    }

    /// Rounds until the draws together are worth `enough` as draws from the posterior; why not, if so.
    pub fn run(&mut self, enough: f64) -> Result<Option<Unfinished>, SamplingError> {
        loop {
            self.power = self.next_power();
            self.report();
            if self.power == 1.0 && self.pool.effective_sample_size(1.0) >= enough {
                return Ok(None);
            }
            if let Some(why) = self.evaluator.stop() {
                return Ok(Some(why));
            }
            let n = self.round_size();
            if !self.begin_round() {
                return Ok(Some(Unfinished::Degenerate));
            }
            self.draw(n)?;
            self.end_round();
        }
    }

    pub fn current(&self) -> &Round<'r> {
        self.rounds.last().expect("the start's draws are a round")
    }

    /// What the pool has to be worth for a fit on the way: a few times as many as a normal's moments. Of 20 seeds five missed modes
    /// of an egg box with 200, none with 500.
    fn least_size(&self) -> f64 {
        (40 * self.evaluator.n_dimensions()).max(500) as f64
    }

    fn next_power(&self) -> f64 {
        let current = self.current();
        let kept = KEPT_SHARE * current.effective_sample_size(self.power);
        let is_first = self.rounds.len() == 1;
        let is_enough = |power: f64| {
            let is_kept =
                || is_first || power <= self.power || current.effective_sample_size(power) >= kept;
            self.pool.effective_sample_size(power) >= self.least_size() && is_kept()
        };
        if is_enough(1.0) {
            return 1.0;
        }
        // Powers of a likelihood that varies by 10⁶ begin at 10⁻⁶: the logarithm is halved.
        let (mut low, mut high) = (1e-15_f64.ln(), 0.0);
        for _ in 0..24 {
            let middle: f64 = 0.5 * (low + high);
            match is_enough(middle.exp()) {
                true => low = middle,
                false => high = middle,
            }
        }
        low.exp()
    }

    /// As many draws as are worth what the pool is worth already, if they are as good as those of the last round.
    fn round_size(&self) -> usize {
        let size = self.pool.effective_sample_size(self.power);
        let least = DRAWS_FOR_ONE * self.least_size();
        let wanted = match self.power == 1.0 && self.rounds.len() > 1 {
            true => size / self.current().efficiency(1.0),
            false => least,
        };
        wanted.clamp(least, LARGEST_ROUND) as usize
    }

    /// Fits a proposal to the pool; false if that cannot be done.
    fn begin_round(&mut self) -> bool {
        let fitted = self.fit(EFFORT);
        let is_fitted = fitted.is_some();
        self.rounds.extend(fitted.map(Round::new));
        is_fitted
    }

    /// The same with the best proposals of the rounds before beside it, in the shares that the pool asks for. False if there is no
    /// fit.
    pub fn begin_blended_round(&mut self, effort: Effort) -> bool {
        let Some(fitted) = self.fit(effort) else {
            return false;
        };
        let mut known: Vec<(f64, Part<'r>)> = self.rounds[1..]
            .iter()
            .map(|round| (round.efficiency(1.0), round.proposal.clone()))
            .collect();
        known.sort_by(|a, b| b.0.total_cmp(&a.0));
        let before = known.into_iter().take(MOST_BLENDED).map(|known| known.1);
        let parts = std::iter::once(fitted).chain(before).collect();
        let blend = Blend::of(parts, &self.resampled(POINTS_OF_A_BLEND));
        self.rounds.push(Round::new(Arc::new(blend)));
        true
    }

    /// The pool as so many equally weighted draws.
    fn resampled(&self, n: usize) -> Vec<&[f64]> {
        let chosen = systematic_resampling(&self.weights(), n, 0.5);
        let points = chosen.into_iter().map(|i| &self.pool.points[i]);
        points.map(|point| point.z.as_slice()).collect()
    }

    /// The pool's weights at the power, smoothed and normalised.
    fn weights(&self) -> Vec<f64> {
        normalised(&pareto_smoothed(&self.pool.log_weights(self.power)).log_weights)
    }

    /// A density fitted to the pool, with a share of the prior.
    fn fit(&self, effort: Effort) -> Option<Part<'r>> {
        let drawn = self.pool.points.iter().zip(&self.pool.log_start);
        let drawn = drawn.zip(self.weights()).enumerate();
        let points = drawn.map(|(group, ((point, log_start), weight))| WeightedPoint {
            z: point.z.clone(),
            weight,
            log_target: log_target(point, *log_start, self.power),
            group,
        });
        let round = self.rounds.len() as u64;
        let mut rng = stream(self.config.seed, Purpose::Fit, round, 0);
        let density = fit(&WeightedPoints::new(points), effort, &mut rng)?;
        let prior_share = self.config.prior_share;
        Some(Arc::new(Defensive {
            density,
            prior_share,
        }))
    }

    /// Adds draws to the current round.
    pub fn draw(&mut self, n: usize) -> Result<(), SamplingError> {
        let (seed, i_round) = (self.config.seed, self.rounds.len() as u64);
        let round = self.current();
        let (proposal, first) = (&round.proposal, round.points.len());
        let draw = |i: usize| {
            let index = (first + i) as u64;
            proposal.draw(&mut stream(seed, Purpose::Importance, i_round, index))
        };
        let points = self.evaluator.evaluate(Fidelity::Approximate, n, draw)?;
        let start = self.rounds[0].proposal.clone();
        let current = self.rounds.last_mut();
        current
            .expect("the start's draws are a round")
            .extend(points, &*start);
        Ok(())
    }

    /// The current round's draws become part of the pool.
    pub fn end_round(&mut self) {
        self.pool.add_last_of(&self.rounds);
    }

    fn report(&self) {
        let log_evidence = log_sum_exp(self.pool.log_weights(self.power).into_iter());
        let size = self.pool.effective_sample_size(1.0);
        self.tell(Stage::Search { power: self.power }, size, log_evidence);
    }

    /// Tells whoever listens where it is.
    pub fn tell(&self, stage: Stage, effective_sample_size: f64, log_evidence: f64) {
        let points = self.rounds.iter().flat_map(|round| &round.points);
        let likelihoods = points.map(|point| point.log_likelihood);
        self.progress.report(&Status {
            stage,
            n_calls: self.evaluator.n_calls(),
            effective_sample_size,
            log_evidence,
            best_log_likelihood: likelihoods.fold(f64::NEG_INFINITY, f64::max),
        });
    }
}
