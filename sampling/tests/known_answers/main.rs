//! The sampler on likelihoods whose evidence or posterior is known.
//!
//! Seeds are fixed; a bound says how often it would fail by chance if the seed were another.

mod approximation;
mod contract;
mod evidence;
mod modes;
mod starts;
mod targets;

use sampling::{Budget, Config, LogLikelihood, Outcome, Silent, Start, sample};

/// From the prior to so many effective draws.
fn from_prior<L: LogLikelihood>(likelihood: &L, effective_sample_size: f64) -> Outcome {
    let config = Config {
        budget: Budget {
            effective_sample_size,
            ..Budget::default()
        },
        ..Config::default()
    };
    let outcome = sample(likelihood, Start::Prior, &config, &Silent).unwrap();
    assert!(outcome.is_converged(), "{:?}", outcome.unfinished);
    outcome
}

/// At 4,000 effective draws the error of ln Z is at most 1/√4000 = 0.016.
fn assert_log_evidence(outcome: &Outcome, expected: f64, tolerance: f64) {
    let found = outcome.log_evidence;
    assert!(
        (found - expected).abs() < tolerance,
        "ln Z = {found} ± {}, not {expected}",
        outcome.log_evidence_error
    );
}
