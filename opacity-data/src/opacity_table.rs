//! Opacity tables in HDF5, in the two layouts that ExoMolOP publishes for TauREx and petitRADTRANS.
//!
//! | | cross sections | k-table |
//! | --- | --- | --- |
//! | values, cm² per molecule | `xsecarr` \[P, T, wavenumber] | `kcoeff` \[P, T, bin, g] |
//! | pressures, with their unit | `p` | `p` |
//! | temperatures, K | `t` | `t` |
//! | wavenumbers, cm⁻¹ | `bin_edges` (the samples) | `bin_centers`, `bin_edges`; `bin_bounds` \[bin, 2] instead of `bin_edges` where bins leave gaps or overlap |
//! | quadrature over g | | `samples`, `weights`, `ngauss` |
//! | gas | `mol_name` | `mol_name` |
//!
//! petitRADTRANS 3 (`.xsec.petitRADTRANS.h5`, `.ktable.petitRADTRANS.h5`) and exo_k write the same layouts. Texts may be of
//! any of HDF5's kinds; `mol_name` may name an isotopologue or a line list, and the file's name stands in for it.
//!
//! What a table is and where it comes from is kept in attributes of the file (see [`TableInfo`]); files of others lack
//! some of them, and then say so in [`TableInfo::source`].

mod info;
mod names;
mod read;
mod write;

use std::path::PathBuf;

use forward_model::TableError;

use groundwork::FileError;

pub use info::TableInfo;
pub(crate) use info::mean_resolution;
pub use read::read;
pub use write::write;

/// Pa in one bar.
pub const PA_PER_BAR: f64 = 1e5;

/// Why a table could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpacityFileError {
    /// HDF5 cannot open the file, or read or write one of its parts.
    #[error("opacity table {}: `{item}` cannot be {action}: {source}", path.display())]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// The file itself, a dataset or an attribute.
        item: String,
        /// `read` or `written`.
        action: &'static str,
        /// HDF5's reason.
        source: hdf5::Error,
    },
    /// Neither layout.
    #[error("opacity table {}: found {found}, expected `xsecarr` (cross sections) or `kcoeff` (k-table)", path.display())]
    Layout {
        /// The file.
        path: PathBuf,
        /// The datasets it has.
        found: String,
    },
    /// A dataset of the wrong rank or shape.
    #[error("opacity table {}: `{dataset}` has shape {found:?}, expected {expected}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// The dataset.
        dataset: &'static str,
        /// Its shape.
        found: Vec<usize>,
        /// The shape it should have.
        expected: String,
    },
    /// A unit or a name that is not known.
    #[error("opacity table {}: `{item}` is `{found}`, expected {expected}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// What has the wrong value.
        item: &'static str,
        /// The value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The numbers make no table.
    #[error("opacity table {}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
    /// The program's own default set is damaged.
    #[error(
        "the default table of {gas} inside the program is damaged: {reason}; reinstall exosonde"
    )]
    DefaultSet {
        /// The gas or pair.
        gas: String,
        /// What is wrong.
        reason: String,
    },
    /// The file cannot be created.
    #[error(transparent)]
    Write(#[from] FileError),
}
