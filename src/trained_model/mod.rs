//! The trained model: its networks, its out-of-distribution scores, and the simulations they are read against.

mod calibrate;
mod calibration;
mod conditions;
mod error;
mod feature_distance;
mod folder;
mod held_out;
mod history;
mod kept;
mod manifest;
mod other_noise;
mod predictive;
mod score_distribution;
mod scorer;
mod scores;
mod specification;
mod trained;
mod untrained;
mod valid;
mod width;

pub use calibrate::calibrate;
pub use calibration::{Calibration, CalibrationError};
pub use conditions::{ConditionReader, beside};
pub use error::ModelError;
pub use feature_distance::{FeatureDistances, FeaturesNotFinite};
pub use folder::ModelFolder;
pub use held_out::{Chosen, HeldOut, HeldOutSpectrum};
pub use history::{History, MemberHistory};
pub use kept::KeptSimulations;
pub use manifest::Manifest;
pub use predictive::{PredictiveCheck, SampleSpectra, simulate_samples};
pub use score_distribution::{OutOfDistribution, ScoreDistribution};
pub use scorer::{Scorer, to_theta};
pub use scores::{
    Evidence, LARGEST_PULL, MUTUAL_INFORMATION, PredictedSpectrum, SCORES, ScoreKind,
};
pub use specification::Specification;
pub use trained::TrainedModel;
pub use untrained::UntrainedEnsemble;
pub use valid::{ValidSampler, ValidSamples};
