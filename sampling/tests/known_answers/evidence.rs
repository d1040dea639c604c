//! ln Z.

use crate::targets::{egg_box, log_normal, normal_cdf, shells, target};
use crate::{assert_log_evidence, from_prior};

/// The evidence of a thin shell far from the walls is its mean surface over the volume of the prior.
#[test]
fn shells_have_the_evidence_of_their_surface() {
    assert_log_evidence(&from_prior(&shells(2), 4000.0), -1.746, 0.1);
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
