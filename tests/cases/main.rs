//! The program as people use it, in situations in which it has gone wrong or the spectrum is known from elsewhere: each module is
//! one, from its study and its files to what must come out.

mod broad_eclipse_bins;
mod case;
mod fingerprints;
mod first_simulations;
mod harness;
mod hot_layer_on_top;
mod incomplete_set;
mod more_spots_than_star;
mod one_folder;
mod physics_version;
mod planck;
mod three_gases_and_nothing_else;
mod two_spectra;
