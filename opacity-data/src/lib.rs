//! Where the opacities of exoplanet atmospheres come from: tables of every maker, the sets inside the program, and tables
//! made line by line.
//!
//! The physics that uses the tables, and their types ([`KTable`](forward_model::KTable),
//! [`CrossSectionTable`](forward_model::CrossSectionTable), [`CiaTable`](forward_model::CiaTable)), are in the crate
//! `forward_model`; this crate reads them, keeps them, makes them, and says what each is and how far to trust it
//! ([`TableInfo`]). A table of the default set, with its range:
//!
//! ```
//! use forward_model::Species;
//! use opacity_data::OpacitySet;
//!
//! let (table, info) = OpacitySet::default().k_table(Species::H2O)?.expect("a gas of the set");
//! println!("{info}");
//! assert_eq!(info.temperature_k, [100.0, 1500.0]);
//! assert_eq!(table.k_m2().dim(), (17, 20, 24600, 6)); // pressures, temperatures, cells, wavenumbers
//! # Ok::<(), opacity_data::OpacityFileError>(())
//! ```
//!
//! # Where to go
//! | you want | go to |
//! | --- | --- |
//! | a file of opacities of any maker | [`formats::FORMATS`], one file a format |
//! | a folder of such files | [`Folder`] |
//! | the tables inside the program | [`OpacitySet`], [`cia_tables`] |
//! | the same as k-distributions, sorted by g | [`k_distributions`] |
//! | what a model of some gases needs, from all of these | [`Library`] |
//! | tables that reach as far as an observation | [`covering`] |
//! | a table from a line list | [`line_by_line::compute`] |
//! | a table of another maker as one of ours | [`import()`] |
//! | the tables inside the program as files that others read | [`export()`] |
//! | the sets inside the program made again | [`sets`] |
//!
//! # Adding to it
//! A format is one file in `formats/` and a line in [`formats::FORMATS`]; a gas of a set is an entry in the set's list
//! (`sets/hitran2020/gases.rs`) beside its packed table, if `forward_model` knows its
//! [`Species`](forward_model::Species).
//!
//! # What this crate does not do
//! It knows no study, planet or spectrum: which tables a study takes, and whether they reach as far as it asks, the study
//! says.

mod alignment;
mod alkali;
mod band_errors;
mod continuation;
mod coordinate_descent;
mod embedding;
mod error;
mod export;
mod file_name;
mod folder;
pub mod formats;
mod import;
mod library;
pub mod line_by_line;
pub mod sets;
mod sorted;
mod table_info;
mod text_lines;
mod write_over;

pub use alkali::alkali_table;
pub use band_errors::{BandError, BandErrors};
pub use continuation::covering;
pub use error::{OpacityError, OpacityFileError};
pub use export::{ExportConfig, export};
pub use folder::{Folder, FolderCia, FolderTable};
pub use import::{ImportConfig, import};
pub use library::{DescribedCia, DescribedTable, GasOpacity, Library};
pub use sets::{OpacitySet, cia_tables};
pub use sorted::k_distributions;
pub use table_info::{Broadener, CiaInfo, CiaRange, CiaStretch, TableInfo};
