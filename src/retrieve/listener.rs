//! How the sampler's progress reaches whoever listens to the retrieval.

use groundwork::progress::Progress;
use sampling::{Stage, Status};

/// Passes a sampler's progress on.
pub(super) struct Listener<'a> {
    progress: &'a dyn Progress,
}

impl<'a> Listener<'a> {
    /// A sampler begins that may evaluate `max_calls` likelihoods.
    pub(super) fn new(progress: &'a dyn Progress, max_calls: u64) -> Self {
        progress.start_stoppable(max_calls, "spectra at most");
        Self { progress }
    }
}

impl sampling::Progress for Listener<'_> {
    fn report(&self, status: &Status) {
        let stage = match status.stage {
            Stage::Start => "start".into(),
            Stage::Search { power } => format!("inverse temperature {power:.1e}"),
            Stage::Importance { round } => format!("round {round}"),
        };
        self.progress.message(&format!(
            "{stage}, effective sample size {:.0}",
            status.effective_sample_size
        ));
    }

    fn evaluated(&self, n: u64) {
        self.progress.advance(n);
    }

    fn is_interrupted(&self) -> bool {
        self.progress.is_interrupted()
    }
}
