//! A normal prior that reaches what cannot be.

use std::fs;

use crate::{
    case::Case,
    program::{refusal, success},
};

/// Mean of a normal distribution N(m, s²) between two ends, by the rectangle rule.
fn mean_between([mean, std]: [f64; 2], [lower, upper]: [f64; 2]) -> f64 {
    let n = 10_000;
    let theta = |i: usize| lower + (upper - lower) * (i as f64 + 0.5) / f64::from(n);
    let density = |theta: f64| (-0.5 * ((theta - mean) / std).powi(2)).exp();
    let sum = |of: &dyn Fn(f64) -> f64| {
        (0..n as usize)
            .map(|i| of(theta(i)) * density(theta(i)))
            .sum::<f64>()
    };
    sum(&|theta| theta) / sum(&|_| 1.0)
}

/// `study.toml` with another line for a parameter.
fn with_prior(case: &Case, name: &str, prior: &str) {
    let path = case.at("study.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, parameters) = text.split_once("[parameters]").unwrap();
    let lines = parameters.lines().map(|line| match line.starts_with(name) {
        true => format!("{name} = {prior}\n"),
        false => format!("{line}\n"),
    });
    let text = format!("{before}[parameters]{}", lines.collect::<String>());
    fs::write(&path, text).unwrap();
}

/// Log-abundances end at 0, three of the prior's standard deviations above its mean; radii at 0.01, four below. The mean of
/// 2,000 draws is known to 0.11 with five standard errors.
#[test]
fn a_normal_prior_is_cut_where_plausible_values_end() {
    let case = Case::new("normal_prior");
    success(&case.run("run", &[]));
    let part = case.generated();
    let column = |i: usize| part.theta.column(i).mapv(f64::from);
    assert!(
        column(0)
            .iter()
            .all(|radius| (0.01..=10.0).contains(radius))
    );
    assert!(
        column(1)
            .iter()
            .all(|log_vmr| (-30.0..=0.0).contains(log_vmr))
    );
    let mean = mean_between([-3.0, 1.0], [-8.0, 0.0]);
    assert!((column(1).mean().unwrap() - mean).abs() < 0.11);
}

#[test]
fn a_normal_prior_is_cut_where_the_study_says() {
    let case = Case::new("normal_prior");
    with_prior(
        &case,
        "log_H2O",
        "{ normal = [-3.0, 1.0], within = [-4.0, -2.5] }",
    );
    with_prior(
        &case,
        "temperature_k",
        "{ normal = [1000.0, 400.0], within = [500.0, 1500.0] }",
    );
    let part = case.generated();
    for (i, normal, within) in [
        (1, [1000.0, 400.0], [500.0, 1500.0]),
        (2, [-3.0, 1.0], [-4.0, -2.5]),
    ] {
        let column = part.theta.column(i).mapv(f64::from);
        let width = within[1] - within[0];
        // Rounded to single precision.
        assert!(
            column
                .iter()
                .all(|x| (within[0] - 1e-4..=within[1] + 1e-4).contains(x))
        );
        // No distribution of that width has a standard error above 0.5 / √2000 of it; five of them.
        let error = (column.mean().unwrap() - mean_between(normal, within)) / width;
        assert!(error.abs() < 0.056, "{i}: {error}");
    }
}

/// Mean, deviation, and what to do stand in the message.
#[test]
fn a_normal_prior_that_lies_outside_is_refused_in_its_own_numbers() {
    for (name, prior, words) in [
        (
            "radius_rjup",
            "{ normal = [1.2, 30.0] }",
            "uniform = [0.01, 10]",
        ),
        (
            "radius_rjup",
            "{ normal = [12.0, 0.5] }",
            "outside of 0.01 to 10",
        ),
        ("log_H2O", "{ normal = [3.0, 1.0] }", "outside of -30 to 0"),
        (
            "log_H2O",
            "{ normal = [-3.0, 1.0], within = [-0.1, 0.0] }",
            "outside of -0.1 to 0",
        ),
        (
            "temperature_k",
            "{ normal = [1000.0, 400.0] }",
            "within = [a, b]",
        ),
    ] {
        let case = Case::new("normal_prior");
        with_prior(&case, name, prior);
        let text = refusal(&case.run("generate", &[]));
        let numbers = prior.split(['[', ']']).nth(1).unwrap().replace(".0", "");
        let (mean, std) = numbers.split_once(", ").unwrap();
        for expected in [
            format!("`parameters.{name}` is a normal prior"),
            format!("mean {mean} and standard deviation {std}"),
            words.to_owned(),
        ] {
            assert!(text.contains(&expected), "{expected}: {text}");
        }
        assert!(!case.at("run").exists());
    }
}
