//! Nothing is written over.

use std::path::{Path, PathBuf};

use crate::error::OpacityError;

/// Refuses a file that is there already.
pub(crate) fn refuse_to_write_over(path: &Path) -> Result<(), OpacityError> {
    match path.symlink_metadata().is_ok() {
        false => Ok(()),
        true => Err(OpacityError::Argument {
            argument: "out",
            found: format!("{}, which is there already", path.display()),
            expected: "a name that no file has, for nothing is written over".into(),
        }),
    }
}

/// Refuses a folder that holds some of the files already.
pub(crate) fn refuse_to_write_over_any(
    folder: &Path,
    paths: &[PathBuf],
) -> Result<(), OpacityError> {
    let there = paths.iter().filter(|path| path.symlink_metadata().is_ok());
    let there: Vec<String> = there
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    match there.is_empty() {
        true => Ok(()),
        false => Err(OpacityError::Argument {
            argument: "out",
            found: format!(
                "{}, which holds {} already",
                folder.display(),
                there.join(", ")
            ),
            expected: "a folder without files of these names, for nothing is written over".into(),
        }),
    }
}
