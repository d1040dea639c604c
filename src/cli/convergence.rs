//! What a script is told of a search that did not converge.

use std::process::ExitCode;

use crate::retrieve::RetrieveSummary;

/// Exit code of a command that is done, but for the exact posterior that it was asked for.
const NOT_CONVERGED: u8 = 3;

/// That of a retrieval: 0 where nobody asked for the exact posterior.
pub(super) fn exit_code(summary: &RetrieveSummary) -> ExitCode {
    let is_asked = summary.report.importance.is_some();
    match is_asked && !summary.report.is_exact {
        true => ExitCode::from(NOT_CONVERGED),
        false => ExitCode::SUCCESS,
    }
}
