//! The marginal likelihood against sums over the offsets and over the factor on errors, and its draws against their moments.

use super::toy::{
    Slope, by_instrument, inflated_prior, observation, prior_of_two_factors, source,
    source_with_factors,
};
use super::*;
use crate::parameters::ParameterValue;
use crate::prior::{Marginal, Prior, TruncatedNormal};
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

/// With a factor on errors whose prior has no end, so that it remains.
fn prior(first: Marginal, second: Marginal) -> Prior {
    inflated_prior(first, Marginal::normal(1.5, 0.5).unwrap(), second)
}

/// Factors far inside the prior, at its lower and at its upper edge: the data ask for about one.
fn inflations() -> Vec<Marginal> {
    let cut = TruncatedNormal {
        normal: [3.0, 1.0],
        within: [1.0, 5.0],
    };
    vec![
        Marginal::log_uniform(0.1, 30.0).unwrap(),
        Marginal::uniform(0.3, 4.0).unwrap(),
        Marginal::uniform(3.0, 9.0).unwrap(),
        Marginal::uniform(0.05, 0.1).unwrap(),
        Marginal::TruncatedNormal(cut),
    ]
}

/// The midpoint rule over the logarithm of a factor: factors, and ln of marginal likelihood times prior times their spacing.
fn over_factors(observation: &Observation, inflation: &Marginal) -> Vec<[f64; 2]> {
    let source = source();
    let [first, second] = [priors()[0], priors()[4]];
    let unbounded = prior(first, second);
    let marginal = Marginalised::new(Likelihood::new(&source, &unbounded, observation));
    let mut workspace = marginal.workspace();
    let [from, to] = inflation.bounds().map(f64::ln);
    let step = (to - from) / 20_000.0;
    (0..20_000)
        .map(|i| {
            let factor = (from + step * (f64::from(i) + 0.5)).exp();
            let log_likelihood = marginal.log_likelihood(&[30.0, factor], &mut workspace);
            [
                factor,
                log_likelihood + inflation.log_density(factor) + (factor * step).ln(),
            ]
        })
        .collect()
}

/// A factor's prior, nodes over it, ln of their sum, and the likelihood that is to have the same integral.
type AgainstNodes<'a> = (
    &'a Marginal,
    &'a [[f64; 2]],
    f64,
    &'a Marginalised<'a, Slope>,
);

fn for_each_inflation(check: impl Fn(AgainstNodes)) {
    let (source, observation) = (source(), observation());
    for inflation in inflations() {
        let nodes = over_factors(&observation, &inflation);
        let total = log_sum(&nodes.iter().map(|[_, term]| *term).collect::<Vec<f64>>());
        let prior = inflated_prior(priors()[0], inflation, priors()[4]);
        let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
        check((&inflation, &nodes, total, &marginal));
    }
}

/// Against the rule with 20,000 nodes: 1e-4, of a curve that falls by e within a hundredth of the prior too.
#[test]
fn over_the_factor_it_is_the_integral_too() {
    for_each_inflation(|(_, _, expected, marginal)| {
        assert_eq!(
            (marginal.remaining(), marginal.integrated()),
            (&[0][..], vec![1, 2, 3])
        );
        let found = marginal.log_likelihood(&[30.0], &mut marginal.workspace());
        approx::assert_abs_diff_eq!(found, expected, epsilon = 1e-4);
    });
}

