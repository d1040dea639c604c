//! Train, evaluate and retrieve on the spectra of a simulator whose answers are plain: a level and two bumps.

mod toy;
mod trained_model;
mod training;
