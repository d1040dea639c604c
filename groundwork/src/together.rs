//! Files of one folder that are of use together: all of them appear, or none does.
//!
//! They are written into a hidden folder beside their places, `.unfinished-xxxxxx`, and moved when the last is complete; between the
//! first move and the last there is nothing but moves. What a killed process left there is removed by the next one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::file_error::FileError;
use crate::lock::{Attempt, Lock};

const PREFIX: &str = ".unfinished-";

/// Makes `folder` and lets `write` fill the hidden one whose path it is given; the files in it are then those of `folder`.
///
/// # Errors
/// Whatever `write` returns, and then nothing has appeared; [`FileError`] if the disk does not take them.
pub fn write_together<T, E: From<FileError>>(
    folder: &Path,
    write: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let error = |source| FileError::writing(folder, source);
    fs::create_dir_all(folder).map_err(error)?;
    sweep(folder)?;
    let mut builder = tempfile::Builder::new();
    let unfinished = builder.prefix(PREFIX).tempdir_in(folder).map_err(error)?;
    let _ours = Lock::attempt(unfinished.path())?;
    let written = write(unfinished.path())?;
    move_all(unfinished.path(), folder).map_err(error)?;
    Ok(written)
}

fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    for path in paths_in(from)? {
        fs::rename(&path, to.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// Removes what killed processes left.
fn sweep(folder: &Path) -> Result<(), FileError> {
    let paths = paths_in(folder).map_err(|source| FileError::reading(folder, source))?;
    for path in paths.iter().filter(|path| is_unfinished(path)) {
        if let Attempt::Taken(lock) = Lock::attempt(path)?
            && lock.is_exclusive()
        {
            // What is left all the same is in nobody's way.
            let _ = fs::remove_dir_all(path);
        }
    }
    Ok(())
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(PREFIX) && path.is_dir()
}

fn paths_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let paths = paths_in(folder).unwrap().into_iter();
        let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        let mut names: Vec<String> = paths.map(name).collect();
        names.sort();
        names
    }

    fn write_text(path: &Path, text: &str) -> Result<(), FileError> {
        fs::write(path, text).map_err(|source| FileError::writing(path, source))
    }

    #[test]
    fn files_appear_together_and_none_does_if_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("deep/set");
        let failed = write_together(&to, |waiting| {
            write_text(&waiting.join("a"), "1")?;
            write_text(&waiting.join("no-folder/b"), "2")
        });
        assert!(failed.is_err());
        assert!(names(&to).is_empty());
        write_together(&to, |waiting| {
            write_text(&waiting.join("a"), "1")?;
            assert!(!to.join("a").exists());
            write_text(&waiting.join("b"), "2")
        })
        .unwrap();
        assert_eq!(names(&to), ["a", "b"]);
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_another_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [".unfinished-dead", ".unfinished-alive", "kept"] {
            fs::create_dir(at(name)).unwrap();
        }
        let _alive = Lock::attempt(&at(".unfinished-alive")).unwrap();
        write_together(folder.path(), |waiting| write_text(&waiting.join("a"), "1")).unwrap();
        let left = [".unfinished-alive", ".unfinished-alive.lock", "a", "kept"];
        assert_eq!(names(folder.path()), left);
    }
}
