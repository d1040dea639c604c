//! The program as a user runs it: spectra that are known from elsewhere, each a study in its own folder here, against an integral
//! that the test writes down itself; and what it draws and writes for others to read.

mod broad_eclipse_bins;
mod case;
mod hot_layer_on_top;
mod more_spots_than_star;
mod normal_prior;
mod one_parameter;
mod pictures;
mod planck;
mod prior_in_force;
mod three_gases_and_nothing_else;