/// 20,000 draws: their mean within 5σ and a hundredth of the width, their width within 5 %, the likeliest of all nodes within 1 % of the
/// best.
#[test]
fn factors_are_drawn_from_their_posterior() {
    for_each_inflation(|(inflation, nodes, total, marginal)| {
        let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
            let terms = nodes.iter().map(|[x, term]| f(*x) * (term - total).exp());
            terms.sum()
        };
        let mean = moment(&|x| x);
        let width = moment(&|x| (x - mean).powi(2)).sqrt();
        let mut workspace = marginal.workspace();
        let n = 20_000_u32;
        let rngs = (0..n).map(|i| Seed(7).rng(Purpose::Retrieval, i.into()));
        let drawn = marginal
            .complete_by_bin(&[30.0], &mut workspace, rngs)
            .unwrap();
        let factors: Vec<f64> = drawn.iter().map(|draw| draw.theta[2]).collect();
        let [from, to] = inflation.bounds();
        assert!(factors.iter().all(|x| (from..=to).contains(x)));
        let found = factors.iter().sum::<f64>() / f64::from(n);
        let squares: f64 = factors.iter().map(|x| (x - found).powi(2)).sum();
        let found_width = (squares / f64::from(n)).sqrt();
        let at = |[x, term]: &[f64; 2]| (term - inflation.log_density(*x) - x.ln(), *x);
        let likeliest = nodes.iter().map(at).max_by(|a, b| a.0.total_cmp(&b.0));
        let best = marginal.complete_best(&[30.0], &mut workspace).unwrap();
        approx::assert_relative_eq!(best[2], likeliest.unwrap().1, max_relative = 0.01);
        let bound = width * (0.01 + 5.0 / f64::from(n).sqrt());
        assert!(
            (found - mean).abs() < bound,
            "{inflation:?}: {found} {mean}"
        );
        assert!(
            (found_width / width - 1.0).abs() < 0.05,
            "{inflation:?}: {found_width} {width}"
        );
    });
}

/// Simpson's rule over the logarithm of a factor, in an even number of steps: factors, and ln of prior times weight.
fn simpson(inflation: &Marginal, n_steps: u32) -> Vec<[f64; 2]> {
    let [from, to] = inflation.bounds();
    let step = (to / from).ln() / f64::from(n_steps);
    let node = |i: u32| {
        let factor = (from.ln() + step * f64::from(i)).exp().clamp(from, to);
        let thirds = match i {
            0 => 1.0,
            i if i == n_steps => 1.0,
            i => 2.0 + 2.0 * f64::from(i % 2),
        };
        let weight = factor * step * thirds / 3.0;
        [factor, inflation.log_density(factor) + weight.ln()]
    };
    (0..=n_steps).map(node).collect()
}

/// Offsets whose integrals have a closed form, and factors whose prior has no end, so that they remain.
fn given_factors() -> Prior {
    let unbounded = Marginal::normal(1.5, 0.5).unwrap();
    prior_of_two_factors([priors()[0], priors()[4]], [unbounded; 2])
}

/// Against Simpson's rule with 400 steps for each factor: 1e-4, of instruments with three bins and with two.
#[test]
fn over_two_factors_it_is_the_integral_too() {
    let (source, observation) = (source_with_factors(by_instrument()), observation());
    let unbounded = given_factors();
    let given = Marginalised::new(Likelihood::new(&source, &unbounded, &observation));
    assert_eq!(given.remaining(), [0, 2, 4]);
    let mut workspace = given.workspace();
    for first in inflations() {
        for second in inflations() {
            let mut terms = Vec::new();
            for [a, prior_a] in simpson(&first, 400) {
                for [b, prior_b] in simpson(&second, 400) {
                    let log_likelihood = given.log_likelihood(&[30.0, a, b], &mut workspace);
                    terms.push(log_likelihood + prior_a + prior_b);
                }
            }
            let offsets = [priors()[0], priors()[4]];
            let prior = prior_of_two_factors(offsets, [first, second]);
            let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
            assert_eq!(
                (marginal.remaining(), marginal.integrated()),
                (&[0][..], vec![1, 2, 3, 4])
            );
            let found = marginal.log_likelihood(&[30.0], &mut workspace);
            approx::assert_abs_diff_eq!(found, log_sum(&terms), epsilon = 1e-4);
        }
    }
}

