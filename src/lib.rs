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
//! | 6 | `simulate` `train` `evaluate` `retrieve` `plot` `opacity` |
//! | 5 | `model` |
//! | 4 | `dataset` `network` `simulator` |
//! | 3 | `io` |
//! | 2 | `study` |
//! | 1 | `prior` `instrument` |
//! | 0 | `seed` `parameters` `progress` `cholesky` |
//! | – | the crate `forward_model`, which knows physics and nothing else |

pub mod cholesky;
pub mod cli;
pub mod dataset;
pub mod evaluate;
pub mod instrument;
pub mod io;
pub mod model;
pub mod network;
pub mod opacity;
pub mod parameters;
pub mod plot;
pub mod prior;
pub mod progress;
pub mod retrieve;
pub mod seed;
pub mod simulate;
pub mod simulator;
pub mod study;
pub mod train;
