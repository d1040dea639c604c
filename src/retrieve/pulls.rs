//! Which bins stick out of a posterior that no network has seen.

use statrs::distribution::{ContinuousCDF, Normal};

use super::RetrieveInput;
use crate::posterior::{Observed, Predictive};
use crate::trained_model::PredictiveCheck;

/// The data with the pull of each bin: data minus predictive mean in units of noise and posterior spread together. If the model
/// is right, the largest of all exceeds the threshold at the false-alarm rate.
pub(super) fn observed(input: &RetrieveInput, predictive: &Predictive) -> Observed {
    let inflation = predictive.error_inflation.view();
    let check = PredictiveCheck::new(predictive.binned.view(), inflation);
    let pull = check.pulls(input.observation.depth(), input.observation.sigma());
    with_pulls(input, pull, threshold_sigma(input))
}

/// The data, their pulls, and which of those exceed the threshold.
pub(super) fn with_pulls(input: &RetrieveInput, pull: Vec<f64>, threshold_sigma: f64) -> Observed {
    let observation = input.observation;
    let bins = observation.bins().iter();
    let sticks_out = pull.iter().map(|pull| pull.abs() > threshold_sigma);
    Observed {
        wavelength_um: bins.clone().map(|bin| bin.wavelength_um).collect(),
        half_width_um: bins.clone().map(|bin| bin.half_width_um).collect(),
        instrument: bins.map(|bin| bin.instrument.clone()).collect(),
        depth: observation.depth().to_vec(),
        sigma: observation.sigma().to_vec(),
        sticks_out: sticks_out.collect(),
        pull,
        threshold_sigma,
    }
}

/// What the largest in size of as many standard normal numbers as there are bins exceeds at the false-alarm rate.
fn threshold_sigma(input: &RetrieveInput) -> f64 {
    let n_bins = input.observation.n_bins() as f64;
    let none = 1.0 - input.config.false_alarm_rate;
    let each = none.powf(1.0 / n_bins);
    Normal::standard().inverse_cdf(0.5 * (1.0 + each))
}
