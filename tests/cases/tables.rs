//! Tables of opacity as files.

use std::{fs, path::Path};

use forward_model::OpacityTable;
use opacity_data::{TableInfo, formats::write_hdf5};

/// A copy of what is written: the program may not read a file that is still open for writing, and one that HDF5 has opened is
/// inherited by the processes that other tests start meanwhile.
pub fn write_opacities(path: &Path, table: &OpacityTable) {
    write_described(path, table, &TableInfo::of(table));
}

/// The same with what is known of the table.
pub fn write_described(path: &Path, table: &OpacityTable, info: &TableInfo) {
    let folder = tempfile::tempdir().unwrap();
    let written = folder.path().join("table.h5");
    write_hdf5(&written, table, info).unwrap();
    fs::copy(&written, path).unwrap();
}
