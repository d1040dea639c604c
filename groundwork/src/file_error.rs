//! The one error of files: which file, what was being done to it, and why that failed.

use std::{
    error::Error,
    fmt, io, iter,
    path::{Path, PathBuf},
};

use crate::csv_fault::CsvFault;

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct FileError {
    /// The file.
    pub path: PathBuf,
    /// What was being done to it.
    pub action: Action,
    /// Why that failed.
    pub source: Cause,
}

/// What was being done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Its content was wanted.
    Read,
    /// It was to be made or replaced; the old file, if there was one, is untouched.
    Write,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// The operating system does not let it be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// HDF5 cannot make sense of it.
    #[error("it is damaged or not what it should be: {0}")]
    Hdf5(#[from] hdf5::Error),
    /// The JSON text is not what the file should hold.
    #[error("it is damaged or of another version: {0}")]
    Json(#[from] serde_json::Error),
    /// The bytes are no text.
    #[error("it holds bytes that are no UTF-8, expected text in UTF-8")]
    NoText,
    /// The CSV text is not what the file should hold.
    #[error(transparent)]
    Csv(#[from] CsvFault),
    /// The disk does not take it: the one cause that lies with the machine and not with what the user gave.
    #[error(transparent)]
    Disk(DiskFault),
}

/// A folder that does not take a file.
#[derive(Debug)]
pub struct DiskFault {
    /// The folder.
    pub folder: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

impl FileError {
    /// A file that cannot be read.
    pub fn reading(path: &Path, source: impl Into<Cause>) -> Self {
        Self {
            path: path.into(),
            action: Action::Read,
            source: source.into(),
        }
    }

    /// A file that cannot be written.
    pub fn writing(path: &Path, source: io::Error) -> Self {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        Self {
            path: path.into(),
            action: Action::Write,
            source: Cause::Disk(DiskFault {
                folder: folder.into(),
                source,
            }),
        }
    }

    /// Whether what the user gave is at fault, a missing or damaged file; otherwise it is the machine, such as a full disk.
    pub fn is_wrong_input(&self) -> bool {
        !matches!(self.source, Cause::Disk(_))
    }
}

/// Whether this error, or the one behind it, is a disk that does not take a file.
pub fn is_disk_fault(error: &(dyn Error + 'static)) -> bool {
    iter::successors(Some(error), |&error| error.source())
        .any(|error| matches!(error.downcast_ref(), Some(Cause::Disk(_))))
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

impl Error for DiskFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

impl fmt::Display for DiskFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use io::ErrorKind::{
            AlreadyExists, FileTooLarge, NotADirectory, PermissionDenied, QuotaExceeded,
            ReadOnlyFilesystem, StorageFull,
        };
        let folder = self.folder.display();
        match self.source.kind() {
            StorageFull => write!(
                f,
                "the disk of {folder} is full: free some space and run the same command again; finished files are kept"
            ),
            QuotaExceeded => write!(
                f,
                "your quota on the disk of {folder} is used up: free some space and run the same command again; \
                 finished files are kept"
            ),
            FileTooLarge => write!(
                f,
                "the disk of {folder} takes no larger file: raise the limit (`ulimit -f`) or choose another disk, and run \
                 the same command again; finished files are kept"
            ),
            PermissionDenied | ReadOnlyFilesystem => write!(
                f,
                "{folder} is not writable: allow it or choose another folder ({})",
                self.source
            ),
            NotADirectory | AlreadyExists => write!(
                f,
                "{folder} is no folder, or lies below a plain file: choose another folder ({})",
                self.source
            ),
            _ => self.source.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a stage wraps it.
    #[derive(Debug, thiserror::Error)]
    enum StageError {
        #[error(transparent)]
        File(#[from] FileError),
    }

    #[test]
    fn a_full_disk_says_what_is_full_and_what_to_do() {
        let error = FileError::writing(Path::new("run/a.h5"), io::ErrorKind::StorageFull.into());
        assert_eq!(
            error.to_string(),
            "cannot write run/a.h5: the disk of run is full: free some space and run the same command again; \
             finished files are kept"
        );
        assert!(!error.is_wrong_input());
    }

    #[test]
    fn the_disk_is_told_from_wrong_input_however_deep_the_error() {
        let path = Path::new("a.h5");
        let full = FileError::writing(path, io::ErrorKind::StorageFull.into());
        let missing = FileError::reading(path, io::Error::from(io::ErrorKind::NotFound));
        assert!(missing.is_wrong_input());
        assert!(is_disk_fault(&full) && !is_disk_fault(&missing));
        assert!(is_disk_fault(&StageError::from(full)));
        assert!(!is_disk_fault(&StageError::from(missing)));
    }
}
