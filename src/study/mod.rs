//! The study: one TOML file that every stage reads. A `Study` that exists is valid as far as the file alone
//! can tell; what also needs the observation or the opacity tables is checked where those are loaded.

mod atmosphere;
mod entry;
mod error;
mod file;
mod gases;
mod ingredients;
mod knowing;
mod known;
mod observation;
mod parameters;
mod responses;
mod retrieval;
mod settings;
mod source;
mod system;
mod task;
mod unit_hint;
mod unknown_parameter;
mod without_gas;

use std::path::{Path, PathBuf};

use forward_model::lines::AlkaliWings;

pub use atmosphere::{AtmosphereConfig, Planet, Star};
pub use error::{Place, StudyError};
pub use file::{
    BinWeights, ChemistryKind, Continuum, ErrorInflationEntry, InterpolationKind,
    ResolvingPowerEntry,
};
pub use known::{Given, Known, KnownError};
pub use observation::ObservationConfig;
pub use opacity_data::OpacitySet;
pub use parameters::ParameterSpace;
pub use retrieval::{ModelError, RetrievalConfig};
pub use source::Source;
pub use task::Task;
pub use unknown_parameter::UnknownParameter;

use sha2::{Digest, Sha256};

use crate::network::NetworkConfig;
use crate::seed::Seed;
use file::StudyFile;
use system::System;

/// `[training_set]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrainingSetConfig {
    /// Number of simulations.
    pub n_spectra: usize,
    /// Number of simulations in one part file.
    pub part_size: usize,
}

/// `[opacities]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpacitiesConfig {
    /// A folder of the user's own tables; those win over the set inside the program.
    pub folder: Option<PathBuf>,
    /// The set inside the program that the other gases are from.
    pub set: OpacitySet,
    /// Interpolation rule.
    pub interpolation: InterpolationKind,
    /// Whether gases may be without opacity where the observation reaches beyond their tables.
    pub allow_gaps: bool,
    /// How the wings of Na and K fall, where they are computed.
    pub wings: AlkaliWings,
}

/// A checked study.
#[derive(Debug, Clone)]
pub struct Study {
    /// Its text and path.
    pub source: Source,
    /// Name; the default output folder is `runs/<name>`.
    pub name: String,
    /// The one number a run is reproduced from.
    pub seed: Seed,
    /// `[star]`.
    pub star: Star,
    /// `[planet]`.
    pub planet: Planet,
    /// `[atmosphere]`.
    pub atmosphere: AtmosphereConfig,
    /// `[parameters]`.
    pub parameters: ParameterSpace,
    /// The same with the priors in whose place numbers within them have come, if any have.
    as_written: Option<Box<ParameterSpace>>,
    /// `[observation]`.
    pub observation: ObservationConfig,
    /// `[opacities]`.
    pub opacities: OpacitiesConfig,
    /// `[training_set]`.
    pub training_set: TrainingSetConfig,
    /// `[network]`.
    pub network: NetworkConfig,
    /// `[retrieval]`.
    pub retrieval: RetrievalConfig,
}

impl Study {
    /// Loads and checks the study at `path`.
    ///
    /// # Errors
    /// [`StudyError`], which names the file, the line, the key, what was found and what was expected.
    pub fn load(path: &Path) -> Result<Self, StudyError> {
        Self::from_source(Source::read(path)?)
    }

    /// Checks a study that is already text.
    ///
    /// # Errors
    /// As [`Study::load`].
    pub fn from_source(source: Source) -> Result<Self, StudyError> {
        let file: StudyFile = source.parse()?;
        check_name(&file.name, &source)?;
        let system = System::read(&file, &source)?;
        let planet = atmosphere::planet((&file.planet, &system), &source)?;
        let sections = (&file.atmosphere, &file.star);
        let atmosphere = atmosphere::atmosphere(sections, (&planet, &system), &source)?;
        let observation = ObservationConfig::new(&file.observation, &source)?;
        let layout = atmosphere.ingredients.layout();
        let layout = (layout, &system);
        let parameters = ParameterSpace::new(&file.parameters, layout, &observation, &source)?;
        let study = Self {
            star: atmosphere::star((&file.star, &system), &source)?,
            observation,
            opacities: OpacitiesConfig {
                folder: file
                    .opacities
                    .folder
                    .map(|folder| beside(&source.path, &folder)),
                set: opacity_set(file.opacities.set.as_deref(), &source)?,
                interpolation: file.opacities.interpolation,
                allow_gaps: file.opacities.allow_gaps,
                wings: file.opacities.alkali_wings.into(),
            },
            training_set: training_set(&file.training_set, &source)?,
            name: file.name,
            seed: Seed(file.seed),
            network: file.network,
            retrieval: file.retrieval,
            planet,
            atmosphere,
            parameters,
            as_written: None,
            source,
        };
        study.check_given()?;
        Ok(study)
    }
}

impl Study {
    /// The error that says that all parameters are fixed, so that there is nothing to `verb`.
    pub fn nothing_free(&self, verb: &str) -> StudyError {
        let expected = format!(
            "at least one prior, such as {{ uniform = [400.0, 1500.0] }}, because else there is nothing to {verb}; \
             `exosonde simulate` makes the spectrum of this study"
        );
        self.source.value_error("parameters", "all fixed", expected)
    }
}

/// What a search for a posterior may spend changes no posterior that was found.
const BUDGET_KEYS: [&str; 3] = ["max_calls", "max_seconds", "effective_sample_size"];

/// By what the posteriors of a study are known, SHA-256, hexadecimal: of what its text says, comments, order and the budget of a search
/// apart; of the text as it is where it is no TOML.
pub fn hash_of_text(text: &str) -> String {
    let said = text.parse::<toml::Table>().map(|mut table| {
        if let Some(toml::Value::Table(retrieval)) = table.get_mut("retrieval") {
            retrieval.retain(|key, _| !BUDGET_KEYS.contains(&key));
        }
        table.retain(|_, value| value.as_table().is_none_or(|table| !table.is_empty()));
        table.to_string()
    });
    hex(&Sha256::digest(said.as_deref().unwrap_or(text)))
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_name(name: &str, source: &Source) -> Result<(), StudyError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match !name.is_empty() && !name.starts_with('.') && name.chars().all(plain) {
        true => Ok(()),
        false => {
            let expected = "letters, digits, '-', '_' and '.' only, because a folder is called so";
            Err(source.value_error("name", format!("\"{name}\""), expected))
        }
    }
}

fn opacity_set(name: Option<&str>, source: &Source) -> Result<OpacitySet, StudyError> {
    let Some(name) = name else {
        return Ok(OpacitySet::default());
    };
    OpacitySet::of_name(name).ok_or_else(|| {
        let expected = OpacitySet::known_names();
        source.value_error("opacities.set", format!("\"{name}\""), expected)
    })
}

fn training_set(
    section: &file::TrainingSetSection,
    source: &Source,
) -> Result<TrainingSetConfig, StudyError> {
    let at_least_one = |value: usize, key: &str| match value {
        0 => Err(source.value_error(key, 0, "at least 1")),
        value => Ok(value),
    };
    Ok(TrainingSetConfig {
        n_spectra: at_least_one(section.n_spectra, "training_set.n_spectra")?,
        part_size: at_least_one(section.part_size, "training_set.part_size")?,
    })
}

/// Paths in a study are relative to the study.
fn beside(study: &Path, path: &Path) -> PathBuf {
    study.parent().unwrap_or(Path::new("")).join(path)
}
