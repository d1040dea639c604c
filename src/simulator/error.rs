//! What can be wrong with a study that is to be simulated.

use forward_model::{ModelError, StarSpectrumError};
use groundwork::FileError;
use opacity_data::{OpacityError, OpacityFileError};

use crate::observation::BinningError;
use crate::study::StudyError;

/// A study that cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The study asks for what its tables do not hold.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Tables of the study's gases are of different kinds or on different cells.
    #[error(transparent)]
    Mixed(StudyError),
    /// A table cannot be read or made, or tables cannot be used together.
    #[error(transparent)]
    Opacity(#[from] OpacityError),
    /// The star's spectrum cannot be read.
    #[error(transparent)]
    Star(#[from] FileError),
    /// A file in the study's own folder cannot be read.
    #[error("`opacities.folder`: {0}")]
    Folder(#[source] OpacityFileError),
    /// The star's spectrum is not known, or dark, where it is needed.
    #[error(
        "the light of this study's star, `star.spectrum` or a black body of `star.temperature_k`, {0}"
    )]
    StarLight(#[from] StarSpectrumError),
    /// The tables do not fit together.
    #[error("the opacity tables of this study do not fit together: {0}")]
    Model(#[source] ModelError),
    /// There is nothing to compute from lists.
    #[error(
        "found no gas with a line list in `atmosphere.gases` of the study, expected one besides Na and K, which the program computes as it needs them"
    )]
    NoLines,
    /// No draw of the prior has a spectrum.
    #[error(transparent)]
    NoAtmosphere(StudyError),
    /// The observation reaches beyond the tables.
    #[error("the observation's {0}")]
    Binning(#[from] BinningError),
}

impl From<ModelError> for SimulatorError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::StarSpectrum(source) => Self::StarLight(source),
            other => Self::Model(other),
        }
    }
}

impl From<OpacityFileError> for SimulatorError {
    fn from(error: OpacityFileError) -> Self {
        Self::Opacity(error.into())
    }
}
