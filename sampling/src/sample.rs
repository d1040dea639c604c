//! From a start to the posterior.

use std::sync::Arc;

use crate::config::{Config, Start};
use crate::density::Density;
use crate::error::SamplingError;
use crate::evaluation::{Evaluator, Fidelity, Point};
use crate::fit::{Effort, fit};
use crate::importance::{Patience, run};
use crate::likelihood::LogLikelihood;
use crate::outcome::{Outcome, Unfinished};
use crate::progress::Progress;
use crate::proposal::{Defensive, Prior, Proposal};
use crate::rounds::Round;
use crate::search::Search;
use crate::stream::{Purpose, stream};
use crate::weighted_points::{WeightedPoint, WeightedPoints};

/// After so many draws without a likelihood above zero there is none.
const MOST_DRAWS_IN_VAIN: usize = 10_000;
/// Scale matrices of a density fitted to given samples are multiplied by this: the samples may be from another posterior.
const INFLATION_OF_SAMPLES: f64 = 2.0;
const EFFORT_FOR_SAMPLES: Effort = Effort {
    max_points: 5000,
    max_components: 16,
};

/// Draws from the posterior until the budget's effective sample size is reached, or the budget is used, or it is told to stop;
/// [`Outcome::unfinished`] says which.
///
/// A start other than the prior may lead nowhere: after a few fits whose draws' weights have too heavy a tail the search begins again at
/// the prior, if half of the budget is left ([`Outcome::began_again`]). The same seed gives the same outcome for any number of threads,
/// unless the time is limited or it is told to stop.
///
/// # Errors
/// A likelihood that is NaN or +∞ anywhere or zero everywhere, a start that does not fit it, a setting out of range.
pub fn sample<L: LogLikelihood>(
    likelihood: &L,
    start: Start<'_>,
    config: &Config,
    progress: &dyn Progress,
) -> Result<Outcome, SamplingError> {
    config.validate()?;
    let n_dimensions = likelihood.n_dimensions();
    let reference = reference(&start, n_dimensions, config)?;
    let evaluator = Evaluator::new(likelihood, &config.budget, progress);
    let attempt = |from: &(dyn Proposal + Send), patience| {
        let n_first_draws = config
            .n_first_draws
            .unwrap_or(default_first_draws(n_dimensions));
        let points = first_draws(&evaluator, from, n_first_draws, config.seed)?;
        check_densities(&points, from)?;
        let mut first = Round::new(Arc::new(from));
        first.extend(points, from);
        run(Search::new(&evaluator, config, progress, first), patience)
    };
    let patience = match start {
        Start::Prior => Patience::ToTheEnd,
        _ => Patience::AFewFits,
    };
    if let Some(outcome) = attempt(&*reference, patience)? {
        return Ok(outcome);
    }
    let outcome = attempt(&Prior { n_dimensions }, Patience::ToTheEnd)?;
    Ok(Outcome {
        began_again: true,
        ..outcome.expect("what goes on to the end ends with an outcome")
    })
}

/// Draws enough that modes of a few percent of the prior are met.
fn default_first_draws(n_dimensions: usize) -> usize {
    4000 + 250 * n_dimensions
}

/// What sampling begins with, a share of the prior included.
fn reference<'a>(
    start: &Start<'a>,
    n_dimensions: usize,
    config: &Config,
) -> Result<Box<dyn Proposal + Send + 'a>, SamplingError> {
    let prior_share = config.prior_share;
    match *start {
        Start::Prior => Ok(Box::new(Prior { n_dimensions })),
        Start::Proposal(density) => {
            let found = density
                .draw(&mut stream(config.seed, Purpose::Start, 1, 0))
                .len();
            check_dimensions(found, n_dimensions)?;
            Ok(Box::new(Defensive {
                density,
                prior_share,
            }))
        }
        Start::Samples(samples) => {
            for sample in samples {
                check_dimensions(sample.len(), n_dimensions)?;
            }
            let point = |(group, z): (usize, &Vec<f64>)| WeightedPoint {
                z: z.clone(),
                weight: 1.0,
                log_target: f64::NAN,
                group,
            };
            let points = WeightedPoints::new(samples.iter().enumerate().map(point));
            let mut rng = stream(config.seed, Purpose::Fit, u64::MAX, 0);
            let is_finite = samples.iter().flatten().all(|z| z.is_finite());
            let fitted = (is_finite && samples.len() >= 2 * n_dimensions)
                .then(|| fit(&points, EFFORT_FOR_SAMPLES, &mut rng))
                .flatten();
            let fitted = fitted.ok_or_else(|| SamplingError::Start {
                what: format!(
                    "{} samples of {n_dimensions} parameters, expected at least {}, finite and not in a plane",
                    samples.len(),
                    2 * n_dimensions
                ),
            })?;
            Ok(Box::new(Defensive {
                density: Density {
                    mixture: fitted.mixture.inflated(INFLATION_OF_SAMPLES),
                    ..fitted
                },
                prior_share,
            }))
        }
    }
}

fn check_dimensions(found: usize, expected: usize) -> Result<(), SamplingError> {
    match found == expected {
        true => Ok(()),
        false => Err(SamplingError::Dimensions { expected, found }),
    }
}

/// Draws from the reference until there are enough with a likelihood above zero to begin with.
fn first_draws<L: LogLikelihood>(
    evaluator: &Evaluator<'_, L>,
    reference: &(dyn Proposal + Send),
    n: usize,
    seed: u64,
) -> Result<Vec<Point>, SamplingError> {
    let mut points: Vec<Point> = Vec::new();
    let is_alive = |point: &&Point| point.log_likelihood > f64::NEG_INFINITY;
    loop {
        let first = points.len();
        let draw = |i: usize| {
            let index = (first + i) as u64;
            reference.draw(&mut stream(seed, Purpose::Start, 0, index))
        };
        points.extend(evaluator.evaluate(Fidelity::Approximate, n, draw)?);
        let n_alive = points.iter().filter(is_alive).count();
        let stop = evaluator.stop();
        let is_enough = n_alive >= n / 4 || points.len() >= MOST_DRAWS_IN_VAIN.max(10 * n);
        if !is_enough && stop.is_none() {
            continue;
        }
        return match (n_alive, stop) {
            (0, Some(why @ (Unfinished::Interrupted | Unfinished::Seconds))) => {
                Err(SamplingError::Nothing(why))
            }
            (0, _) => Err(SamplingError::ZeroEverywhere {
                n_calls: evaluator.n_calls(),
            }),
            _ => Ok(points),
        };
    }
}

/// A density has to be finite where it was drawn from.
fn check_densities(points: &[Point], reference: &dyn Proposal) -> Result<(), SamplingError> {
    let is_wrong = |point: &&Point| {
        let is_point = point.z.iter().all(|z| z.is_finite());
        !is_point || !reference.log_density(&point.z).is_finite()
    };
    match points.iter().find(is_wrong) {
        Some(point) => Err(SamplingError::Start {
            what: format!(
                "its log density at its own draw z = {:?} is not finite",
                point.z
            ),
        }),
        None => Ok(()),
    }
}
