//! The project's file kinds: each file owns the names, shapes, units and provenance of one kind.
//!
//! Files are written to a temporary name, flushed, and renamed: a file that exists is complete.

pub mod atomic;
pub mod calibration;
pub mod checkpoint;
pub mod cia;
pub mod contribution;
pub mod default_set;
pub mod exo_transmit;
pub mod foreign;
pub mod json;
pub mod line_list;
pub mod model;
mod netcdf;
pub mod observation;
pub mod opacity_table;
pub mod posterior;
pub mod report;
pub mod run_folder;
pub mod simulated;
pub mod star_spectrum;
pub mod training_set;
