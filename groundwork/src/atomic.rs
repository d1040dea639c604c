//! Writing files so that one that exists is complete.
//!
//! A process that is killed while it writes leaves a temporary file behind, `NAME.xxxxxx.tmp`, which nothing takes for `NAME`;
//! [`sweep`] removes those that nobody writes any more.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempPath;

use crate::{
    file_error::FileError,
    lock::{Attempt, Lock},
};

/// Creates `path` with the content that `write` puts into the temporary file whose path it is given: the temporary file,
/// whose name no other process has, is flushed to the disk, then renamed. A temporary file that failed is removed.
///
/// # Errors
/// Whatever `write` returns, or [`FileError`].
pub fn write<E: From<FileError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    through_temporary(path, write, publish)
}

/// The same, but keeps a file that is there already, made by whoever was faster: it appears whole or not at all, and never
/// twice.
///
/// # Errors
/// As [`write`](fn@write).
pub fn write_new<E: From<FileError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    through_temporary(path, write, publish_new)
}

fn through_temporary<E: From<FileError>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
    publish: fn(TempPath, &Path) -> io::Result<()>,
) -> Result<(), E> {
    let error = |source| FileError::writing(path, source);
    create_parent(path).map_err(error)?;
    let temporary = temporary_beside(path).map_err(error)?;
    write(&temporary)?;
    publish(temporary, path).map_err(error)?;
    Ok(())
}

/// Removes what killed processes left in `folder`: temporary files and locks of files that nobody holds the lock on. Whoever
/// writes a file in such a folder holds its lock meanwhile.
///
/// # Errors
/// [`FileError`] if a lock cannot be taken.
pub fn sweep(folder: &Path) -> Result<(), FileError> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let Some(target) = left_by(&path) else {
            continue;
        };
        // A lock that is taken removes its own file, and nobody else may.
        if let Attempt::Taken(lock) = Lock::attempt(&target)?
            && lock.is_exclusive()
            && path.extension().is_some_and(|end| end == "tmp")
        {
            // A file that is gone already need not be removed.
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

/// The file that a temporary file or a lock belongs to.
fn left_by(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let target = match name.strip_suffix(".lock") {
        Some(target) => target,
        None => name.strip_suffix(".tmp")?.rsplit_once('.')?.0,
    };
    Some(path.with_file_name(target))
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

/// Renames without replacing, or links where the file system cannot do that.
fn publish_new(temporary: TempPath, path: &Path) -> io::Result<()> {
    File::open(&temporary)?.sync_all()?;
    match temporary.persist_noclobber(path) {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        published => Ok(published?),
    }
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

    #[test]
    fn a_new_file_does_not_replace_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        for text in ["first", "second"] {
            let write = |temporary: &Path| {
                fs::write(temporary, text).map_err(|source| FileError::writing(&path, source))
            };
            write_new(&path, write).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_killed_processes_left_is_removed_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a.h5", "a.h5.Ab12Cd.tmp", "b.h5.Ab12Cd.tmp", "c.h5.lock"] {
            fs::write(at(name), "half").unwrap();
        }
        let _writing = Lock::attempt(&at("b.h5")).unwrap();
        sweep(folder.path()).unwrap();
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.h5", "b.h5.Ab12Cd.tmp", "b.h5.lock"]);
    }
}
