//! The trained model: its networks, its out-of-distribution scores, and the simulations they are read against.

mod calibrate;
mod calibration;
pub mod calibration_file;
mod feature_distance;
pub mod folder;
mod predictive;
mod reference;
mod scores;
mod trained;
mod width;

pub use calibrate::{
    CalibrationError, Held, Noisy, calibrate, calibrating, calibration_file, evaluating,
    judge_each, score_simulations,
};
pub use calibration::{Calibration, ScoredP, Verdict};
pub use feature_distance::FeatureDistance;
pub use predictive::{PredictiveCheck, SampleSpectra, simulate_samples};
pub use reference::Reference;
pub use scores::{SCORE_NAMES, Scored, Scores, scores, to_theta};
pub use trained::{ModelError, TrainedModel, new_member, read_manifest};
pub use width::WidthFactors;
