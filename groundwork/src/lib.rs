//! The technical floor that everything else stands on: files that are whole or absent, locks, the conventions of HDF5, netCDF, JSON,
//! CSV and text, the one error of files, and the way in which a stage tells that it advances.
//!
//! It knows nothing of planets, spectra or networks; what a file of ours holds is said where its noun lives.

pub mod atomic;
pub mod csv;
mod csv_fault;
pub mod file_error;
pub mod hdf5_file;
pub mod json;
pub mod lock;
pub mod netcdf;
pub mod progress;
pub mod text;
pub mod together;

pub use csv_fault::CsvFault;
pub use file_error::FileError;
