//! Simulations: a training set of many, or one to look at.

pub mod contribution;
pub mod generate;
pub mod simulated;
pub mod single;
