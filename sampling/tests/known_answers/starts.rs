//! Starts other than the prior: they lead to the same posterior.

use crate::assert_log_evidence;
use crate::targets::{LinearGaussian, log_normal, target};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use sampling::{Budget, Config, LogLikelihood, Outcome, Proposal, Silent, Start, sample};

/// A normal of the same width in each dimension.
struct Normal {
    mean: f64,
    std: f64,
}

impl Proposal for Normal {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut one = || -> f64 { StandardNormal.sample(rng) };
        (0..4).map(|_| self.mean + self.std * one()).collect()
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        log_normal(z, &[self.mean; 4], self.std)
    }
}

fn run(likelihood: &impl LogLikelihood, start: Start) -> Outcome {
    let config = Config {
        budget: Budget {
            effective_sample_size: 4000.0,
            ..Budget::default()
        },
        ..Config::default()
    };
    let outcome = sample(likelihood, start, &config, &Silent).unwrap();
    assert!(outcome.is_converged());
    outcome
}

/// A proposal over all of the posterior, one that is too narrow, and one beside it: 5σ of ln Z.
#[test]
fn any_proposal_leads_to_the_posterior() {
    let problem = LinearGaussian::new(4);
    let likelihood = target(4, |z| problem.log_likelihood(z));
    for (mean, std) in [(0.3, 0.7), (0.3, 0.1), (-1.5, 0.3)] {
        let outcome = run(&likelihood, Start::Proposal(&Normal { mean, std }));
        assert_log_evidence(&outcome, problem.log_evidence(), 0.08);
    }
}

/// A posterior of width 1e-3 in four dimensions is far from the prior and near a density of width 5e-3 beside it, whose draws are worth
/// a dozen: what the search needs until the last fit is by far less from there.
#[test]
fn a_start_near_the_posterior_is_not_left() {
    let log_likelihood = |z: &[f64]| log_normal(z, &[0.3; 4], 1e-3);
    let likelihood = target(4, log_likelihood);
    let near = Normal {
        mean: 0.305,
        std: 5e-3,
    };
    let from_near = run(&likelihood, Start::Proposal(&near));
    let from_prior = run(&likelihood, Start::Prior);
    // ∫ L N(0, 1): a normal of width (1 + 1e-6)^½ at 0.3, four times.
    let expected = log_normal(&[0.3; 4], &[0.0; 4], 1.0);
    assert_log_evidence(&from_near, expected, 0.08);
    assert_log_evidence(&from_prior, expected, 0.08);
    let (near, prior) = (from_near.n_calls, from_prior.n_calls);
    assert!(2 * near < prior, "{near} {prior}");
}

/// Draws from one posterior for the same of other data, more than a density is fitted to.
#[test]
fn another_posterior_is_a_start() {
    let problem = LinearGaussian::new(4);
    let likelihood = target(4, |z| problem.log_likelihood(z));
    let first = run(&likelihood, Start::Prior);
    let draws: Vec<Vec<f64>> = first
        .resample(20_000, 1)
        .into_iter()
        .map(|i| first.z.row(i).to_vec())
        .collect();
    let moved = target(4, |z| {
        let moved: Vec<f64> = z.iter().map(|z| z - 0.2).collect();
        problem.log_likelihood(&moved)
    });
    let from_draws = run(&moved, Start::Samples(&draws));
    let from_prior = run(&moved, Start::Prior);
    assert!((from_draws.log_evidence - from_prior.log_evidence).abs() < 0.1);
    assert!(from_draws.n_calls < from_prior.n_calls);
}

/// A funnel whose narrow end is e⁻³ of its wide one, and a spot on its wall: what is fitted to
/// draws from there has weights of a heavy tail again and again. The search begins again at the prior, from where it comes to the
/// posterior: 5σ of ln Z.
#[test]
fn a_start_that_leads_nowhere_is_left_for_the_prior() {
    let width = |z: f64| (0.1 * (1.5 * z).exp()).min(0.9);
    let likelihood = target(4, |z| {
        log_normal(&z[1..], &[0.0; 3], width(z[0])) - log_normal(&z[1..], &[0.0; 3], 1.0)
    });
    let spot = Normal {
        mean: 0.25,
        std: 0.05,
    };
    let outcome = run(&likelihood, Start::Proposal(&spot));
    assert!(outcome.began_again);
    assert_log_evidence(&outcome, 0.0, 0.08);
}
