//! Writing files so that one that exists is complete.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempPath;

/// A file that cannot be written. The old file, if there was one, is untouched.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Creates `path` with the content that `write` puts into the temporary file whose path it is given: the temporary file,
/// whose name no other process has, is flushed to the disk, then renamed. A temporary file that failed is removed.
///
/// # Errors
/// Whatever `write` returns, or [`WriteError`].
pub fn write<E: From<WriteError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let error = |source| WriteError {
        path: path.into(),
        source,
    };
    create_parent(path)?;
    let temporary = temporary_beside(path).map_err(error)?;
    write(&temporary)?;
    publish(temporary, path).map_err(error)?;
    Ok(())
}

/// Creates `path` with this text.
///
/// # Errors
/// [`WriteError`].
pub fn write_text(path: &Path, text: &str) -> Result<(), WriteError> {
    write_bytes(path, text.as_bytes())
}

/// Creates `path` with these bytes.
///
/// # Errors
/// [`WriteError`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write(path, |temporary| {
        fs::write(temporary, bytes).map_err(|source| WriteError {
            path: path.into(),
            source,
        })
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

fn create_parent(path: &Path) -> Result<(), WriteError> {
    let parent = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent).map_err(|source| WriteError {
        path: parent.into(),
        source,
    })
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
        let failed: Result<(), WriteError> = write(&path, |temporary| {
            fs::write(temporary, "half").unwrap();
            Err(WriteError {
                path: path.clone(),
                source: io::ErrorKind::StorageFull.into(),
            })
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
