//! The forward model: everything put together.

mod cheaper;
mod checks;
mod config;
mod contribution_function;
mod contributions;
mod effect;
mod extent;
mod forward_model;
mod ingredients;
mod radiate;
mod solve;
mod sources;
mod spectrum;
mod system;
mod varying_system;
mod workspace;

pub use config::{Geometry, ModelConfig, ModelError};
pub use contribution_function::ContributionFunction;
pub use contributions::Contribution;
pub use forward_model::ForwardModel;
pub use ingredients::Ingredients;
pub use workspace::Workspace;
