//! The marginal likelihood against sums over the offsets, and its draws against their moments.

use super::toy::{Slope, observation, prior, source};
use super::*;
use crate::prior::Marginal;
use crate::prior::TruncatedNormal;
use crate::seed::{Purpose, Seed};

/// Offsets far inside the prior, at its edge, and far outside of what the data say.
fn priors() -> Vec<Marginal> {
    let cut = TruncatedNormal {
        normal: [20.0, 150.0],
        within: [-100.0, 90.0],
    };
    vec![
        Marginal::normal(0.0, 150.0).unwrap(),
        Marginal::normal(-300.0, 20.0).unwrap(),
        Marginal::uniform(-500.0, 500.0).unwrap(),
        Marginal::uniform(-400.0, -200.0).unwrap(),
        Marginal::TruncatedNormal(cut),
    ]
}

/// Nodes of the midpoint rule over an offset, and their spacing; where the prior is a whole normal curve, 30 σ of it, because
/// the data may pull the posterior far out.
fn nodes(marginal: &Marginal, n: u32) -> (Vec<f64>, f64) {
    let [from, to] = match marginal {
        Marginal::Normal([mean, std]) => [mean - 15.0 * std, mean + 15.0 * std],
        other => other.bounds(),
    };
    let step = (to - from) / f64::from(n);
    (
        (0..n).map(|i| from + (f64::from(i) + 0.5) * step).collect(),
        step,
    )
}

fn log_sum(terms: &[f64]) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest
        + terms
            .iter()
            .map(|term| (term - largest).exp())
            .sum::<f64>()
            .ln()
}

/// ln L plus the log-prior of the offsets at every pair of nodes.
fn terms(
    full: &Likelihood<Slope>,
    at: impl Fn(f64, f64) -> [f64; 4],
    nodes: [&[f64]; 2],
) -> Vec<f64> {
    let mut workspace = full.workspace();
    let marginals = full.prior().marginals();
    let mut terms = Vec::new();
    for a in nodes[0] {
        for b in nodes[1] {
            let log_prior = marginals[1].log_density(*a) + marginals[3].log_density(*b);
            terms.push(log_prior + full.log_likelihood(&at(*a, *b), &mut workspace));
        }
    }
    terms
}

/// The midpoint rule with a thousand nodes is exact to 1e-5 even where these curves are cut.
#[test]
fn over_two_offsets_it_is_the_integral_of_the_full_likelihood() {
    let (source, observation) = (source(), observation());
    for first in priors() {
        let prior = prior(first, Marginal::normal(0.0, 150.0).unwrap());
        let full = Likelihood::new(&source, &prior, &observation);
        let at = |a, b| [30.0, a, 1.7, b];
        let ((a, step_a), (b, step_b)) = (nodes(&first, 1000), nodes(&prior.marginals()[3], 1000));
        let expected = log_sum(&terms(&full, at, [&a, &b])) + (step_a * step_b).ln();
        let marginal = Marginalised::new(full);
        assert_eq!(
            (marginal.remaining(), marginal.integrated()),
            (&[0, 2][..], vec![1, 3])
        );
        let mut workspace = marginal.workspace();
        let found = marginal.log_likelihood(&[30.0, 1.7], &mut workspace);
        approx::assert_abs_diff_eq!(found, expected, epsilon = 2e-5);
        let z = marginal.prior().to_standard(&[30.0, 1.7]);
        let in_standard = marginal.log_likelihood_in_standard(&z, &mut workspace);
        approx::assert_abs_diff_eq!(found, in_standard, epsilon = 1e-6);
    }
}

