//! An offset that was put in is found, with networks and without.

use exosonde::retrieve::Start;

use crate::flat::{SIGMA, one_factor};
use crate::stages::{alone, evaluated, retrieval, retrieved, trained};

#[test]
fn an_injected_offset_is_recovered_and_its_interval_follows_the_inflation() {
    let folder = tempfile::tempdir().unwrap();
    let setup = one_factor();
    let model = trained(&setup, folder.path());
    evaluated(&setup, folder.path(), 0);
    let retrieve = |theta: [f64; 3]| {
        let observation = setup.observed(&theta);
        let start = alone(&model);
        let names = [&format!("posterior-{}.h5", theta[2]), "report.json"];
        let places = names.map(|name| folder.path().join(name));
        retrieved(
            &setup.source(),
            retrieval(&setup, &observation, start, places),
        )
    };
    let [mut widths, mut chi2] = [Vec::new(), Vec::new()];
    for inflation in [0.7, 3.0] {
        let truth = [20_000.0, 180.0, inflation];
        let (report, file) = retrieve(truth);
        for (parameter, truth) in report.parameters.iter().zip(truth) {
            let distance = (parameter.median - truth).abs();
            assert!(distance < 3.0 * parameter.std, "{parameter:?}");
        }
        assert!(
            report.ood.as_ref().is_some_and(|ood| !ood.flag),
            "{:?}",
            report.ood
        );
        let offset = &file.predictive.offset;
        assert!(
            offset[0] == 0.0 && (1e6 * offset[11] / report.parameters[1].median - 1.0).abs() < 1e-9
        );
        widths.push(report.parameters[1].std);
        chi2.push(report.chi2_per_bin);
    }
    // The difference of two means of six bins: σ √(2/6), 29 ppm and more where errors count less.
    assert!(widths[0] > 15.0 && widths[0] < 45.0, "{widths:?}");
    assert!(widths[1] > 2.0 * widths[0], "{widths:?}");
    // The χ² of inflated errors stays about one a bin, where the stated errors would make it nine.
    assert!(chi2.iter().all(|chi2| *chi2 < 2.5), "{chi2:?}");
}

/// Without networks, the offset integrated out: of the best fit all numbers are of the same θ, and the offset is that of two means
/// of six bins, with their error of the best inflation.
#[test]
fn an_offset_is_found_without_networks() {
    let folder = tempfile::tempdir().unwrap();
    let setup = one_factor();
    let observation = setup.observed(&[20_000.0, 180.0, 1.0]);
    let places = ["posterior.h5", "report.json"].map(|name| folder.path().join(name));
    let input = retrieval(&setup, &observation, Start::Prior, places);
    let (report, _) = retrieved(&setup.source(), input);
    let best = report.importance.as_ref().unwrap();
    assert!(report.is_exact);
    let error = best.best_fit["error_inflation"] * SIGMA;
    let constant = (error * std::f64::consts::TAU.sqrt()).ln();
    let expected = -0.5 * best.chi2_best - setup.n_bins as f64 * constant;
    assert!(
        (best.log_likelihood_best - expected).abs() < 1e-6,
        "{best:?}"
    );

    let depth = observation.depth();
    let half = setup.n_bins / 2;
    let mean = |depth: &[f64]| depth.iter().sum::<f64>() / half as f64;
    let offset_ppm = 1e6 * (mean(&depth[half..]) - mean(&depth[..half]));
    let offset = &report.parameters[1];
    assert!(
        (offset.mean - offset_ppm).abs() < 0.1 * offset.std,
        "{offset:?} {offset_ppm}"
    );
}
