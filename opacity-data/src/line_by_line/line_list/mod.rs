//! Line lists: HITRAN's 160-character records (`.par`) and a compact HDF5 layout with one dataset per column.

mod columns;
mod line_file;
mod read;
mod records;

pub use line_file::LineFile;
pub use read::read_line_list;
