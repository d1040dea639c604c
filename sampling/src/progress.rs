//! How the sampler tells where it is, and asks whether to go on.

/// What the sampler is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stage {
    /// Draws from the start.
    Start,
    /// Draws from fits to what lies between the start and the posterior.
    Search {
        /// The power that has been reached, 0 to 1.
        power: f64,
    },
    /// Draws from a fit to the posterior.
    Importance {
        /// How many fits there have been.
        round: usize,
    },
}

/// Where the sampler is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Status {
    /// What it is doing.
    pub stage: Stage,
    /// Likelihood evaluations so far.
    pub n_calls: u64,
    /// How many equally weighted draws from the posterior there are so far.
    pub effective_sample_size: f64,
    /// Logarithm of the evidence as it is known so far; −∞ before it is.
    pub log_evidence: f64,
    /// The highest log-likelihood found.
    pub best_log_likelihood: f64,
}

/// Listens to a sampler and may stop it. Called from any thread.
pub trait Progress: Sync {
    /// Another temperature or round is done.
    fn report(&self, status: &Status);

    /// `n` more likelihood evaluations are done.
    fn evaluated(&self, n: u64) {
        let _ = n;
    }

    /// Whether to stop and return what there is; asked every few evaluations.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _status: &Status) {}
}
