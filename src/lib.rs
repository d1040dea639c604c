//! Sounds exoplanet atmospheres: simulates spectra in parallel, learns the inverse map with a Bayesian
//! dropout network, and turns an observed spectrum into a posterior in seconds.
//!
//! ```text
//! study.toml ─► simulate ─► training set ─► train ─► evaluate ─► model ─► retrieve ─► posterior ─► plot
//!                                                                  ▲      + report
//!                                                               observed
//! ```
//!
//! Stages meet in files and types only; no stage calls another. Imports point down, never sideways:
//!
//! | layer | modules |
//! | --- | --- |
//! | 7 | `cli` |
//! | 6 | `plot` |
//! | 5 | `simulate` `train` `evaluate` `retrieve` |
//! | 4 | `trained_model` |
//! | 3 | `training_set` `simulator` |
//! | 2 | `study` |
//! | 1 | `prior` `observation` `posterior` `network` |
//! | 0 | `seed` `parameters` `cholesky` `statistics` `run_folder` |
//! | – | the crates `opacity_data` (tables and where they come from), `forward_model` (physics and nothing else), `figures` (drawing) and `groundwork` (files) |

pub mod cholesky;
pub mod cli;
pub mod evaluate;
pub mod generate;
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

pub use generate::Parts;
pub use groundwork::progress::Silent;
pub use session::{Session, SessionError, Target};
pub use simulator::Simulator;
pub use study::{Study, Task};
