//! Posteriors of more than one mode.

use crate::targets::{log_normal, target};
use crate::{assert_log_evidence, from_prior};
use sampling::log_sum_exp;

/// Two normals in four dimensions, 28σ apart, that share the posterior 9 to 1: with 4,000 effective draws the share is known
/// within 0.005, the bound is 4σ.
#[test]
fn both_of_two_modes_are_found_with_their_shares() {
    let (left, right, std) = ([-0.7; 4], [0.7; 4], 0.1);
    let evidence = |mean: &[f64]| log_normal(mean, &[0.0; 4], (1.0_f64 + std * std).sqrt());
    let mode = move |z: &[f64], mean: &[f64; 4], share: f64| {
        share.ln() + log_normal(z, mean, std) - evidence(mean)
    };
    let likelihood = target(4, |z| {
        log_sum_exp([mode(z, &left, 0.9), mode(z, &right, 0.1)].into_iter())
    });
    let outcome = from_prior(&likelihood, 4000.0);
    let (share, _) = outcome.mean(|z| f64::from(z[0] > 0.0));
    assert!((share - 0.1).abs() < 0.02, "{share}");
    assert_log_evidence(&outcome, 0.0, 0.08);
}
