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
//! A k-table whose points are wavenumbers that all gases share, which no other program has, is one with `point_wavenumbers`
//! \[bin, point], cm⁻¹, and `weights` \[bin, point].
//!
//! petitRADTRANS 3 (`.xsec.petitRADTRANS.h5`, `.ktable.petitRADTRANS.h5`) and exo_k write the same layouts. Texts may be of
//! any of HDF5's kinds; `mol_name` may name an isotopologue or a line list, and the file's name stands in for it.
//!
//! What a table is and where it comes from is kept in attributes of the file (see [`TableInfo`](crate::TableInfo));
//! files of others lack some of them, and then say so in its `source`. `ln_k_error` is what ln k may be off, `ln_k_error_bands`
//! \[band, 3] the same between two wavelengths, µm, each.

mod format;
mod names;
mod read;
mod write;

/// The dataset of the wavenumbers that stand for the bins.
const POINTS: &str = "point_wavenumbers";

/// The attribute of the bands that have an error of ln k of their own, beside `ln_k_error`, that of all others.
const BAND_ERRORS: &str = "ln_k_error_bands";

pub use format::Hdf5;
pub(crate) use names::gas_of_name;
pub use read::read_hdf5;
pub use write::write_hdf5;
