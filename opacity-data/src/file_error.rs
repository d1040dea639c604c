//! Stands in for groundwork's until that exists.
use std::path::{Path, PathBuf};
/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct FileError {
    /// The file.
    pub path: PathBuf,
    /// What was tried.
    pub action: &'static str,
    /// Why not.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
impl FileError {
    /// Reading failed.
    pub fn reading(
        path: &Path,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            path: path.into(),
            action: "read",
            source: source.into(),
        }
    }
}
impl FileError {
    /// Writing failed.
    pub fn writing(
        path: &Path,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            path: path.into(),
            action: "write",
            source: source.into(),
        }
    }
}
impl From<groundwork::atomic::WriteError> for FileError {
    fn from(e: groundwork::atomic::WriteError) -> Self {
        Self {
            path: e.path.clone(),
            action: "write",
            source: Box::new(e.source),
        }
    }
}
