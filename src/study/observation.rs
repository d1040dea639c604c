//! `[observation]`: the spectrum, which of its bins count, and in what its instruments may be wrong.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use forward_model::Parameter;

use super::{
    Known, KnownError, Source, Study, StudyError, Task, beside,
    file::{BinWeights, ErrorInflationEntry, ObservationSection, ResolvingPowerEntry},
    responses::{PASS_BANDS, RESOLVING_POWER, pass_bands, resolving_power},
};
use crate::observation::{Bin, ErrorInflation, Instruments, Observation, instrument_label};

const OFFSETS: &str = "observation.offsets";
const ERROR_INFLATION: &str = "observation.error_inflation";
const KNOWN: &str = "observation.known";
const RANGE: &str = "observation.wavelength_um";

/// `[observation]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationConfig {
    /// The observed spectrum's file.
    pub path: PathBuf,
    /// Only bins wholly between these wavelengths, µm, are used.
    pub wavelength_um: Option<[f64; 2]>,
    /// What of the star's light weighs the wavelengths of a bin.
    pub bin_weights: BinWeights,
    /// The file with the transmission of each instrument that is a photometer.
    pub pass_bands: BTreeMap<String, PathBuf>,
    /// How well each instrument that is a spectrograph tells wavelengths apart, where that counts.
    pub resolving_power: BTreeMap<String, ResolvingPowerEntry>,
    /// Instruments whose depths may be shifted against the others'.
    pub offsets: Vec<String>,
    /// Which errors are multiplied by a parameter.
    pub error_inflation: ErrorInflationEntry,
    /// What is known of the study's conditions besides.
    pub known: Known,
}

impl ObservationConfig {
    pub(super) fn new(section: &ObservationSection, source: &Source) -> Result<Self, StudyError> {
        check_range(section.wavelength_um, source)?;
        let inflated = section.error_inflation.instruments();
        check_names(OFFSETS, &section.offsets, source)?;
        check_names(ERROR_INFLATION, inflated, source)?;
        Ok(Self {
            path: beside(&source.path, &section.file),
            wavelength_um: section.wavelength_um,
            bin_weights: section.bin_weights,
            pass_bands: pass_bands(section, source),
            resolving_power: resolving_power(section, source)?,
            offsets: section.offsets.clone(),
            error_inflation: section.error_inflation.clone(),
            known: known(section, source)?,
        })
    }

    /// Each instrument that is shifted, and the parameter that shifts it.
    pub(super) fn offset_parameters(&self) -> Vec<(String, Parameter)> {
        let meaning = "ppm, added to the simulated depths of an instrument";
        let offset = |instrument: &String| {
            let name = format!("offset_{instrument}_ppm");
            let parameter = Parameter::new(name, meaning, [-1e5, 1e5]);
            let label = format!("Δ {}", instrument_label(instrument));
            (instrument.clone(), parameter.unit("ppm").label(label))
        };
        self.offsets.iter().map(offset).collect()
    }

    /// The factors by which errors are multiplied, each with its instrument; of one on all there is none.
    pub(super) fn error_inflation_parameters(&self) -> Vec<(Option<String>, Parameter)> {
        let plausible = [0.1, 100.0];
        let on_all = || {
            let meaning = "a factor by which every error of the observation is multiplied";
            Parameter::new("error_inflation", meaning, plausible).label("f_σ")
        };
        let on_each = |instrument: &String| {
            let meaning = "a factor by which every error of an instrument is multiplied";
            let name = format!("error_inflation_{instrument}");
            let label = format!("f_σ {}", instrument_label(instrument));
            let factor = Parameter::new(name, meaning, plausible).label(label);
            (Some(instrument.clone()), factor)
        };
        match &self.error_inflation {
            ErrorInflationEntry::OnAll(false) => Vec::new(),
            ErrorInflationEntry::OnAll(true) => vec![(None, on_all())],
            ErrorInflationEntry::OnEach(instruments) => instruments.iter().map(on_each).collect(),
        }
    }

