//! Likelihoods of many points on all threads, within the budget.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::config::Budget;
use crate::error::SamplingError;
use crate::likelihood::LogLikelihood;
use crate::outcome::Unfinished;
use crate::progress::Progress;

/// So many points are evaluated between two looks at the clock.
const BATCH: usize = 256;
/// Draws that are weighted at an early end.
pub const DRAWS_AT_THE_END: f64 = 4000.0;
/// So many points share one workspace.
const CHUNK: usize = 8;

/// Evaluations that are kept to weigh the draws of an early end: so many, and a hundredth because that part of a round's draws is weighted
/// whatever they weigh; half of few.
fn reserved(max_calls: u64) -> u64 {
    (DRAWS_AT_THE_END as u64 + max_calls / 100).min(max_calls.div_ceil(2))
}

/// A point and its likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Shape `[n_dimensions]`.
    pub z: Vec<f64>,
    /// ln L there.
    pub log_likelihood: f64,
}

/// Which of a likelihood's two functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// That by which the sampler searches.
    Approximate,
    /// That by which draws are weighted.
    Exact,
}

/// Evaluates a likelihood, counts how often, and says when to stop.
pub struct Evaluator<'a, L: LogLikelihood> {
    likelihood: &'a L,
    progress: &'a dyn Progress,
    workspaces: Mutex<Vec<L::Workspace>>,
    n_calls: AtomicU64,
    n_approximate: AtomicU64,
    is_at_the_end: AtomicBool,
    max_calls: u64,
    /// Of these, kept for the end.
    n_reserved: u64,
    deadline: Option<Instant>,
}

impl<'a, L: LogLikelihood> Evaluator<'a, L> {
    /// The clock of the budget starts here.
    pub fn new(likelihood: &'a L, budget: &Budget, progress: &'a dyn Progress) -> Self {
        let seconds = |limit| Duration::try_from_secs_f64(limit).ok();
        Self {
            likelihood,
            progress,
            workspaces: Mutex::new(Vec::new()),
            n_calls: AtomicU64::new(0),
            n_approximate: AtomicU64::new(0),
            is_at_the_end: AtomicBool::new(false),
            max_calls: budget.max_calls,
            n_reserved: match likelihood.is_approximated() {
                true => reserved(budget.max_calls),
                false => 0,
            },
            deadline: budget
                .max_seconds
                .and_then(seconds)
                .and_then(|limit| Instant::now().checked_add(limit)),
        }
    }

    /// Whether the two functions differ.
    pub fn is_approximated(&self) -> bool {
        self.likelihood.is_approximated()
    }

    /// How many of the evaluations so far were of the approximation.
    pub fn n_approximate(&self) -> u64 {
        self.n_approximate.load(Ordering::Relaxed)
    }

    /// How many parameters there are.
    pub fn n_dimensions(&self) -> usize {
        self.likelihood.n_dimensions()
    }

    /// From now on neither the clock nor an interruption counts, and what was kept for the end may be spent.
    pub fn allow_the_end(&self) {
        self.is_at_the_end.store(true, Ordering::Relaxed);
    }

    /// Evaluations so far, of both.
    pub fn n_calls(&self) -> u64 {
        self.n_calls.load(Ordering::Relaxed)
    }

    /// How many more there may be.
    pub fn n_left(&self) -> u64 {
        let allowed = match self.is_at_the_end() {
            true => self.max_calls,
            false => self.max_calls - self.n_reserved,
        };
        allowed.saturating_sub(self.n_calls())
    }

    fn is_at_the_end(&self) -> bool {
        self.is_at_the_end.load(Ordering::Relaxed)
    }

    /// Why no more may be evaluated, if so.
    pub fn stop(&self) -> Option<Unfinished> {
        if !self.is_at_the_end() {
            if self.progress.is_interrupted() {
                return Some(Unfinished::Interrupted);
            }
            if self
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
            {
                return Some(Unfinished::Seconds);
            }
        }
        (self.n_left() == 0).then_some(Unfinished::Calls)
    }

    /// Makes and evaluates the points 0 … n−1, or the first of them if it has to stop before.
    pub fn evaluate(
        &self,
        fidelity: Fidelity,
        n: usize,
        point: impl Fn(usize) -> Vec<f64> + Sync,
    ) -> Result<Vec<Point>, SamplingError> {
        let mut points = Vec::with_capacity(n);
        while points.len() < n && self.stop().is_none() {
            let left = (n - points.len()).min(BATCH) as u64;
            let first = points.len();
            let last = first + left.min(self.n_left()) as usize;
            let batch: Vec<Vec<Point>> = (first..last)
                .into_par_iter()
                .chunks(CHUNK)
                .map(|chunk| self.evaluate_chunk(fidelity, chunk.into_iter().map(&point)))
                .collect();
            points.extend(batch.into_iter().flatten());
            self.count(fidelity, (last - first) as u64);
            check(&points[first..])?;
        }
        Ok(points)
    }

    fn count(&self, fidelity: Fidelity, n: u64) {
        self.n_calls.fetch_add(n, Ordering::Relaxed);
        if self.is_approximated() && fidelity == Fidelity::Approximate {
            self.n_approximate.fetch_add(n, Ordering::Relaxed);
        }
        self.progress.evaluated(n);
    }

    /// Workspaces wait in a pool, not one a thread, so that a likelihood may use threads of its own.
    fn evaluate_chunk(
        &self,
        fidelity: Fidelity,
        points: impl Iterator<Item = Vec<f64>>,
    ) -> Vec<Point> {
        let pool = || {
            self.workspaces
                .lock()
                .expect("nothing panics with the lock")
        };
        let waiting = pool().pop();
        let mut workspace = waiting.unwrap_or_else(|| self.likelihood.workspace());
        let mut log_likelihood = |z: &[f64]| match fidelity {
            Fidelity::Approximate => self.likelihood.approximation(z, &mut workspace),
            Fidelity::Exact => self.likelihood.log_likelihood(z, &mut workspace),
        };
        let evaluated = points
            .map(|z| Point {
                log_likelihood: log_likelihood(&z),
                z,
            })
            .collect();
        pool().push(workspace);
        evaluated
    }
}

fn check(points: &[Point]) -> Result<(), SamplingError> {
    let is_wrong =
        |point: &&Point| point.log_likelihood.is_nan() || point.log_likelihood == f64::INFINITY;
    match points.iter().find(is_wrong) {
        Some(point) => Err(SamplingError::NotALogLikelihood {
            z: point.z.clone(),
            found: point.log_likelihood,
        }),
        None => Ok(()),
    }
}
