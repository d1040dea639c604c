//! What held-out simulations say about an ensemble, and `calibration.h5`, which holds it.
//!
//! | dataset | shape | what |
//! | --- | --- | --- |
//! | `scores` | `[n, score]` | out-of-distribution scores of held-out simulations; attribute `names` |
//! | `feature_mean` | `[member, width]` | mean of each member's features |
//! | `width_factor` | `[parameter]` | by what each posterior is stretched about its median in the standardised space |
//! | `feature_factor` | `[member, width, width]` | lower Cholesky factor of their covariance |

use std::path::{Path, PathBuf};

use groundwork::{FileError, hdf5_file};
use hdf5::File;

use super::feature_distance::FeatureDistances;
use super::score_distribution::ScoreDistribution;
use super::scores::{SCORES, ScoreKind};

/// What held-out simulations say about an ensemble.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// By what posteriors are stretched, `[n_parameters]`.
    pub width_factors: Vec<f64>,
    /// Where the features of simulations lie.
    pub feature_distances: FeatureDistances,
    /// How simulations score.
    pub scores: ScoreDistribution,
}

/// A calibration file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file holds a score that this version does not know.
    #[error(
        "calibration file {} holds the score `{found}`, this version knows: {}; train again", path.display(), known()
    )]
    UnknownScore {
        /// The file.
        path: PathBuf,
        /// The score.
        found: String,
    },
}

impl Calibration {
    /// Writes the file.
    ///
    /// # Errors
    /// [`FileError`] if the disk does not take it.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        let (mean, factor) = self.feature_distances.to_arrays();
        hdf5_file::write(path, |file| {
            let builder = || file.new_dataset_builder();
            let values = builder().with_data(self.scores.values());
            let names = self.scores.kinds().iter().map(|kind| kind.name);
            hdf5_file::write_texts(&*values.create("scores")?, "names", names)?;
            builder()
                .with_data(&self.width_factors)
                .create("width_factor")?;
            builder().with_data(&mean).create("feature_mean")?;
            let packed = builder().shuffle().deflate(1);
            packed.with_data(&factor).create("feature_factor")?;
            Ok(())
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`CalibrationError::File`] if it is missing or damaged, [`CalibrationError::UnknownScore`].
    pub fn read(path: &Path) -> Result<Self, CalibrationError> {
        let names = |file: &File| hdf5_file::read_texts(&*file.dataset("scores")?.attr("names")?);
        let kind = |found: String| {
            ScoreKind::named(&found).ok_or_else(|| CalibrationError::UnknownScore {
                path: path.into(),
                found,
            })
        };
        let names = hdf5_file::read(path, names)?.into_iter();
        let kinds = names.map(kind).collect::<Result<Vec<_>, _>>()?;
        Ok(hdf5_file::read(path, |file| {
            let mean = file.dataset("feature_mean")?.read_2d()?;
            let factor = file.dataset("feature_factor")?.read()?;
            Ok(Self {
                width_factors: file.dataset("width_factor")?.read_raw()?,
                feature_distances: FeatureDistances::from_arrays(&mean, &factor),
                scores: ScoreDistribution::new(kinds, file.dataset("scores")?.read_2d()?),
            })
        })?)
    }
}

fn known() -> String {
    let names: Vec<&str> = SCORES.iter().map(|kind| kind.name).collect();
    names.join(", ")
}
