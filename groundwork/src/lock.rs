//! Locks between processes: a file beside what is being made, `part.h5.lock` beside `part.h5`.
//!
//! The lock is the operating system's (`flock`), which gives it back when the process ends, however it ends: a lock file that
//! a killed process left behind keeps nobody out. On Linux, NFS passes such locks on to its server, so that they hold between
//! machines. A file system without locks lets everybody in; what is written there is still whole or absent.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    process,
};

use crate::file_error::FileError;

/// A lock that this process holds until it is dropped; its file is gone then.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
    is_exclusive: bool,
}

/// What comes of asking for a lock without waiting.
#[derive(Debug)]
pub enum Attempt {
    /// It is held now.
    Taken(Lock),
    /// Somebody else holds it, such as `process 4711 on node17`.
    Held(String),
}

impl Lock {
    /// Takes the lock on `target`, whose folder is made if need be, unless somebody holds it.
    ///
    /// # Errors
    /// [`FileError`] if the folder does not take the lock file.
    pub fn attempt(target: &Path) -> Result<Attempt, FileError> {
        let path = beside(target);
        attempt(&path).map_err(|source| FileError::writing(&path, source))
    }

    /// Takes the lock on `target` as soon as nobody else holds it.
    ///
    /// # Errors
    /// As [`Lock::attempt`].
    pub fn wait(target: &Path) -> Result<Self, FileError> {
        let path = beside(target);
        wait(&path).map_err(|source| FileError::writing(&path, source))
    }

    /// Whether the file system has locks, so that nobody else holds this one.
    pub fn is_exclusive(&self) -> bool {
        self.is_exclusive
    }
}

/// The lock file of `target`.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    target.with_file_name(name)
}

fn attempt(path: &Path) -> io::Result<Attempt> {
    loop {
        let mut file = open(path)?;
        match file.try_lock() {
            Ok(()) if is_named(&file, path)? => return Ok(Attempt::Taken(signed(path, file))),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Attempt::Held(holder(&mut file))),
            Err(TryLockError::Error(_)) => return Ok(Attempt::Taken(without_locks(path, file))),
        }
    }
}

fn wait(path: &Path) -> io::Result<Lock> {
    loop {
        let file = open(path)?;
        match file.lock() {
            Ok(()) if is_named(&file, path)? => return Ok(signed(path, file)),
            Ok(()) => {}
            Err(_) => return Ok(without_locks(path, file)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}

/// Whether `path` still names this file; whoever held the lock before has removed it.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    let is_held = |named: fs::Metadata| (named.dev(), named.ino()) == (held.dev(), held.ino());
    Ok(fs::metadata(path).is_ok_and(is_held))
}

/// Elsewhere a file that is open is not removed.
#[cfg(not(unix))]
fn is_named(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

/// The lock, with this process's name in its file.
fn signed(path: &Path, mut file: File) -> Lock {
    let name = format!("process {} on {}", process::id(), host());
    // The name is for others to read; without it the lock is as good.
    let _ = file
        .set_len(0)
        .and_then(|()| file.write_all(name.as_bytes()));
    Lock {
        path: path.to_owned(),
        file,
        is_exclusive: true,
    }
}

fn without_locks(path: &Path, file: File) -> Lock {
    Lock {
        path: path.to_owned(),
        file,
        is_exclusive: false,
    }
}

fn holder(file: &mut File) -> String {
    let mut name = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut name));
    match read {
        Ok(n) if n > 0 => name,
        _ => "another process".into(),
    }
}

fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = name.or_else(|| std::env::var("HOSTNAME").ok());
    name.map_or_else(|| "this machine".into(), |name| name.trim().to_owned())
}

impl Drop for Lock {
    /// Removes the file while it is locked: whoever waits for it sees that it is gone and makes a new one.
    fn drop(&mut self) {
        // A file that stays is locked by nobody.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
    };

    #[test]
    fn whoever_comes_second_is_told_who_was_first() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new/part.h5");
        let first = Lock::attempt(&target).unwrap();
        let Attempt::Held(holder) = Lock::attempt(&target).unwrap() else {
            panic!("two hold the lock");
        };
        assert!(holder.starts_with(&format!("process {} on ", process::id())));
        drop(first);
        assert!(matches!(Lock::attempt(&target), Ok(Attempt::Taken(_))));
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
    }

    /// As a killed process leaves it.
    #[test]
    fn a_lock_file_that_nobody_holds_keeps_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("part.h5.lock"), "process 1 on mars").unwrap();
        let lock = Lock::attempt(&folder.path().join("part.h5")).unwrap();
        assert!(matches!(lock, Attempt::Taken(_)));
    }

    /// Whoever waits opens a file that its holder removes: without a second look two would hold different files.
    #[test]
    fn never_do_two_hold_a_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (target, inside) = (folder.path().join("a"), AtomicUsize::new(0));
        let hold = || {
            for _ in 0..200 {
                let lock = Lock::wait(&target).unwrap();
                assert!(lock.is_exclusive());
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                thread::yield_now();
                inside.fetch_sub(1, Ordering::SeqCst);
            }
        };
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(hold);
            }
        });
    }
}