    /// The keys that list instruments, and those that they list.
    fn named_instruments(&self) -> [(&'static str, &[String]); 2] {
        [
            (OFFSETS, &self.offsets),
            (ERROR_INFLATION, self.error_inflation.instruments()),
        ]
    }
}

impl ErrorInflationEntry {
    /// The instruments that it names.
    fn instruments(&self) -> &[String] {
        match self {
            Self::OnAll(_) => &[],
            Self::OnEach(instruments) => instruments,
        }
    }
}

fn known(section: &ObservationSection, source: &Source) -> Result<Known, StudyError> {
    Known::of_entries(&section.known).map_err(|error| known_error(&error, source))
}

fn known_error(error: &KnownError, source: &Source) -> StudyError {
    let key = format!("{KNOWN}.{}", error.name);
    source.value_error(&key, &error.found, &error.expected)
}

/// The names of the instruments of some bins, each once.
fn instruments_of(bins: &[Bin]) -> Vec<&str> {
    let mut names: Vec<&str> = bins.iter().map(|bin| bin.instrument.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Refuses a list of instruments, the value of `key`, that has one twice or one that no parameter can be called after.
fn check_names(key: &str, instruments: &[String], source: &Source) -> Result<(), StudyError> {
    for (i, instrument) in instruments.iter().enumerate() {
        check_name(key, instrument, source)?;
        if instruments[..i].contains(instrument) {
            let found = format!("{instrument} twice");
            return Err(source.value_error(key, found, "each instrument once"));
        }
    }
    Ok(())
}

/// An instrument's name becomes part of a key in the study and of a name in the files.
fn check_name(key: &str, instrument: &str, source: &Source) -> Result<(), StudyError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    match !instrument.is_empty() && instrument.chars().all(plain) {
        true => Ok(()),
        false => {
            let expected = "instruments named with letters, digits, '_' and '-' only, \
                            because parameters are called after them";
            Err(source.value_error(key, format!("\"{instrument}\""), expected))
        }
    }
}

fn check_range(range_um: Option<[f64; 2]>, source: &Source) -> Result<(), StudyError> {
    match range_um {
        Some([from, to]) if !(from > 0.0 && from < to && to.is_finite()) => {
            let expected = "[from, to] in µm, both positive, the first smaller";
            Err(source.value_error(RANGE, format!("[{from}, {to}]"), expected))
        }
        _ => Ok(()),
    }
}

impl Study {
    /// The bins of an observation that this study uses.
    ///
    /// # Errors
    /// [`StudyError`] if `observation.wavelength_um` leaves none.
    pub fn restrict(&self, observation: Observation) -> Result<Observation, StudyError> {
        let Some([from_um, to_um]) = self.observation.wavelength_um else {
            return Ok(observation);
        };
        let [short_um, long_um] = observation.wavelength_range_um();
        observation.within([from_um, to_um]).ok_or_else(|| {
            let expected = format!(
                "a range that holds a whole bin of the observation, which reaches from {short_um:.4} to {long_um:.4} µm"
            );
            self.source
                .value_error(RANGE, format!("[{from_um}, {to_um}]"), expected)
        })
    }

    /// Whether `observation.known` is of this study's conditions, and within their priors.
    ///
    /// # Errors
    /// [`StudyError`] if it is not.
    pub(super) fn check_given(&self) -> Result<(), StudyError> {
        let task = Task::of_study(self, "", Vec::new());
        let known = task.knowing(&self.observation.known);
        known.map_err(|error| known_error(&error, &self.source))?;
        Ok(())
    }

    /// What the instruments of `bins` do to depths and errors.
    ///
    /// # Errors
    /// [`StudyError`] if an instrument that is shifted, or whose errors are inflated, has no bin, or if all are shifted.
    pub fn instruments(&self, bins: &[Bin]) -> Result<Instruments, StudyError> {
        self.check_instruments(bins)?;
        let offset_ppm = |bin: &Bin| self.parameters.offset_ppm(&bin.instrument);
        let factor = |bin: &Bin| self.parameters.error_inflation(&bin.instrument);
        Ok(Instruments {
            offset_ppm: bins.iter().map(offset_ppm).collect(),
            error_inflation: ErrorInflation::of_bins(bins.iter().map(factor)),
        })
    }

    /// Whether the instruments that are shifted or whose errors are inflated are among those of the study's bins, and not all are
    /// shifted.
    ///
    /// # Errors
    /// [`StudyError`] that names the instruments there are.
    fn check_instruments(&self, bins: &[Bin]) -> Result<(), StudyError> {
        let present = instruments_of(bins);
        for (key, named) in self.observation.named_instruments() {
            let mut named = named.iter();
            if let Some(absent) = named.find(|name| !present.contains(&name.as_str())) {
                return Err(self.absent_instrument(key, absent, bins));
            }
        }
        let offsets = &self.observation.offsets;
        if !offsets.is_empty() && offsets.len() == present.len() {
            let found = format!(
                "every instrument of the observation ({})",
                present.join(", ")
            );
            let expected = "at least one instrument left out, because shifting all of them together \
                            cannot be told from another radius of the planet";
            return Err(self.source.value_error(OFFSETS, found, expected));
        }
        Ok(())
    }

    /// The error that says that what a key names is none of the instruments of the study's bins.
    pub(super) fn absent_instrument(&self, key: &str, found: &str, bins: &[Bin]) -> StudyError {
        let path = self.observation.path.display();
        let present = instruments_of(bins).join(", ");
        let expected = format!("instruments of {path}: {present}");
        self.source.value_error(key, format!("`{found}`"), expected)
    }

    /// Whether the bins of another spectrum, in the file `path`, were measured by the instruments that the study's own
    /// were, where those are shifted, have a factor on their errors or a response of their own. Both have the same bins.
    ///
    /// # Errors
    /// [`StudyError`] with the first bin that was not.
    pub fn check_same_instruments(
        &self,
        own: &[Bin],
        (path, other): (&Path, &[Bin]),
    ) -> Result<(), StudyError> {
        let pairs = own.iter().zip(other);
        let mut differ = pairs.filter(|(own, other)| own.instrument != other.instrument);
        let first = differ.find_map(|(own, other)| {
            let key = self.key_of(&own.instrument);
            let key = key.or_else(|| self.key_of(&other.instrument));
            key.map(|key| (key, own, other))
        });
        let Some(((key, stated), own, other)) = first else {
            return Ok(());
        };
        let found = format!(
            "{stated}, while {} has its bin at {} µm from `{}`",
            path.display(),
            other.wavelength_um,
            other.instrument
        );
        let expected = format!("a spectrum that has it from `{}`", own.instrument);
        Err(self.source.value_error(key, found, expected))
    }

    /// The key that says something of an instrument, and what it says.
    fn key_of(&self, instrument: &str) -> Option<(&'static str, String)> {
        let observation = &self.observation;
        for (key, named) in observation.named_instruments() {
            if named.iter().any(|name| name == instrument) {
                return Some((key, format!("{named:?}")));
            }
        }
        let key = match instrument {
            name if observation.pass_bands.contains_key(name) => PASS_BANDS,
            name if observation.resolving_power.contains_key(name) => RESOLVING_POWER,
            _ => return None,
        };
        Some((key, format!("that of `{instrument}`")))
    }
}
