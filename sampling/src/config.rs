//! What the sampler is asked for.

use crate::error::SamplingError;
use crate::proposal::Proposal;

/// Where sampling begins.
pub enum Start<'a> {
    /// From the prior alone.
    Prior,
    /// From a density near the posterior, such as a network's; it need not be near enough to be of use.
    Proposal(&'a dyn Proposal),
    /// From equally weighted draws near the posterior, such as another posterior's; a density is fitted to them.
    ///
    /// # Shapes
    /// - each: `[n_dimensions]`; at least twice as many as there are dimensions
    Samples(&'a [Vec<f64>]),
}

/// What may be spent, and when it is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// Likelihood evaluations at most, those of an approximation among them; where there is one, 4000 and a hundredth, or half of few,
    /// are kept to weigh the draws of an early end.
    pub max_calls: u64,
    /// Seconds at most, if limited; then the outcome depends on the machine.
    pub max_seconds: Option<f64>,
    /// How many equally weighted draws the weighted ones are to be worth.
    pub effective_sample_size: f64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            max_calls: 1_000_000,
            max_seconds: None,
            effective_sample_size: 10_000.0,
        }
    }
}

/// Settings of the sampler.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    /// What may be spent.
    pub budget: Budget,
    /// The one number an outcome is reproduced from, whatever the number of threads.
    pub seed: u64,
    /// Draws to begin with; none: as many as the number of dimensions asks for.
    pub n_first_draws: Option<usize>,
    /// Share of each proposal's draws that come from the prior, 0 to 1.
    pub prior_share: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            budget: Budget::default(),
            seed: 0,
            n_first_draws: None,
            prior_share: 0.05,
        }
    }
}

impl Config {
    pub(crate) fn validate(&self) -> Result<(), SamplingError> {
        let budget = &self.budget;
        let check = |is_right: bool, name, found: String, expected| match is_right {
            true => Ok(()),
            false => Err(SamplingError::Setting {
                name,
                found,
                expected,
            }),
        };
        check(
            budget.max_calls > 0,
            "max_calls",
            budget.max_calls.to_string(),
            "at least 1",
        )?;
        check(
            budget.max_seconds.is_none_or(|seconds| seconds > 0.0),
            "max_seconds",
            format!("{:?}", budget.max_seconds),
            "a positive number",
        )?;
        check(
            budget.effective_sample_size.is_finite() && budget.effective_sample_size >= 1.0,
            "effective_sample_size",
            budget.effective_sample_size.to_string(),
            "a finite number of at least 1",
        )?;
        check(
            self.n_first_draws.is_none_or(|n| n >= 100),
            "n_first_draws",
            format!("{:?}", self.n_first_draws),
            "at least 100",
        )?;
        check(
            self.prior_share > 0.0 && self.prior_share < 1.0,
            "prior_share",
            self.prior_share.to_string(),
            "between 0 and 1",
        )
    }
}
