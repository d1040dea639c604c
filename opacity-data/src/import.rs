//! A table of another maker to a table of ours.

use std::path::{Path, PathBuf};

use forward_model::Species;

use crate::error::OpacityError;
use crate::formats::{Contents, FORMATS, Format, write_hdf5};
use crate::table_info::TableInfo;
use crate::write_over::refuse_to_write_over;

/// What to import.
#[derive(Clone)]
pub struct ImportConfig {
    /// The foreign file.
    pub file: PathBuf,
    /// Its format; recognised by its name and first bytes if absent.
    pub format: Option<&'static dyn Format>,
    /// Its gas, where the file does not tell it or tells it wrongly.
    pub species: Option<Species>,
}

/// Converts the file into a table at `out` and returns what it is.
///
/// # Errors
/// [`OpacityError`] if the file is not of the format, its gas is unknown, `out` is there already, or the table cannot be
/// written.
pub fn import(config: &ImportConfig, out: &Path) -> Result<TableInfo, OpacityError> {
    refuse_to_write_over(out)?;
    let format = match config.format {
        Some(format) => format,
        None => FORMATS.recognise(&config.file)?,
    };
    let Contents::Table(table, info) = format.read(&config.file, config.species)? else {
        return Err(OpacityError::Argument {
            argument: "file",
            found: format!("{}, collision-induced absorption", config.file.display()),
            expected: "a table of line opacity (`opacities.folder` of a study takes .cia files as they are)"
                .into(),
        });
    };
    if let Some(asked) = config.species.filter(|asked| *asked != info.species) {
        return Err(OpacityError::Argument {
            argument: "species",
            found: asked.to_string(),
            expected: format!("{}, which the file says it is of", info.species),
        });
    }
    write_hdf5(out, &table, &info)?;
    Ok(info)
}
