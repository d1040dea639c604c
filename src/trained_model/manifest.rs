//! `model.json` of a model: what it was trained for and from what. It is written last; a model without it is not finished.

use std::path::Path;

use groundwork::{FileError, json};
use serde::{Deserialize, Serialize};

use super::error::ModelError;
use super::folder::ModelFolder;
use super::specification::Specification;

/// The layout of the files in a model's folder.
const SCHEMA: &str = "exosonde-model-4";

/// The content of `model.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of exosonde that trained the model.
    pub version: String,
    /// Text of the study.
    pub study_text: String,
    /// What the model was trained for.
    pub specification: Specification,
    /// Simulations learnt from.
    pub n_training: usize,
    /// Share of the simulations that succeeded.
    pub valid_fraction: f64,
    /// Sources of the opacity tables.
    pub opacities: Vec<String>,
    /// Time that training took, s.
    pub wall_seconds: f64,
}

/// The file with the version of its layout, which is read before anything else is.
#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    schema: String,
    #[serde(flatten)]
    content: T,
}

impl Manifest {
    /// Reads the manifest of a model.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`] if there is none, [`ModelError::Layout`] if it is of another version,
    /// [`ModelError::File`] if it is damaged.
    pub fn read(folder: &ModelFolder) -> Result<Self, ModelError> {
        let path = folder.manifest_path();
        if !path.exists() {
            return Err(ModelError::NotTrained {
                folder: folder.folder().into(),
            });
        }
        let found = json::read::<Versioned<serde_json::Value>>(&path)?.schema;
        match found == SCHEMA {
            true => Ok(json::read::<Versioned<Self>>(&path)?.content),
            false => Err(ModelError::Layout {
                folder: folder.folder().into(),
                found,
                expected: SCHEMA,
            }),
        }
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// [`FileError`] if the disk does not take it.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        let file = Versioned {
            schema: SCHEMA.into(),
            content: self,
        };
        json::write(path, &file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_the_old_layout_is_to_be_trained_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(folder.path());
        let old = r#"{ "schema": "exosonde-model-1", "features": { "whitening": [1.0] } }"#;
        std::fs::write(folder.manifest_path(), old).unwrap();
        let error = Manifest::read(&folder).unwrap_err().to_string();
        assert!(error.contains("exosonde-model-1"), "{error}");
        assert!(error.contains("train again"), "{error}");
    }
}
