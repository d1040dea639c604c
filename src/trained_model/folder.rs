//! The folder of a trained model: `model.json`, which is written last, and beside it what the networks see of a spectrum
//! (`input.h5`), their weights (`member-0.bpk` …), `history.json`, `calibration.h5`, and the simulations that other errors are
//! calibrated with (`simulations.h5`, from which come `calibration-….h5`); `checkpoint-0.h5` … while training is under way. Whoever
//! trains holds the lock on the folder, `model.lock` beside it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use groundwork::{FileError, atomic};

/// How the names of calibrations for other errors begin.
const OTHER_CALIBRATION: &str = "calibration-";

/// The folder of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFolder {
    folder: PathBuf,
}

impl ModelFolder {
    /// The model in `folder`, which need not exist yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `model.json`; a model without it is not finished.
    pub fn manifest_path(&self) -> PathBuf {
        self.folder.join("model.json")
    }

    /// `history.json`.
    pub fn history_path(&self) -> PathBuf {
        self.folder.join("history.json")
    }

    /// `input.h5`.
    pub fn input_path(&self) -> PathBuf {
        self.folder.join("input.h5")
    }

    /// `calibration.h5`.
    pub fn calibration_path(&self) -> PathBuf {
        self.folder.join("calibration.h5")
    }

    /// `simulations.h5`.
    pub fn simulations_path(&self) -> PathBuf {
        self.folder.join("simulations.h5")
    }

    /// The calibration for other errors than those of the training, which have that name.
    pub fn other_calibration_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{OTHER_CALIBRATION}{name}.h5"))
    }

    /// Weights of a member.
    pub fn weights_path(&self, member: usize) -> PathBuf {
        self.folder.join(format!("member-{member}.bpk"))
    }

    /// Checkpoint of a member that is being trained.
    pub fn checkpoint_path(&self, member: usize) -> PathBuf {
        self.folder.join(format!("checkpoint-{member}.h5"))
    }

    /// Reads the weights of a member.
    ///
    /// # Errors
    /// [`FileError`] if the file cannot be read.
    pub fn read_weights(&self, member: usize) -> Result<Vec<u8>, FileError> {
        let path = self.weights_path(member);
        fs::read(&path).map_err(|source| FileError::reading(&path, source))
    }

    /// Writes the weights of a member.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn write_weights(&self, member: usize, bytes: &[u8]) -> Result<(), FileError> {
        atomic::write_bytes(&self.weights_path(member), bytes)
    }

    /// Unmakes a finished model before another one takes its place, so that no weights ever stand beside the manifest of other
    /// ones; and removes its calibrations for other errors, and the temporary files of a training that was killed. Whoever calls this
    /// holds the lock on the folder.
    ///
    /// # Errors
    /// [`FileError`] if the folder does not allow it.
    pub fn clear(&self) -> Result<(), FileError> {
        let manifest = self.manifest_path();
        match fs::remove_file(&manifest) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::writing(&manifest, error));
            }
            _ => {}
        }
        for path in self.other_calibrations() {
            fs::remove_file(&path).map_err(|error| FileError::writing(&path, error))?;
        }
        atomic::sweep(&self.folder)
    }

    fn other_calibrations(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_other = |entry: &fs::DirEntry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with(OTHER_CALIBRATION)
        };
        let others = entries.filter(is_other);
        others.map(|entry| entry.path()).collect()
    }

    /// Removes what a finished model no longer needs.
    pub fn remove_checkpoints(&self, n_members: usize) {
        for member in 0..n_members {
            // One that is not there need not be removed.
            let _ = fs::remove_file(self.checkpoint_path(member));
        }
    }
}
