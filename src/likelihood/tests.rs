use super::toy::{
    by_instrument, observation, prior, prior_of_two_factors, source, source_with_factors,
};
use super::*;
use crate::prior::Marginal;
use crate::simulator::SimulationFailure;

fn wide() -> Marginal {
    Marginal::normal(0.0, 150.0).unwrap()
}

/// By hand, in ppm: depth less model, and σ, of each bin at θ = (30, 100, 2, −70); the measure of a depth is 10⁶ times finer.
#[test]
fn it_is_the_sum_of_normal_densities_with_offsets_and_inflated_errors() {
    let (source, prior, observation) = (source(), prior(wide(), wide()), observation());
    let likelihood = Likelihood::new(&source, &prior, &observation);
    let residual_ppm = [0.0, 50.0, -40.0, 20.0, -30.0, 20.0];
    let sigma_ppm = [80.0, 120.0, 100.0, 160.0, 140.0, 90.0];
    let log_density = |(residual, sigma): (&f64, &f64)| {
        let z: f64 = residual / sigma;
        ((-z * z / 2.0).exp() / (sigma * 1e-6 * (2.0 * std::f64::consts::PI).sqrt())).ln()
    };
    let by_hand: Vec<f64> = residual_ppm
        .iter()
        .zip(&sigma_ppm)
        .map(log_density)
        .collect();
    let (theta, mut workspace) = ([30.0, 100.0, 2.0, -70.0], likelihood.workspace());
    let found = likelihood.by_bin(&theta, &mut workspace).unwrap();
    for (found, by_hand) in found.iter().zip(&by_hand) {
        approx::assert_relative_eq!(*found, *by_hand, max_relative = 1e-10);
    }
    let sum = likelihood.evaluate(&theta, &mut workspace).unwrap();
    approx::assert_relative_eq!(sum, by_hand.iter().sum::<f64>(), max_relative = 1e-10);
    let z = prior.to_standard(&theta);
    let in_standard = likelihood.log_likelihood_in_standard(&z, &mut workspace);
    approx::assert_relative_eq!(sum, in_standard, max_relative = 1e-9);
}

/// By hand as above, with the first bin's error as stated, those of the next three twice and of the last two three times as large.
#[test]
fn the_errors_of_each_instrument_have_their_own_factor() {
    let factors = [Marginal::log_uniform(0.5, 4.0).unwrap(); 2];
    let prior = prior_of_two_factors([wide(), wide()], factors);
    let (source, observation) = (source_with_factors(by_instrument()), observation());
    let likelihood = Likelihood::new(&source, &prior, &observation);
    let residual_ppm = [0.0, 50.0, -40.0, 20.0, -30.0, 20.0];
    let sigma_ppm = [40.0, 120.0, 100.0, 160.0, 210.0, 135.0];
    let theta = [30.0, 100.0, 2.0, -70.0, 3.0];
    let found = likelihood.by_bin(&theta, &mut likelihood.workspace());
    for (i, found) in found.unwrap().into_iter().enumerate() {
        let z: f64 = residual_ppm[i] / sigma_ppm[i];
        let norm = (sigma_ppm[i] * 1e-6 * (2.0 * std::f64::consts::PI).sqrt()).ln();
        approx::assert_relative_eq!(found, -z * z / 2.0 - norm, max_relative = 1e-10);
    }
}

#[test]
fn bins_that_do_not_count_are_as_if_they_had_not_been_measured() {
    let (source, prior, observation) = (source(), prior(wide(), wide()), observation());
    let theta = [30.0, 100.0, 2.0, -70.0];
    let all = Likelihood::new(&source, &prior, &observation);
    let each = all.by_bin(&theta, &mut all.workspace()).unwrap();
    let some = all.given_bins(|i_bin| i_bin != 1 && i_bin != 4);
    assert_eq!(some.counted_bins(), [0, 2, 3, 5]);
    let expected = [0, 2, 3, 5].map(|i_bin| each[i_bin]);
    assert_eq!(
        some.by_bin(&theta, &mut some.workspace()).unwrap(),
        expected
    );
    let sum = some.log_likelihood(&theta, &mut some.workspace());
    assert_eq!(sum, expected.iter().sum::<f64>());
    let none = some.given_bins(|_| false);
    assert_eq!(none.log_likelihood(&theta, &mut none.workspace()), 0.0);
}

#[test]
fn what_has_no_likelihood_says_why() {
    let (source, prior, observation) = (source(), prior(wide(), wide()), observation());
    let likelihood = Likelihood::new(&source, &prior, &observation);
    let mut workspace = likelihood.workspace();
    let mut why = |theta: [f64; 4]| {
        assert_eq!(
            likelihood.log_likelihood(&theta, &mut workspace),
            f64::NEG_INFINITY
        );
        likelihood.evaluate(&theta, &mut workspace).unwrap_err()
    };
    assert_eq!(why([2000.0, 0.0, 1.0, 0.0]), NoLikelihood::OutsidePrior);
    assert_eq!(why([f64::NAN, 0.0, 1.0, 0.0]), NoLikelihood::OutsidePrior);
    assert_eq!(why([0.0, f64::NAN, 1.0, 0.0]), NoLikelihood::OutsidePrior);
    let (quantity, value) = ("slope", 600.0);
    let failure = SimulationFailure::NonPhysical { quantity, value };
    let failed = why([600.0, 0.0, 1.0, 0.0]);
    assert_eq!(failed, NoLikelihood::Simulation(failure));
    assert_eq!(failed.code(), failure.code());
    let nan = likelihood.of_spectrum(&[0.0, 0.0, 1.0, 0.0], &[f64::NAN; 6]);
    assert_eq!(nan, Err(NoLikelihood::NotANumber));
}

#[test]
fn every_reason_has_a_code_of_its_own() {
    let mut codes: Vec<u8> = NoLikelihood::codes()
        .iter()
        .map(|(code, _)| *code)
        .collect();
    let n = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), n);
}

#[test]
fn every_space_leads_to_the_same_theta() {
    let prior = prior(wide(), Marginal::uniform(-500.0, 500.0).unwrap());
    let u = [0.3, 0.6, 0.2, 0.9];
    let theta = Space::Unit.theta(&prior, &u).unwrap();
    approx::assert_relative_eq!(theta[0], 230.0, max_relative = 1e-12);
    approx::assert_relative_eq!(theta[2], 0.5 * 8f64.powf(0.2), max_relative = 1e-12);
    let z = prior.to_standard(&theta);
    let standard = Space::Standard.theta(&prior, &z).unwrap();
    assert_eq!(Space::Theta.theta(&prior, &theta), Some(theta.clone()));
    for (a, b) in theta.iter().zip(&standard) {
        approx::assert_relative_eq!(a, b, max_relative = 1e-9);
    }
    for outside in [1.1, -0.1, f64::NAN] {
        assert_eq!(Space::Unit.theta(&prior, &[outside, 0.5, 0.5, 0.5]), None);
    }
}
