//! Line lists: HITRAN's 160-character records (`.par`) and a compact HDF5 layout with one dataset per column.

mod columns;
mod line_file;
mod read;
mod records;
mod write;

use std::path::{Path, PathBuf};

use forward_model::Species;

pub use line_file::LineFile;
pub use read::read_line_list;
pub use write::write_line_list;

use crate::file_name::first_there;

/// A gas's line list in a folder: `H2O.h5`, or `H2O.par` if only that is there.
pub fn line_list_in(folder: &Path, gas: Species) -> PathBuf {
    first_there(folder, gas.formula(), ["h5", "par"])
}
