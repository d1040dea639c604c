//! The program on whole studies, each in a folder of its own and run as a user would run it: spectra that are known from
//! elsewhere, against an integral that the test writes down itself, and situations that once went wrong.

mod air;
mod broad_eclipse_bins;
mod case;
mod crowded_folder;
mod hot_layer_on_top;
mod more_spots_than_star;
mod normal_prior;
mod one_parameter;
mod planck;
mod prior_in_force;
mod random_studies;
mod settings;
mod star_file;
mod study_folder;
mod tables_that_end;
mod three_gases_and_nothing_else;
