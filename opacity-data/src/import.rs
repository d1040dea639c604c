//! The stage `import`: a foreign table to our layout.

use std::path::{Path, PathBuf};

use forward_model::Species;

use super::OpacityError;
use crate::foreign::{self, Contents, Format};
use crate::opacity_table::{self, TableInfo};

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportConfig {
    /// The foreign file.
    pub file: PathBuf,
    /// Its format; recognised by its name and first bytes if absent.
    pub format: Option<Format>,
    /// Its gas, where the file does not tell it or tells it wrongly.
    pub species: Option<Species>,
}

/// Converts the file into a table at `out` and returns what it is.
///
/// # Errors
/// [`OpacityError`] if the file is not of the format, its gas is unknown, or the table cannot be written.
pub fn import(config: &ImportConfig, out: &Path) -> Result<TableInfo, OpacityError> {
    let format = match config.format {
        Some(format) => format,
        None => foreign::recognise(&config.file)?,
    };
    let Contents::Table(table, info) = foreign::read(&config.file, format, config.species)? else {
        return Err(OpacityError::Argument {
            argument: "file",
            found: format!("{}, collision-induced absorption", config.file.display()),
            expected: "a table of line opacity (`opacities.folder` of a study takes .cia files as they are)"
                .into(),
        });
    };
    if config
        .species
        .is_some_and(|species| species != info.species)
    {
        return Err(OpacityError::Argument {
            argument: "species",
            found: config.species.map_or_else(String::new, |s| s.to_string()),
            expected: format!("{}, which the file says it is of", info.species),
        });
    }
    opacity_table::write(out, &table, &info)?;
    Ok(info)
}
