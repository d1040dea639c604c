//! `exosonde compare` on a line and a constant fitted to the same data, whose evidences and predictive densities have closed forms.

use std::{fs, path::Path, process::Output};

use exosonde::posterior::PosteriorFile;
use exosonde::posterior::report::Report;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{program, refusal, success};
use crate::straight_line::{Fit, StraightLine};

const N_DRAWS: usize = 4_000;

/// Runs `line` and `flat` in a folder, as `change` leaves the second.
fn runs(change: impl Fn(&mut Report, &mut PosteriorFile)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, has_slope) in [("line", true), ("flat", false)] {
        let model = StraightLine::example(has_slope);
        let fit = Fit::new(&model);
        let mut posterior = fit.posterior_file(N_DRAWS);
        let mut report = fit.report(&posterior);
        if name == "flat" {
            change(&mut report, &mut posterior);
        }
        let run = folder.path().join(name);
        fs::create_dir(&run).unwrap();
        posterior.write(&run.join("posterior.h5")).unwrap();
        report.write(&run.join("report.json")).unwrap();
    }
    folder
}

fn compare(folder: &Path, arguments: &[&str]) -> Output {
    program(&[&["compare"], arguments].concat(), folder)
}

fn close(found: &Value, expected: f64, within: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() < within, "{found} {expected}");
}

/// The estimate of elpd by 4,000 draws scatters by 0.02, as in `arviz`; 0.1 is five of it. BPICS is −2 ln L_max + 3 k, for both the
/// mean deviance less its least and half its variance are k for normal posteriors; half the variance of χ² with k degrees of
/// freedom has a standard error of √((2 k² + 12 k) / N), 0.09 for k = 2, so that 1 is five of twice that.
#[test]
fn a_line_and_a_constant_are_told_apart_as_closed_forms_say() {
    let folder = runs(|_, _| ());
    // The worse one first: what comes out is sorted.
    let output = compare(folder.path(), &["flat", "line", "--json"]);
    let found: Value = serde_json::from_str(&success(&output)).unwrap();
    let (line, flat) = (StraightLine::example(true), StraightLine::example(false));
    let [line, flat] = [&line, &flat].map(|model| (model.n_parameters() as f64, Fit::new(model)));
    let difference = line.1.log_evidence() - flat.1.log_evidence();
    assert!((0.5..6.0).contains(&difference), "{difference}");
    let probability = 1.0 / (1.0 + (-difference).exp());
    let n = found["n_bins"].as_f64().unwrap();
    let expected = [
        (&line, [0.0, 0.0], probability),
        (&flat, [-difference, 0.03 * 2f64.sqrt()], 1.0 - probability),
    ];
    for (i, ((k, fit), [log_odds, log_odds_error], probability)) in expected.into_iter().enumerate()
    {
        let own = &found["models"][i];
        close(&own["n_parameters"], *k, 0.5);
        close(&own["log_evidence"], fit.log_evidence(), 1e-9);
        close(&own["log_odds"], log_odds, 1e-9);
        close(&own["log_odds_error"], log_odds_error, 1e-12);
        close(&own["probability"], probability, 1e-9);
        close(&own["chi2_best"], fit.chi2_best(), 1e-9);
        let deviance = -2.0 * fit.log_likelihood_best();
        close(&own["bic"], deviance + k * n.ln(), 1e-9);
        close(&own["bpics"], deviance + 3.0 * k, 1.0);
        close(&own["n_effective"], *k, 0.5);
        let left_out = &own["leave_one_out"];
        close(&left_out["elpd"], fit.elpd_loo(), 0.1);
        close(&left_out["n_unreliable"], 0.0, 0.5);
        assert_eq!(left_out["bins"].as_array().unwrap().len() as f64, n);
        let best = line.1.elpd_loo();
        close(&left_out["elpd_difference"], fit.elpd_loo() - best, 0.2);
    }
}

#[test]
fn the_table_says_what_it_is_of_and_why_it_has_no_sigmas() {
    let folder = runs(|report, _| {
        let importance = report.importance.as_mut().unwrap();
        importance.is_converged = false;
    });
    let printed = success(&compare(folder.path(), &["line/posterior.h5", "flat"]));
    for words in [
        "2 models of the transit depth in 16 bins of line.csv",
        "ln odds",
        "2506.05392",
        "warning: line of 1 did not converge",
    ] {
        assert!(printed.contains(words), "{printed}\nexpected {words}");
    }
    let row = |name: &str| {
        printed
            .lines()
            .position(|line| line.starts_with(name))
            .unwrap()
    };
    assert!(row("  line of 2") < row("  line of 1"), "{printed}");
}

/// One draw of the datum's own making: the posterior rests on it, and its k̂ says so.
#[test]
fn a_bin_on_which_all_rests_is_named() {
    let folder = runs(|_, posterior| {
        let each = posterior.log_likelihoods.as_mut().unwrap();
        for (i, nats) in each.column_mut(3).iter_mut().enumerate() {
            // Weights 1 / L of a Pareto distribution of shape 1.5.
            let quantile = (i as f64 + 0.5) / N_DRAWS as f64;
            *nats = 1.5 * (-quantile).ln_1p();
        }
    });
    let printed = success(&compare(folder.path(), &["line", "flat"]));
    let words =
        "line of 1: k̂ > 0.7 in 1 of 16 bins, so that its elpd is not to be trusted: 2.250 µm (1.";
    assert!(printed.contains(words), "{printed}");
}

#[test]
fn other_data_are_refused_with_the_first_difference() {
    type Change = fn(&mut Report, &mut PosteriorFile);
    let changes: [(Change, &str); 4] = [
        (
            |_, own| own.observed.depth[2] += 1e-9,
            "bin 3 has the depth",
        ),
        (
            |_, own| own.observed.half_width_um[0] = 0.2,
            "bin 1 has the half width 0.1 µm in one, 0.2 µm",
        ),
        (
            |_, own| own.observed.instrument[15] = "C".into(),
            "bin 16 is of `B` in one, of `C`",
        ),
        (
            |_, own| own.quantity = "eclipse depth".into(),
            "one is of transit depths, the other of eclipse depths",
        ),
    ];
    for (change, words) in changes {
        let folder = runs(change);
        let refused = refusal(&compare(folder.path(), &["line", "flat"]));
        let names = "line and flat are not of the same data";
        assert!(
            refused.contains(words) && refused.contains(names),
            "{refused}\nexpected {words}"
        );
    }
}

#[test]
fn what_cannot_be_compared_is_refused_before_anything_is_said() {
    let folder = runs(|report, _| report.importance = None);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let cases: [(&[&str], &str); 5] = [
        (
            &["line", "flat"],
            "flat: flat/report.json has no `importance`",
        ),
        (&["line", "empty"], "empty: empty/posterior.h5 is missing"),
        (&["line", "nowhere.toml"], "nowhere.toml"),
        (&["line"], "1 retrieval to compare, expected two or more"),
        (&["line", "line"], "line/posterior.h5 is named twice"),
    ];
    for (arguments, words) in cases {
        let output = compare(folder.path(), arguments);
        let refused = refusal(&output);
        assert!(refused.contains(words), "{refused}\nexpected {words}");
        assert!(output.stdout.is_empty());
    }
    let folder = runs(|report, _| report.provenance.seed += 1);
    let refused = refusal(&compare(folder.path(), &["line", "flat"]));
    assert!(
        refused.contains("not of one retrieval (the seed differs)"),
        "{refused}"
    );
}
