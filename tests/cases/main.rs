//! The program as people use it, in situations in which it has gone wrong or the spectrum is known from elsewhere: each module is
//! one, from its study and its files to what must come out.

mod air;
mod arviz;
mod broad_eclipse_bins;
mod case;
mod collisions_of_several_ranges;
mod crowded_folder;
mod deck_above_the_grid;
mod fingerprints;
mod first_simulations;
mod harness;
mod hot_layer_on_top;
mod hot_planet;
mod incomplete_set;
mod limb;
mod model_comparison;
mod more_spots_than_star;
mod normal_prior;
mod nothing_succeeds;
mod one_folder;
mod one_parameter;
mod physics_version;
mod pictures;
mod planck;
mod prior_in_force;
mod program;
mod random_studies;
mod settings;
mod simulated;
mod star_file;
mod straight_line;
mod study_folder;
mod tables;
mod tables_that_end;
mod three_gases_and_nothing_else;
mod two_spectra;
