//! Each instrument's factor on its errors is found, with networks and without.

use std::collections::BTreeMap;

use exosonde::posterior::PosteriorFile;
use exosonde::posterior::report::{InflationMedian, Report};
use exosonde::retrieve::Start;

use crate::flat::{Setup, factor_of_each};
use crate::stages::{alone, evaluated, retrieval, retrieved, trained};

/// `b` scatters twice as much as its errors say, `a` as much as they say: of forty bins each the scatter is known to 11 %. Both factors are
/// integrated out and drawn again.
#[test]
fn errors_of_one_instrument_are_found_to_be_too_small_and_those_of_the_other_right() {
    let folder = tempfile::tempdir().unwrap();
    let setup = factor_of_each(80);
    let truth = [20_000.0, 180.0, 1.0, 2.0];
    let observation = setup.observed(&truth);
    let places = ["posterior.h5", "report.json"].map(|name| folder.path().join(name));
    let input = retrieval(&setup, &observation, Start::Prior, places);
    let (report, file) = retrieved(&setup.source(), input);
    assert!(report.is_exact);
    for (parameter, truth) in report.parameters.iter().zip(truth) {
        let distance = (parameter.median - truth).abs();
        assert!(distance < 3.0 * parameter.std, "{parameter:?}");
    }
    let [a, b] = [2, 3].map(|i| &report.parameters[i]);
    assert!(a.std < 0.15 && b.std < 0.3, "{a:?} {b:?}");
    assert!(report.chi2_per_bin < 1.3 && report.chi2_stated_median > 2.0 * report.chi2_median);
    assert_factors_are_said(&setup, &report, &file);
}

/// Training spectra have the noise of their own two factors: networks see in six bins of an instrument, or in five, how much it scatters. Of 305
/// simulations, whose correlations scatter by 0.057, an R² of 0.1 is five standard errors.
#[test]
fn networks_find_the_factor_on_the_errors_of_each_instrument() {
    let folder = tempfile::tempdir().unwrap();
    let setup = factor_of_each(12);
    let model = trained(&setup, folder.path());
    for n_left_out in [0, 1] {
        let evaluation = evaluated(&setup, folder.path(), n_left_out);
        for factor in &evaluation.parameters[2..] {
            assert!(factor.r_squared > 0.1, "{factor:?}");
        }
    }
    for [of_a, of_b] in [[0.7, 3.0], [3.0, 0.7]] {
        let observation = setup.observed(&[20_000.0, 180.0, of_a, of_b]);
        let names = [format!("{of_a}.h5"), format!("{of_a}.json")];
        let places = names.map(|name| folder.path().join(name));
        let input = retrieval(&setup, &observation, alone(&model), places);
        let (report, file) = retrieved(&setup.source(), input);
        let [a, b] = [2, 3].map(|i| &report.parameters[i]);
        for (found, truth) in [(a, of_a), (b, of_b)] {
            assert!((found.median - truth).abs() < 3.0 * found.std, "{found:?}");
        }
        assert_eq!(a.median < b.median, of_a < of_b, "{a:?} {b:?}");
        assert_factors_are_said(&setup, &report, &file);
    }
}

/// In the report by instrument, in the file by bin.
fn assert_factors_are_said(setup: &Setup, report: &Report, file: &PosteriorFile) {
    let [a, b] = [2, 3].map(|i| report.parameters[i].median);
    let by_instrument = BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
    let expected = InflationMedian::OnEach(by_instrument);
    assert_eq!(report.error_inflation_median, expected);
    let half = setup.n_bins / 2;
    let of_bins = [vec![a; half], vec![b; half]].concat();
    assert_eq!(file.predictive.median_error_inflation, of_bins);
    let factors = &file.predictive.error_inflation;
    for (draw, theta) in factors.rows().into_iter().zip(file.samples.theta().rows()) {
        let expected = (0..setup.n_bins).map(|i| theta[2 + setup.instrument(i)]);
        assert!(draw.iter().copied().eq(expected));
    }
}
