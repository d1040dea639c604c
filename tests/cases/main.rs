//! Situations in which the spectrum is known from elsewhere: each is a study in its own folder here, run as a user would run
//! it, against an integral that the test writes down itself.

mod broad_eclipse_bins;
mod case;
mod collisions_of_several_ranges;
mod hot_layer_on_top;
mod more_spots_than_star;
mod normal_prior;
mod one_parameter;
mod planck;
mod prior_in_force;
mod three_gases_and_nothing_else;
