//! Writing files so that one that exists is complete.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// A file that cannot be written. The old file, if there was one, is untouched.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Creates `path` with the content that `write` puts into the temporary file whose path it is given:
/// the temporary file is flushed to the disk, then renamed. A temporary file that failed is removed.
///
/// # Errors
/// Whatever `write` returns, or [`WriteError`].
pub fn write<E: From<WriteError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let temporary = temporary_name(path);
    create_parent(path)?;
    let written = write(&temporary).and_then(|()| {
        publish(&temporary, path).map_err(|source| {
            E::from(WriteError {
                path: path.into(),
                source,
            })
        })
    });
    if written.is_err() {
        // The first error is the one to tell; a file that was never made cannot be removed.
        let _ = fs::remove_file(&temporary);
    }
    written
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

/// `part.h5` → `part.h5.tmp`.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".tmp");
    name.into()
}

fn create_parent(path: &Path) -> Result<(), WriteError> {
    let parent = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent).map_err(|source| WriteError {
        path: parent.into(),
        source,
    })
}

fn publish(temporary: &Path, path: &Path) -> io::Result<()> {
    File::open(temporary)?.sync_all()?;
    fs::rename(temporary, path)
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
