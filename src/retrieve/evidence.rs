//! How good an exact posterior is, and how far the networks' own lies from it, in words.

use sampling::Unfinished;

use crate::posterior::report::{Importance, Report, Worth};

/// Networks whose median lies farther off than this many of their own standard deviations did not know what they said.
const FAR_SIGMA: f64 = 2.0;

/// The evidence that the draws are the posterior's, or that they are not.
pub(super) fn in_words(importance: &Importance, unfinished: Option<&Unfinished>) -> String {
    let Importance {
        started_from,
        began_again,
        network_samples,
        chi2_best,
        n,
        effective_sample_size,
        efficiency,
        pareto_k,
        log_evidence,
        log_evidence_error,
        n_calls,
        seconds,
        ..
    } = importance;
    let verdict = match unfinished {
        None => String::new(),
        Some(why) => format!("NOT CONVERGED: {why}; {}. ", advice(why)),
    };
    let start = match started_from.as_str() {
        "network" => "the networks' posterior",
        "prior" => "the prior",
        path => path,
    };
    let worth = match network_samples {
        Some(Worth { efficiency, .. }) => {
            format!(
                " (samples are worth {:.1} %, if weighed)",
                100.0 * efficiency
            )
        }
        None => String::new(),
    };
    let again = match began_again {
        true => ", and again at the prior, for that led nowhere",
        false => "",
    };
    let evidence = match log_evidence.zip(*log_evidence_error) {
        Some((log, error)) => format!("ln Z {log:.2} ± {error:.2}"),
        // The error is that of draws that have met all there is.
        None => "ln Z is not known".to_owned(),
    };
    format!(
        "{verdict}Begun at {start}{worth}{again}: best fit χ² {chi2_best:.1}; effective sample size {effective_sample_size:.0} of {n} draws, {:.1} % of all that were made; k̂ {pareto_k:.2}; {evidence}; {n_calls} spectra in {seconds:.0} s",
        100.0 * efficiency
    )
}

/// What may help. Where the budget was not used up, more of it is of no use.
fn advice(unfinished: &Unfinished) -> &'static str {
    match unfinished {
        Unfinished::Calls => {
            "raise `retrieval.max_calls`, or go on from this posterior with --from"
        }
        Unfinished::Seconds => {
            "raise `retrieval.max_seconds`, or go on from this posterior with --from"
        }
        _ => "go on from this posterior with --from",
    }
}

/// Parameters of which the networks are sure, and wrong.
pub(super) fn far_from_exact(report: &Report) -> Vec<&str> {
    let is_far = |parameter: &&crate::posterior::ParameterSummary| {
        parameter.network.as_ref().is_some_and(|network| {
            (network.network_median - parameter.median).abs() > FAR_SIGMA * network.network_std
        })
    };
    let parameters = report.parameters.iter();
    match report.is_exact {
        true => parameters
            .filter(is_far)
            .map(|parameter| parameter.name.as_str())
            .collect(),
        false => Vec::new(),
    }
}
