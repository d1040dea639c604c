//! Where the files of a retrieval lie, by what a user calls it.

use std::path::{Path, PathBuf};

use super::CompareError;
use crate::run_folder::RunFolder;
use crate::study::{self, Study};

/// The two files of a retrieval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the user calls it.
    pub given: String,
    /// `posterior.h5`.
    pub posterior: PathBuf,
    /// `report.json`.
    pub report: PathBuf,
    /// Hash of the study as it is now, where it was named.
    pub study_hash: Option<String>,
}

impl Place {
    /// Of a study, whose run lies in `runs/<name>`; of a run's folder; or of one `posterior….h5` in it.
    ///
    /// # Errors
    /// [`CompareError::Study`] if it is a study that cannot be loaded, [`CompareError::NotRetrieved`] if a file is missing.
    pub fn find(path: &Path) -> Result<Self, CompareError> {
        let place = Self::expected(path)?;
        let files = [&place.posterior, &place.report];
        let missing = files.into_iter().find(|path| !path.exists());
        match missing.cloned() {
            None => Ok(place),
            Some(path) => Err(CompareError::NotRetrieved {
                given: place.given,
                path,
            }),
        }
    }

    fn expected(path: &Path) -> Result<Self, CompareError> {
        if path.is_dir() {
            return Ok(Self::in_folder(path, &RunFolder::at(path), None));
        }
        if path.extension().is_some_and(|extension| extension == "h5") {
            let folder = RunFolder::at(path.parent().unwrap_or(Path::new("")));
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let name = stem.strip_prefix("posterior-");
            return Ok(Self {
                given: path.display().to_string(),
                posterior: path.into(),
                report: folder.report(name),
                study_hash: None,
            });
        }
        let study = Study::load(path)?;
        let folder = RunFolder::at(Path::new("runs").join(&study.name));
        let hash = study::hash_of_text(&study.source.text);
        Ok(Self::in_folder(path, &folder, Some(hash)))
    }

    fn in_folder(given: &Path, folder: &RunFolder, study_hash: Option<String>) -> Self {
        Self {
            given: given.display().to_string(),
            posterior: folder.posterior(None),
            report: folder.report(None),
            study_hash,
        }
    }
}
