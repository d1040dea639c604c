//! Sounds exoplanet atmospheres: simulates spectra in parallel, learns the inverse map with a Bayesian
//! dropout network, and turns an observed spectrum into a posterior in seconds.
//!
//! **Start at [`session`]**: it simulates a spectrum in five lines and retrieves one in ten. [`Session`] is the front door, and
//! the command line does nothing that it does not. Whoever needs spectra alone takes the crate [`forward_model`].
//!
//! ```text
//! study.toml ─► generate ─► training set ─► train ─► trained model ─► retrieve ─► posterior ─► plot
//!                                                        │    ▲       + report
//!                                                        ▼    │
//!                                                   evaluate  observed
//! ```
//!
//! Stages meet in files and types only; no stage calls another. Imports point down, never sideways, and nothing that lies beside
//! each other in a folder imports each other in a circle; `tests/architecture` holds this table:
//!
//! | layer | modules |
//! | --- | --- |
//! | 8 | [`cli`]: arguments and printing |
//! | 7 | [`session`]: the front door |
//! | 6 | [`plot`]: kinds of figures |
//! | 5 | [`mod@generate`] [`mod@simulate`] [`mod@train`] [`mod@evaluate`] [`mod@retrieve`] [`mod@compare`] [`weigh`]: the stages |
//! | 4 | [`trained_model`]: networks with what held-out simulations say of them; [`likelihood`]: of θ given an observed spectrum |
//! | 3 | [`training_set`], [`simulator`]: what makes spectra, and where many of them are kept |
//! | 2 | [`study`]: what is asked, one TOML file |
//! | 1 | [`prior`] [`observation`] [`posterior`] [`network`] |
//! | 0 | [`seed`] [`parameters`] [`caveat`] [`cholesky`] [`statistics`] [`run_folder`] |
//!
//! Below them are crates of their own: [`forward_model`] (physics and nothing else), [`opacity_data`] (tables and where they come
//! from), [`figures`] (drawing; it knows no planet), `sampling` (posteriors of likelihoods that can only be evaluated; it knows no
//! planet either) and [`groundwork`] (files that are whole or absent).

// `println!` panics where nobody reads; whatever the program says goes through `cli::output`.
#![cfg_attr(not(test), deny(clippy::print_stdout, clippy::print_stderr))]

pub mod caveat;
pub mod cholesky;
pub mod cli;
pub mod compare;
pub mod evaluate;
pub mod generate;
pub mod likelihood;
pub mod network;
pub mod observation;
pub mod parameters;
pub mod plot;
pub mod posterior;
pub mod prior;
pub mod retrieve;
pub mod run_folder;
pub mod seed;
pub mod session;
pub mod simulate;
pub mod simulator;
pub mod statistics;
pub mod study;
pub mod train;
pub mod trained_model;
pub mod training_set;
pub mod weigh;

pub use generate::Parts;
pub use groundwork::progress::{Progress, Silent};
pub use session::{Session, SessionError, Target};
pub use simulator::Simulator;
pub use study::{Study, Task};
