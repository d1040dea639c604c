//! Writing files so that one that exists is complete.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::TempPath;

use crate::file_error::FileError;

/// Creates `path` with the content that `write` puts into the temporary file whose path it is given: the temporary file,
/// whose name no other process has, is flushed to the disk, then renamed. A temporary file that failed is removed.
///
/// # Errors
/// Whatever `write` returns, or [`FileError`].
pub fn write<E: From<FileError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let error = |source| FileError::writing(path, source);
    create_parent(path).map_err(error)?;
    let temporary = temporary_beside(path).map_err(error)?;
    write(&temporary)?;
    publish(temporary, path).map_err(error)?;
    Ok(())
}

/// Creates `path` with this text.
///
/// # Errors
/// [`FileError`] if the disk does not take it.
pub fn write_text(path: &Path, text: &str) -> Result<(), FileError> {
    write_bytes(path, text.as_bytes())
}

/// Creates `path` with these bytes.
///
/// # Errors
/// [`FileError`] if the disk does not take them.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write(path, |temporary| {
        fs::write(temporary, bytes).map_err(|source| FileError::writing(path, source))
    })
}

/// An empty file beside `part.h5`, such as `part.h5.8nwWZc.tmp`, with the permissions of any new file; removed when dropped.
fn temporary_beside(path: &Path) -> io::Result<TempPath> {
    let mut prefix = path.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let parent = path.parent().unwrap_or(Path::new(""));
    let parent = if parent == Path::new("") {
        Path::new(".")
    } else {
        parent
    };
    Ok(builder.tempfile_in(parent)?.into_temp_path())
}

fn create_parent(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))
}

fn publish(temporary: TempPath, path: &Path) -> io::Result<()> {
    File::open(&temporary)?.sync_all()?;
    temporary.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_temporary_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_text(&path, "old").unwrap();
        let failed: Result<(), FileError> = write(&path, |temporary| {
            fs::write(temporary, "half").unwrap();
            Err(FileError::writing(&path, io::ErrorKind::StorageFull.into()))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
