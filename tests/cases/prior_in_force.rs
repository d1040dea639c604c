//! What cannot be simulated is no part of the prior, and of no posterior either.

use exosonde::posterior::{PosteriorFile, report::Report};

use crate::{
    case::Case,
    program::{refusal, success},
};

/// Quantiles of log₁₀ of one of two abundances that are each uniform in log from 0.1 to 1, and together at most one: the share
/// of the other's range that is left to it is log₁₀(1 − x) + 1. By the rectangle rule. Also how much of the whole square is left.
fn exact(levels: [f64; 3]) -> ([f64; 3], f64) {
    let n = 100_000;
    let log = |i: usize| -1.0 + (i as f64 + 0.5) / n as f64;
    let left = |i: usize| (1.0 + (1.0 - 10_f64.powf(log(i))).log10()).max(0.0);
    let mut passed = Vec::with_capacity(n);
    let total = (0..n).fold(0.0, |sum, i| {
        passed.push(sum + left(i));
        sum + left(i)
    });
    let quantiles = levels.map(|level| log(passed.partition_point(|sum| *sum < level * total)));
    (quantiles, total / n as f64)
}

/// The data say nothing, so that the posterior is the prior in force. 4,000 samples know its quantiles to 0.01; the networks
/// have learnt the edge of 27 % of the square to some 0.04.
#[test]
fn posteriors_keep_to_atmospheres_whose_gases_are_at_most_the_whole() {
    let case = Case::new("prior_in_force");
    let text = success(&case.run("run", &[]));
    let reason = "the volume mixing ratios add up to more than one";
    let said = format!("% because {reason}");
    assert!(
        text.contains("Left out of the networks' posterior") && text.contains(&said),
        "{text}"
    );

    let file = PosteriorFile::read(&case.at("run/posterior.h5")).unwrap();
    assert_eq!(file.samples.n(), 4_000);
    assert_eq!(file.predictive.binned.nrows(), 100);
    for theta in [file.samples.theta(), &file.prior_samples] {
        let sum = |row: ndarray::ArrayView1<f64>| 10_f64.powf(row[1]) + 10_f64.powf(row[2]);
        assert!(theta.rows().into_iter().all(|row| sum(row) <= 1.0));
    }
    let levels = [0.025, 0.5, 0.975];
    let (expected, left) = exact(levels);
    for i in [1, 2] {
        let found = file.samples.quantiles(i, levels);
        let is_near = |(found, expected): (&f64, &f64)| (found - expected).abs() < 0.05;
        assert!(
            found.iter().zip(&expected).all(is_near),
            "{found:?}, exact {expected:?}"
        );
        let own = |row: &&str| row.contains(["log_H2O", "log_CO2"][i - 1]);
        let row = text.lines().rfind(own).unwrap();
        assert!(row.ends_with("the prior's whole range"), "{row}");
    }

    let report = Report::read(&case.at("run/report.json")).unwrap();
    let validity = &report.validity;
    // Five standard errors of 5,000 and more draws of the prior are 0.03.
    assert!(
        (validity.prior_share - left).abs() < 0.03,
        "{validity:?}, exact {left}"
    );
    // The networks have learnt more than half of the edge, and not all of it.
    assert!(
        (0.86..0.999).contains(&validity.posterior_share),
        "{validity:?}"
    );
    let share = validity.left_out[reason];
    assert!(
        (share + validity.posterior_share - 1.0).abs() < 1e-9,
        "{validity:?}"
    );
    for parameter in &report.parameters {
        let network = parameter.network.as_ref().unwrap();
        let total = network.std_aleatoric.hypot(network.std_epistemic);
        assert!(
            (total / network.network_std - 1.0).abs() < 0.05,
            "{parameter:?}"
        );
    }
}

/// One gas is all there is, and the other comes on top.
#[test]
fn a_prior_of_which_nothing_is_left_is_refused() {
    let free = "log_H2O = { uniform = [-1.0, 0.0] }";
    let case = Case::new("prior_in_force").with(free, "log_H2O = 0.0");
    let output = case.run("run", &[]);
    let text = refusal(&output);
    let said = "`parameters` is such that no draw of the priors has a spectrum, 100 % because the volume mixing ratios add up to more than one";
    assert!(
        text.contains(said) && text.contains("study.toml, line "),
        "{text}"
    );
}
