//! Reading a line list of either layout.

use std::path::Path;

use super::line_file::{KIND, LineFile};
use super::{columns::read_hdf5, records::read_par};
use crate::error::{NamedFile, OpacityFileError};

/// Reads a line list, by its extension, and sorts it by wavenumber.
///
/// # Errors
/// [`OpacityFileError`], naming the file and the place.
pub fn read_line_list(path: &Path) -> Result<LineFile, OpacityFileError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let mut file = match extension.as_ref() {
        "par" => read_par(path),
        "h5" | "hdf5" => read_hdf5(path),
        _ => Err(NamedFile { kind: KIND, path }.wrong(
            format!("found the extension `{extension}`"),
            "`.par` (HITRAN, 160 characters a line) or `.h5`",
        )),
    }?;
    file.lines
        .sort_by(|a, b| a.wavenumber_per_cm.total_cmp(&b.wavenumber_per_cm));
    Ok(file)
}