/// A factor that has one of an offset's bins and not the others is no integral of its own.
#[test]
fn a_factor_that_shares_an_offset_remains() {
    let (observation, offsets) = (observation(), [priors()[0], priors()[4]]);
    let prior = prior_of_two_factors(offsets, [inflations()[0]; 2]);
    let [first, second] = [2, 4].map(ParameterValue::Free);
    for (of_bins, remaining) in [
        ([first, first, first, second, second, second], vec![0, 2, 4]),
        ([first, second, second, second, first, first], vec![0]),
        ([first, second, second, first, first, first], vec![0, 2, 4]),
        (
            [second, second, second, second, first, second],
            vec![0, 2, 4],
        ),
    ] {
        let source = source_with_factors(of_bins);
        let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
        assert_eq!(marginal.remaining(), remaining);
    }
}

/// Where nothing else would remain, a factor does.
#[test]
fn one_parameter_remains() {
    let (source, observation) = (source_with_factors(by_instrument()), observation());
    let factors = Prior::new(vec![inflations()[0]; 5]);
    let full = Likelihood::new(&source, &factors, &observation);
    assert_eq!(Marginalised::new(full).remaining(), [0, 1, 3]);
    let only = |i_bin: usize| ParameterValue::Free(i_bin / 3);
    let source = source_with_factors([0, 1, 2, 3, 4, 5].map(only));
    let two = Prior::new(vec![inflations()[0]; 2]);
    let full = Likelihood::new(&source, &two, &observation);
    assert_eq!(Marginalised::new(full).remaining(), [1]);
}

/// Of one to three bins the curve has a long tail towards large factors. Against Simpson's rule with 4,000 steps: 1e-4, where the data
/// are far from the model and where they are closer than their errors.
#[test]
fn over_the_factor_of_few_bins_it_is_the_integral_too() {
    let (observation, unbounded) = (observation(), given_factors());
    for own in [&[0][..], &[4, 5], &[0, 4, 5], &[1, 2, 3]] {
        let factor = |i_bin: usize| match own.contains(&i_bin) {
            true => ParameterValue::Free(4),
            false => ParameterValue::Fixed(1.0),
        };
        let source = source_with_factors([0, 1, 2, 3, 4, 5].map(factor));
        let given = Marginalised::new(Likelihood::new(&source, &unbounded, &observation));
        let mut workspace = given.workspace();
        for inflation in [
            Marginal::uniform(0.1, 100.0).unwrap(),
            Marginal::log_uniform(0.1, 100.0).unwrap(),
        ] {
            let unasked = Marginal::normal(1.5, 0.5).unwrap();
            let offsets = [priors()[0], priors()[4]];
            let prior = prior_of_two_factors(offsets, [unasked, inflation]);
            let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
            assert_eq!(marginal.remaining(), [0, 2]);
            for slope in [300.0, 30.0, 24.0, 17.0, 0.0, -60.0] {
                let nodes = simpson(&inflation, 4000).into_iter();
                let term = |[factor, prior]: [f64; 2]| {
                    prior + given.log_likelihood(&[slope, 1.0, factor], &mut workspace)
                };
                let expected = log_sum(&nodes.map(term).collect::<Vec<f64>>());
                let found = marginal.log_likelihood(&[slope, 1.0], &mut marginal.workspace());
                approx::assert_abs_diff_eq!(found, expected, epsilon = 1e-4);
            }
        }
    }
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
    let prior = prior(priors()[0], Marginal::log_uniform(1.0, 500.0).unwrap());
    let marginal = Marginalised::new(Likelihood::new(&source, &prior, &observation));
    let mut workspace = marginal.workspace();
    for outside in [
        [2000.0, 1.0, 10.0],
        [0.0, 1.0, 900.0],
        [f64::NAN, 1.0, 10.0],
    ] {
        let why = marginal.evaluate(&outside, &mut workspace);
        assert_eq!(why, Err(NoLikelihood::OutsidePrior));
    }
    let failed = marginal.evaluate(&[600.0, 1.0, 10.0], &mut workspace);
    assert!(matches!(failed, Err(NoLikelihood::Simulation(_))));
}