/// Errors are smaller here, and the curve that is cut is steeper.
#[test]
fn over_one_offset_it_is_the_integral_and_the_other_remains() {
    let (source, observation) = (source(), observation());
    let remaining = Marginal::log_uniform(1.0, 500.0).unwrap();
    for first in priors() {
        let prior = prior(first, remaining);
        let full = Likelihood::new(&source, &prior, &observation);
        let (a, step) = nodes(&first, 20_000);
        let at = |a, b| [30.0, a, 0.8, b];
        let sum = log_sum(&terms(&full, at, [&a, &[40.0]])) + step.ln();
        let marginal = Marginalised::new(full);
        assert_eq!(marginal.remaining(), [0, 2, 3]);
        let found = marginal.log_likelihood(&[30.0, 0.8, 40.0], &mut marginal.workspace());
        let expected = sum - remaining.log_density(40.0);
        approx::assert_abs_diff_eq!(found, expected, epsilon = 2e-5);
    }
}

/// Mean and variance of 20,000 draws against sums: 5σ bounds, ten of each, with a kurtosis of at most three; false-failure rate
/// below 2e-5.
#[test]
fn draws_of_an_offset_have_the_moments_of_its_conditional_posterior() {
    let (source, observation) = (source(), observation());
    for (i_prior, first) in priors().into_iter().enumerate() {
        let prior = prior(first, Marginal::normal(0.0, 150.0).unwrap());
        let full = Likelihood::new(&source, &prior, &observation);
        let (a, _) = nodes(&first, 1000);
        let terms = terms(&full, |a, b| [30.0, a, 1.7, b], [&a, &[-70.0]]);
        let total = log_sum(&terms);
        let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
            let weighted = a
                .iter()
                .zip(&terms)
                .map(|(a, term)| f(*a) * (term - total).exp());
            weighted.sum()
        };
        let mean = moment(&|a| a);
        let variance = moment(&|a| (a - mean).powi(2));
        let marginal = Marginalised::new(full);
        let (mut workspace, n) = (marginal.workspace(), 20_000_u32);
        let draws: Vec<f64> = (0..n)
            .map(|i| {
                let mut rng = Seed(i_prior as u64).rng(Purpose::Retrieval, i.into());
                let theta = marginal
                    .complete(&[30.0, 1.7], &mut workspace, &mut rng)
                    .unwrap();
                assert_eq!([theta[0], theta[2]], [30.0, 1.7]);
                assert!(prior.log_density(&theta).is_finite());
                theta[1]
            })
            .collect();
        let n = f64::from(n);
        let found = draws.iter().sum::<f64>() / n;
        let found_variance = draws.iter().map(|a| (a - found).powi(2)).sum::<f64>() / n;
        assert!(
            (found - mean).abs() < 5.0 * (variance / n).sqrt(),
            "{first:?} {found} {mean}"
        );
        let kurtosis = moment(&|a| (a - mean).powi(4)) / variance.powi(2);
        let bound = 5.0 * ((kurtosis - 1.0) / n).sqrt();
        assert!(
            (found_variance / variance - 1.0).abs() < bound,
            "{first:?} {found_variance} {variance}"
        );
    }
}

#[test]
fn without_offsets_or_without_their_bins_nothing_is_integrated() {
    let (source, observation) = (source(), observation());
    let prior = prior(priors()[0], priors()[0]);
    let theta = [30.0, 10.0, 1.7, -20.0];
    let full = || Likelihood::new(&source, &prior, &observation).given_bins(|i_bin| i_bin == 0);
    let marginal = Marginalised::new(full());
    assert!(marginal.integrated().is_empty());
    let expected = full().log_likelihood(&theta, &mut full().workspace());
    assert_eq!(
        marginal.log_likelihood(&theta, &mut marginal.workspace()),
        expected
    );
}

#[test]
fn what_has_no_spectrum_has_no_marginal_likelihood_either() {
    let (source, observation) = (source(), observation());
    let prior = prior(priors()[0], priors()[0]);
    let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
    let mut workspace = marginal.workspace();
    for outside in [[2000.0, 1.0], [0.0, 9.0], [f64::NAN, 1.0]] {
        let why = marginal.evaluate(&outside, &mut workspace);
        assert_eq!(why, Err(NoLikelihood::OutsidePrior));
    }
    let failed = marginal.evaluate(&[600.0, 1.0], &mut workspace);
    assert!(matches!(failed, Err(NoLikelihood::Simulation(_))));
}
