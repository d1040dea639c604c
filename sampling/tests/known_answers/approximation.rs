//! Likelihoods that are searched by another function than they are weighted by: the answer does not know it.

use crate::assert_log_evidence;
use crate::targets::LinearGaussian;
use sampling::{Budget, Config, LogLikelihood, Outcome, Silent, Start, Unfinished, sample};

/// A linear Gaussian likelihood of three parameters with an approximation of it.
struct Approximated<F> {
    problem: LinearGaussian,
    approximation: F,
}

impl<F: Fn(&[f64], f64) -> f64 + Sync> LogLikelihood for Approximated<F> {
    type Workspace = ();

    fn n_dimensions(&self) -> usize {
        3
    }

    fn workspace(&self) {}

    fn log_likelihood(&self, z: &[f64], _: &mut ()) -> f64 {
        self.problem.log_likelihood(z)
    }

    fn is_approximated(&self) -> bool {
        true
    }

    fn approximation(&self, z: &[f64], workspace: &mut ()) -> f64 {
        (self.approximation)(z, self.log_likelihood(z, workspace))
    }
}

/// Every budget is kept, however small: what weighs the draws of an early end is part of it.
#[test]
fn a_budget_too_small_is_kept() {
    for max_calls in [2, 10, 1000, 7000, 20_000] {
        let likelihood = Approximated {
            problem: LinearGaussian::new(3),
            approximation: |_: &[f64], log: f64| 0.9 * log,
        };
        let budget = Budget {
            effective_sample_size: 1e6,
            max_calls,
            ..Budget::default()
        };
        let config = Config {
            budget,
            ..Config::default()
        };
        let outcome = sample(&likelihood, Start::Prior, &config, &Silent).unwrap();
        assert_eq!(outcome.unfinished, Some(Unfinished::Calls), "{max_calls}");
        assert!(
            outcome.n_calls <= max_calls,
            "{max_calls}: {}",
            outcome.n_calls
        );
        assert!(outcome.n_approximate < outcome.n_calls, "{max_calls}");
    }
}

fn run(approximation: impl Fn(&[f64], f64) -> f64 + Sync) -> (Outcome, f64) {
    let problem = LinearGaussian::new(3);
    let log_evidence = problem.log_evidence();
    let config = Config {
        budget: Budget {
            effective_sample_size: 4000.0,
            ..Budget::default()
        },
        ..Config::default()
    };
    let likelihood = Approximated {
        problem,
        approximation,
    };
    let outcome = sample(&likelihood, Start::Prior, &config, &Silent).unwrap();
    assert!(outcome.is_converged(), "{:?}", outcome.unfinished);
    (outcome, log_evidence)
}

/// Off by half a unit of ln L from place to place, and by a hundred everywhere; wrong by 20 % of its width; of no likelihood at a
/// twentieth of the prior where there is some. 5σ of ln Z, false-failure rate below 1e-6 each.
#[test]
fn the_evidence_is_that_of_the_likelihood_itself() {
    let wavy = |z: &[f64], log: f64| log + 0.5 * (9.0 * z[0]).sin() - 100.0;
    let narrow = |_: &[f64], log: f64| 1.2 * log;
    let holed = |z: &[f64], log: f64| match (4.0 * z[1]).rem_euclid(1.0) < 0.05 {
        true => f64::NEG_INFINITY,
        false => log,
    };
    let (outcome, log_evidence) = run(wavy);
    assert_log_evidence(&outcome, log_evidence, 0.08);
    let (outcome, log_evidence) = run(narrow);
    assert_log_evidence(&outcome, log_evidence, 0.08);
    let (outcome, log_evidence) = run(holed);
    assert_log_evidence(&outcome, log_evidence, 0.08);
}

/// Of a good approximation's draws few but those that count are asked for the likelihood.
#[test]
fn the_likelihood_is_asked_less_than_its_approximation() {
    let (outcome, _) = run(|z, log| log + 0.05 * (9.0 * z[0]).sin());
    let n_exact = outcome.n_calls - outcome.n_approximate;
    assert!(n_exact < outcome.n_approximate, "{n_exact}");
    assert!(
        (n_exact as f64) < 4.0 * outcome.effective_sample_size,
        "{n_exact}"
    );
    assert_eq!(n_exact as usize, outcome.weights.len());
}
