//! What the sampler promises beside being right.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::targets::{log_normal, target};
use sampling::{
    Budget, Config, LogLikelihood, Outcome, Progress, SamplingError, Silent, Start, Status,
    Unfinished, sample,
};

fn normal() -> impl LogLikelihood {
    target(3, |z| log_normal(z, &[0.3, -0.2, 0.8], 0.05))
}

fn config(effective_sample_size: f64, max_calls: u64) -> Config {
    Config {
        budget: Budget {
            max_calls,
            max_seconds: None,
            effective_sample_size,
        },
        ..Config::default()
    }
}

#[test]
fn the_outcome_is_the_same_for_any_number_of_threads() {
    let on = |n_threads: usize| -> Outcome {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        let run = || sample(&normal(), Start::Prior, &config(1000.0, 1 << 20), &Silent);
        pool.build().unwrap().install(run).unwrap()
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn another_seed_gives_other_draws() {
    let with = |seed| {
        let config = Config {
            seed,
            ..config(100.0, 1 << 20)
        };
        sample(&normal(), Start::Prior, &config, &Silent).unwrap()
    };
    assert_ne!(with(1).z, with(2).z);
}

/// Every budget, however small, is kept, and says so if it did not suffice.
#[test]
fn a_budget_too_small_is_kept_and_reported() {
    for max_calls in [1, 10, 1000, 7000, 20_000] {
        let found = sample(&normal(), Start::Prior, &config(1e6, max_calls), &Silent).unwrap();
        assert_eq!(found.unfinished, Some(Unfinished::Calls), "{max_calls}");
        assert_eq!(found.n_calls, max_calls);
        let sum: f64 = found.weights.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
}

/// Stops after so many calls.
struct Impatient {
    n_calls: AtomicU64,
    limit: u64,
}

impl Progress for Impatient {
    fn report(&self, _status: &Status) {}

    fn evaluated(&self, n: u64) {
        self.n_calls.fetch_add(n, Ordering::Relaxed);
    }

    fn is_interrupted(&self) -> bool {
        self.n_calls.load(Ordering::Relaxed) >= self.limit
    }
}

#[test]
fn an_interruption_returns_what_there_is() {
    for limit in [1, 6000, 60_000] {
        let impatient = Impatient {
            n_calls: AtomicU64::new(0),
            limit,
        };
        let found = sample(&normal(), Start::Prior, &config(1e6, 1 << 20), &impatient).unwrap();
        assert_eq!(found.unfinished, Some(Unfinished::Interrupted));
        assert!(found.n_calls < limit + 256, "{} {limit}", found.n_calls);
        assert!(found.z.nrows() > 0);
    }
}

#[test]
fn a_likelihood_that_is_not_a_number_is_an_error() {
    let likelihood = target(2, |z| if z[0] > 1.0 { f64::NAN } else { 0.0 });
    let found = sample(&likelihood, Start::Prior, &Config::default(), &Silent);
    let Err(SamplingError::NotALogLikelihood { z, found }) = found else {
        panic!("{found:?}");
    };
    assert!(z[0] > 1.0 && found.is_nan());
}

#[test]
fn a_likelihood_that_is_zero_everywhere_is_an_error_after_some_calls() {
    let likelihood = target(2, |_| f64::NEG_INFINITY);
    let found = sample(&likelihood, Start::Prior, &Config::default(), &Silent);
    let Err(SamplingError::ZeroEverywhere { n_calls }) = found else {
        panic!("{found:?}");
    };
    assert!((10_000..100_000).contains(&n_calls), "{n_calls}");
}

#[test]
fn starts_that_do_not_fit_are_errors() {
    let run = |samples: &[Vec<f64>]| {
        let found = sample(
            &normal(),
            Start::Samples(samples),
            &Config::default(),
            &Silent,
        );
        found.unwrap_err().to_string()
    };
    assert_eq!(
        run(&vec![vec![0.0; 2]; 50]),
        "the start has 2 parameters, the likelihood 3"
    );
    assert!(run(&vec![vec![0.0; 3]; 50]).contains("not in a plane"));
    assert!(run(&[]).contains("expected at least 6"));
}
