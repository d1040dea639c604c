//! Draws from a posterior whose likelihood can only be evaluated, with its evidence.
//!
//! The prior is a standard normal in each parameter z; the likelihood is any function of z ([`LogLikelihood`]), of 1 to some 25
//! parameters, that is worth all the work around it: hundreds of microseconds a call. [`sample`] takes it from a [`Start`] (the
//! prior, a density near the posterior, or draws from another posterior) to weighted draws and ln Z ([`Outcome`]):
//!
//! ```text
//! start ─► draws ─► worth enough? ── not yet ─► fit a mixture to them on the way to the posterior ─► draws ──┐
//!                     ▲   │                                                                                   │
//!                     └───┼──────────────────────────────────────────────────────────────────────────────────┘
//!                         └─ yes ─► blend of the best fits ─► draws, weighted by the likelihood itself ─► outcome
//! ```
//!
//! * The search has no chains: every draw comes from a density that is known, so that all draws of all rounds count, each as a draw
//!   from the mixture of all their densities. The power is the highest for which they are worth enough to fit to.
//! * A likelihood may bring an [approximation](LogLikelihood::approximation) of itself; then the search asks only that, and the
//!   answer's draws are thinned by it before the likelihood is asked.
//! * The answer is one round of importance sampling: independent draws from a density fitted before, with a share of the prior
//!   beside it, so that ln Z has no bias and an error that is known. Weights are Pareto-smoothed, and the shape k̂ of their tail
//!   says whether to believe them. Densities are mixtures of t distributions in coordinates in which bent ridges are straight.
//! * A draw is a function of seed, round and index: outcomes are the same for any number of threads.
//!
//! A mode that no draw has met is missed without a sign of it. More draws to begin with ([`Config::n_first_draws`]) find more.
//!
//! What this crate does not do: gradients, parameters that are whole numbers, files, printing.
//!
//! ```
//! use sampling::{Config, LogLikelihood, Silent, Start, sample};
//!
//! struct Ring;
//!
//! impl LogLikelihood for Ring {
//!     type Workspace = ();
//!     fn n_dimensions(&self) -> usize {
//!         2
//!     }
//!     fn workspace(&self) {}
//!     fn log_likelihood(&self, z: &[f64], _: &mut ()) -> f64 {
//!         -0.5 * ((z[0].hypot(z[1]) - 1.0) / 0.1).powi(2)
//!     }
//! }
//!
//! let outcome = sample(&Ring, Start::Prior, &Config::default(), &Silent)?;
//! assert!(outcome.is_converged());
//! let (radius, error) = outcome.mean(|z| z[0].hypot(z[1]));
//! assert!((radius - 1.0).abs() < 5.0 * error + 0.01);
//! # Ok::<(), sampling::SamplingError>(())
//! ```

mod answer;
mod blend;
mod config;
mod density;
mod error;
mod evaluation;
mod expectation_maximisation;
mod fit;
mod generalised_pareto;
mod importance;
mod likelihood;
mod mixture;
mod outcome;
mod pareto_smoothing;
mod progress;
mod proposal;
mod rounds;
mod sample;
mod search;
mod seeding;
mod shear;
mod stream;
mod triangle;
mod weighted_points;
mod weights;

pub use config::{Budget, Config, Start};
pub use error::SamplingError;
pub use generalised_pareto::GeneralisedPareto;
pub use likelihood::LogLikelihood;
pub use outcome::{Outcome, Unfinished};
pub use pareto_smoothing::{ParetoSmoothed, RELIABLE_PARETO_K, pareto_smoothed};
pub use progress::{Progress, Silent, Stage, Status};
pub use proposal::{Defensive, Prior, Proposal, standard_normal_log_density};
pub use sample::sample;
pub use weights::{effective_sample_size, log_sum_exp, share_at, systematic_resampling};
