//! Simulations: a training set of many, or one to look at.

pub mod generate;
pub mod single;
