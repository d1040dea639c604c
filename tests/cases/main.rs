//! The program as people use it and as it has gone wrong: each module is a situation, from its files to what must come out.

mod fingerprints;
mod first_simulations;
mod harness;
mod incomplete_set;
mod one_folder;
mod physics_version;
mod two_spectra;
