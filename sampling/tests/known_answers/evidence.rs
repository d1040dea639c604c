//! ln Z.

use crate::targets::{LinearGaussian, egg_box, log_normal, normal_cdf, shells, target};
use crate::{assert_log_evidence, from_prior};
use sampling::{Budget, Config, Silent, Start, log_sum_exp, sample};

/// Two shells' surfaces over the volume of the prior, by the mean of rⁿ⁻¹ over a shell: −1.746, −5.674, −14.590. The bound is
/// six times the error.
#[test]
fn shells_have_the_evidence_of_their_surface() {
    for (n_dimensions, expected) in [(2, -1.746), (5, -5.674), (10, -14.590)] {
        let outcome = from_prior(&shells(n_dimensions), 4000.0);
        assert_log_evidence(&outcome, expected, 0.1);
    }
}

/// Data y = A z + noise: ln Z is the density of y under a normal with covariance A Aᵀ + σ². At 10,000 effective draws the error
/// is below 0.01 and, by the efficiencies that there are, about 0.007: the bound is near 3σ, 0.4 % for each case.
#[test]
fn linear_gaussian_problems_have_their_evidence() {
    for n_dimensions in [2, 8, 20] {
        let problem = LinearGaussian::new(n_dimensions);
        let likelihood = target(n_dimensions, |z| problem.log_likelihood(z));
        let outcome = from_prior(&likelihood, 10_000.0);
        assert_log_evidence(&outcome, problem.log_evidence(), 0.02);
    }
}

/// A posterior against the lower and another against the upper edge of a uniform prior: u = Φ(z) decays exponentially with
/// 0.01, so that Z = 0.01² (1 − e⁻¹⁰⁰)² and the mean distance from the edge is 0.01, with an error of 0.01/√4000 (5σ).
#[test]
fn posteriors_piled_up_at_edges_are_right() {
    let width = 0.01;
    let from_edges = |z: &[f64]| [normal_cdf(z[0]), normal_cdf(-z[1])];
    let likelihood = target(3, |z| -from_edges(z).iter().sum::<f64>() / width);
    let outcome = from_prior(&likelihood, 4000.0);
    assert_log_evidence(&outcome, 2.0 * width.ln(), 0.08);
    for edge in 0..2 {
        let (distance, _) = outcome.mean(|z| from_edges(z)[edge]);
        assert!((distance / width - 1.0).abs() < 0.08, "{distance}");
    }
}

/// z₂ = 2 (z₁² − 1) within 0.05: by an integral over z₁ on a fine grid. The errors of the moments are below 0.016; 5σ.
#[test]
fn a_banana_has_its_evidence_and_moments() {
    let (bend, std) = (2.0, 0.05);
    let ridge = |z: f64| bend * (z * z - 1.0);
    let likelihood = target(2, |z| log_normal(&z[1..], &[ridge(z[0])], std));
    let outcome = from_prior(&likelihood, 4000.0);
    let marginal = |z: f64| {
        let across = log_normal(&[ridge(z)], &[0.0], (1.0 + std * std).sqrt());
        (log_normal(&[z], &[0.0], 1.0) + across).exp()
    };
    let grid = || (0..20_000).map(|i| (f64::from(i) + 0.5) * 1e-3 - 10.0);
    let evidence: f64 = grid().map(marginal).sum::<f64>() * 1e-3;
    assert_log_evidence(&outcome, evidence.ln(), 0.08);
    let expected = grid().map(|z| z * z * marginal(z)).sum::<f64>() * 1e-3 / evidence;
    let (found, error) = outcome.mean(|z| z[0] * z[0]);
    assert!((found - expected).abs() < 5.0 * error, "{found} {expected}");
    assert!(error < 0.016, "{error}");
}

/// 235.856: the value of the literature on nested sampling (Feroz, Hobson & Bridges 2009), by integration over a fine grid.
#[test]
fn the_egg_box_has_the_evidence_of_all_its_modes() {
    assert_log_evidence(&from_prior(&egg_box(), 4000.0), 235.856, 0.1);
}

/// The likelihood is zero over 30 % of the prior, and a normal in another parameter: Z = 0.7 N(0.5; 0, 1 + 0.1²). The error is
/// 0.016 at most: 5σ.
#[test]
fn a_part_of_the_prior_without_likelihood_counts_as_zero() {
    let likelihood = target(2, |z| match normal_cdf(z[0]) < 0.3 {
        true => f64::NEG_INFINITY,
        false => log_normal(&z[1..], &[0.5], 0.1),
    });
    let outcome = from_prior(&likelihood, 4000.0);
    let expected = 0.7_f64.ln() + log_normal(&[0.5], &[0.0], 1.01_f64.sqrt());
    assert_log_evidence(&outcome, expected, 0.08);
    assert!((outcome.supported_prior_share - 0.7).abs() < 0.1);
}

/// Two modes that share the posterior 6 to 4, each a normal, so that ln Z is zero. The spread of 50 pulls is known within
/// 1/√100: 0.8 is 2σ below one, 1.3 is 3σ above.
#[test]
fn the_error_of_the_evidence_is_honest() {
    let std = 0.2;
    let mode = move |z: &[f64], mean: [f64; 2], share: f64| {
        let evidence = log_normal(&mean, &[0.0; 2], (1.0_f64 + std * std).sqrt());
        share.ln() + log_normal(z, &mean, std) - evidence
    };
    let likelihood = target(2, |z| {
        log_sum_exp([mode(z, [-1.0, 0.5], 0.6), mode(z, [1.0, -0.5], 0.4)].into_iter())
    });
    let pull = |seed| {
        let config = Config {
            seed,
            n_first_draws: Some(1000),
            budget: Budget {
                effective_sample_size: 2000.0,
                ..Budget::default()
            },
            ..Config::default()
        };
        let outcome = sample(&likelihood, Start::Prior, &config, &Silent).unwrap();
        outcome.log_evidence / outcome.log_evidence_error
    };
    let pulls: Vec<f64> = (0..50).map(pull).collect();
    let spread = (pulls.iter().map(|pull| pull * pull).sum::<f64>() / 50.0).sqrt();
    assert!((0.8..1.3).contains(&spread), "{spread} {pulls:?}");
}
