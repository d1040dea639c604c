//! `calibration.h5` of a model: how held-out simulations score, and where their features lie.
//!
//! | dataset | shape | what |
//! | --- | --- | --- |
//! | `scores` | `[n, score]` | out-of-distribution scores of held-out simulations; attribute `names` |
//! | `feature_mean` | `[member, width]` | mean of each member's features |
//! | `width_factor` | `[parameter]` | by what the width of each posterior is corrected in the standardised space |
//! | `feature_factor` | `[member, width, width]` | lower Cholesky factor of their covariance |

use std::path::{Path, PathBuf};

use hdf5::{File, types::VarLenUnicode};
use ndarray::{Array2, Array3};

use groundwork::{FileError, atomic};

/// The content of `calibration.h5`.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationFile {
    /// Name of each score.
    pub names: Vec<String>,
    /// `[n, score]`.
    pub scores: Array2<f64>,
    /// `[parameter]`.
    pub width_factor: Vec<f64>,
    /// `[member, width]`.
    pub feature_mean: Array2<f64>,
    /// `[member, width, width]`.
    pub feature_factor: Array3<f64>,
}

/// A calibration file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationFileError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] FileError),
    /// HDF5 refuses the file.
    #[error("calibration file {} cannot be {action}: {source}", path.display())]
    Hdf5 {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// HDF5's own words.
        source: hdf5::Error,
    },
    /// The file holds other scores than this version computes.
    #[error("calibration file {} holds the scores {found:?}, expected {expected:?}; train again", path.display())]
    Names {
        /// The file.
        path: PathBuf,
        /// Scores in the file.
        found: Vec<String>,
        /// Scores of this version.
        expected: Vec<String>,
    },
}

impl CalibrationFile {
    /// Writes the file.
    ///
    /// # Errors
    /// [`CalibrationFileError::Write`] or [`CalibrationFileError::Hdf5`].
    pub fn write(&self, path: &Path) -> Result<(), CalibrationFileError> {
        atomic::write(path, |temporary| {
            let fill = || {
                let file = File::create(temporary)?;
                let names: Vec<VarLenUnicode> = self
                    .names
                    .iter()
                    .map(|name| name.parse().expect("names of scores hold no NUL"))
                    .collect();
                let scores = file
                    .new_dataset_builder()
                    .with_data(&self.scores)
                    .create("scores")?;
                scores
                    .new_attr_builder()
                    .with_data(&names)
                    .create("names")?;
                file.new_dataset_builder()
                    .with_data(&self.width_factor)
                    .create("width_factor")?;
                file.new_dataset_builder()
                    .with_data(&self.feature_mean)
                    .create("feature_mean")?;
                let factor = file.new_dataset_builder().shuffle().deflate(1);
                factor
                    .with_data(&self.feature_factor)
                    .create("feature_factor")?;
                file.flush()?;
                file.close()
            };
            fill().map_err(|source| hdf5_error(path, "written", source))
        })
    }

    /// Reads the file, which must hold the scores `expected`.
    ///
    /// # Errors
    /// [`CalibrationFileError::Hdf5`] or [`CalibrationFileError::Names`].
    pub fn read(path: &Path, expected: &[&str]) -> Result<Self, CalibrationFileError> {
        let read = || {
            let file = File::open(path)?;
            let scores = file.dataset("scores")?;
            let names = scores.attr("names")?.read_raw::<VarLenUnicode>()?;
            Ok(Self {
                names: names.iter().map(ToString::to_string).collect(),
                scores: scores.read_2d()?,
                width_factor: file.dataset("width_factor")?.read_raw()?,
                feature_mean: file.dataset("feature_mean")?.read_2d()?,
                feature_factor: file.dataset("feature_factor")?.read()?,
            })
        };
        let found: Self = read().map_err(|source| hdf5_error(path, "read", source))?;
        match found.names == expected {
            true => Ok(found),
            false => Err(CalibrationFileError::Names {
                path: path.into(),
                found: found.names,
                expected: expected.iter().map(ToString::to_string).collect(),
            }),
        }
    }
}

fn hdf5_error(path: &Path, action: &'static str, source: hdf5::Error) -> CalibrationFileError {
    CalibrationFileError::Hdf5 {
        path: path.into(),
        action,
        source,
    }
}
