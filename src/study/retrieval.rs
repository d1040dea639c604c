//! `[retrieval]` of a study: how a posterior is drawn and when it is doubted.
//!
//! Every key has a default, listed here and nowhere else; a study names only what it changes.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Whether what the opacities may be off is part of the errors of the data in a search for the exact posterior.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelError {
    /// If it is more than half the error of a bin.
    #[default]
    WhenLarge,
    /// However small it is.
    Always,
    /// The likelihood has the errors of the data alone.
    Never,
}

/// `[retrieval]`: posterior samples, dropout masks and the false-alarm rate. Deserialising checks every value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
pub struct RetrievalConfig {
    /// Posterior samples. Default 20 000.
    pub n_samples: usize,
    /// Dropout masks of each ensemble member. Default 64.
    pub n_masks: usize,
    /// Posterior samples whose spectra are computed for the predictive bands. Default 300.
    pub n_predictive: usize,
    /// What the draws of the exact posterior are to be worth, in independent ones. Default 10 000.
    pub effective_sample_size: f64,
    /// Spectra that may be simulated to find it; those of the samples that are shown come on top. Default 2 000 000.
    pub max_calls: u64,
    /// Seconds that it may take. Default 1 800.
    pub max_seconds: f64,
    /// Whether what the opacities may be off is part of the errors of the data. Default `"when_large"`.
    pub model_error: ModelError,
    /// Probability that a spectrum which the model explains is flagged all the same. Default 0.01.
    pub false_alarm_rate: f64,
}

impl Default for RetrievalConfig {
    fn default() -> Self {
        Self {
            n_samples: 20_000,
            n_masks: 64,
            n_predictive: 300,
            effective_sample_size: 10_000.0,
            max_calls: 2_000_000,
            max_seconds: 1_800.0,
            model_error: ModelError::WhenLarge,
            false_alarm_rate: 0.01,
        }
    }
}

impl RetrievalConfig {
    /// The first value out of range, as a sentence.
    fn fault(&self) -> Option<String> {
        if self.n_masks < 2 {
            return Some(format!(
                "`n_masks` is {}, expected at least 2: one mask cannot disagree with another",
                self.n_masks
            ));
        }
        if self.n_samples < 100 {
            return Some(format!(
                "`n_samples` is {}, expected at least 100",
                self.n_samples
            ));
        }
        if self.n_predictive < 20 {
            return Some(format!(
                "`n_predictive` is {}, expected at least 20",
                self.n_predictive
            ));
        }
        if !(100.0..=1e7).contains(&self.effective_sample_size) {
            return Some(format!(
                "`effective_sample_size` is {}, expected a number from 100 to 10,000,000",
                self.effective_sample_size
            ));
        }
        if self.max_calls < 1000 {
            return Some(format!(
                "`max_calls` is {}, expected at least 1000",
                self.max_calls
            ));
        }
        if !(self.max_seconds > 0.0 && self.max_seconds.is_finite()) {
            return Some(format!(
                "`max_seconds` is {}, expected a positive number",
                self.max_seconds
            ));
        }
        if !(self.false_alarm_rate > 0.0 && self.false_alarm_rate < 0.5) {
            return Some(format!(
                "`false_alarm_rate` is {}, expected a probability above 0 and below 0.5",
                self.false_alarm_rate
            ));
        }
        None
    }
}

impl<'de> Deserialize<'de> for RetrievalConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let config = Self::deserialize(deserializer)?;
        match config.fault() {
            Some(fault) => Err(D::Error::custom(fault)),
            None => Ok(config),
        }
    }
}

impl Serialize for RetrievalConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_rejected() {
        for (text, expected) in [
            ("n_masks = 1", "`n_masks` is 1"),
            ("n_samples = 3", "`n_samples` is 3"),
            ("n_predictive = 0", "`n_predictive` is 0"),
            ("false_alarm_rate = 1.0", "`false_alarm_rate` is 1"),
            (
                "model_error = \"often\"",
                "unknown variant `often`, expected one of `when_large`, `always`, `never`",
            ),
            ("samples = 3", "unknown field `samples`"),
        ] {
            let error = toml::from_str::<RetrievalConfig>(text)
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn an_empty_section_is_the_default() {
        assert_eq!(
            toml::from_str::<RetrievalConfig>("").unwrap(),
            RetrievalConfig::default()
        );
    }
}
