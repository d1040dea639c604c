//! How much of a posterior and of its prior has a spectrum.

use std::collections::BTreeMap;

use crate::posterior::report::Validity;
use crate::trained_model::ValidSamples;

/// As a report says it.
pub(super) fn validity(posterior: &ValidSamples, prior: &ValidSamples) -> Validity {
    Validity {
        posterior_share: posterior.valid_share(),
        prior_share: prior.valid_share(),
        left_out: by_reason(posterior),
    }
}

/// As a report says it of a posterior that has no likelihood where there is no spectrum: what is left out is of the prior.
pub(super) fn of_prior(prior: &ValidSamples) -> Validity {
    Validity {
        posterior_share: 1.0,
        prior_share: prior.valid_share(),
        left_out: by_reason(prior),
    }
}

fn by_reason(samples: &ValidSamples) -> BTreeMap<String, f64> {
    let shares = samples.failed_shares();
    shares
        .map(|(reason, share)| (reason.to_owned(), share))
        .collect()
}

/// Reasons with their shares, in words.
pub(super) fn reasons<'a>(shares: impl Iterator<Item = (&'a str, f64)>) -> String {
    let words = shares.map(|(reason, share)| format!("{} % because {reason}", percent(share)));
    words.collect::<Vec<_>>().join(", ")
}

/// A share in per cent, to two digits.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        0.095.. => format!("{percent:.1}"),
        _ => format!("{percent:.1e}"),
    }
}
