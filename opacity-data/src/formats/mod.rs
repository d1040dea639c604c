//! Opacities of any maker: what format a file has, and what is in it.
//!
//! | format | files | holds |
//! | --- | --- | --- |
//! | [`Hdf5`]: ExoMolOP, TauREx, petitRADTRANS 3, exo_k, our own | `.h5`, `.hdf5` | cross sections or a k-table |
//! | [`Nemesis`] | `.kta` | a k-table |
//! | [`ExoTransmit`] | `opacH2O.dat`, also gzipped | cross sections |
//! | [`HitranCia`] | `.cia` | collision-induced absorption |
//!
//! A new format is one file here with an `impl` of [`Format`], and a line in [`FORMATS`]: from there the program recognises
//! its files, names it in errors and help, and offers it as `--format`.

mod contents;
mod exo_transmit;
mod format;
mod hdf5;
mod hitran_cia;
mod known;
mod nemesis;

pub(crate) use self::hdf5::gas_of_name;
pub use self::hdf5::{Hdf5, read_hdf5, write_hdf5};
pub use contents::{CiaFile, Contents};
pub use exo_transmit::{ExoTransmit, ExoTransmitTable, read_exo_transmit};
pub use format::{FileHead, Format, FormatName, Recognition};
pub(crate) use hitran_cia::read_one_cia;
pub use hitran_cia::{HitranCia, write_cia};
pub use known::{FORMATS, Formats};
pub use nemesis::Nemesis;
