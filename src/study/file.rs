//! A study as the user writes it: field units, nothing checked but names and types.

use std::{collections::BTreeMap, path::PathBuf};

use forward_model::Detected;
use forward_model::lines::{AlkaliWings, Wings};
use serde::Deserialize;

use super::retrieval::RetrievalConfig;
use crate::network::NetworkConfig;
use crate::prior::{Marginal, TruncatedNormal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StudyFile {
    pub name: String,
    pub seed: u64,
    pub star: StarSection,
    pub planet: PlanetSection,
    pub atmosphere: AtmosphereSection,
    pub parameters: BTreeMap<String, ParameterEntry>,
    pub observation: ObservationSection,
    #[serde(default)]
    pub opacities: OpacitiesSection,
    #[serde(default)]
    pub training_set: TrainingSetSection,
    #[serde(default)]
    pub network: NetworkConfig,
    #[serde(default)]
    pub retrieval: RetrievalConfig,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StarSection {
    pub radius_rsun: ParameterEntry,
    pub temperature_k: ParameterEntry,
    /// Flux from the star's surface, a CSV file; the star is a black body without it.
    pub spectrum: Option<PathBuf>,
    /// What the part of the disc that the planet does not cross shows besides the photosphere.
    #[serde(default)]
    pub unocculted: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanetSection {
    pub mass_mjup: ParameterEntry,
    pub reference_pressure_bar: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtmosphereSection {
    pub geometry: GeometryKind,
    /// How the source function of thermal emission varies within a layer.
    pub source_function: Option<SourceFunctionKind>,
    pub pressure_bar: [f64; 2],
    pub n_layers: usize,
    pub temperature: String,
    /// Pressures of the nodes of a profile that has some.
    pub temperature_nodes_bar: Option<Vec<f64>>,
    pub chemistry: ChemistryKind,
    pub gases: Vec<String>,
    /// Gases whose abundance differs above and below a pressure.
    #[serde(default)]
    pub two_layer: Vec<String>,
    pub background: BTreeMap<String, f64>,
    pub continuum: Vec<Continuum>,
    pub clouds: Vec<String>,
    /// Whether the clouds cover a share of the planet only.
    #[serde(default)]
    pub patchy_clouds: bool,
}

/// How the planet is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum GeometryKind {
    /// Starlight through the limb: transit depth.
    Transmission,
    /// The dayside's own light: eclipse depth.
    Emission,
}

/// How the source function varies within a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SourceFunctionKind {
    /// Linear in optical depth.
    Linear,
    /// That of the layer's mean temperature, as TauREx has it.
    IsothermalLayers,
}

/// How the abundances are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChemistryKind {
    /// Each gas has its own volume mixing ratio, constant with altitude or in two layers.
    Free,
}

/// A source of extinction that is no line and no cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Continuum {
    /// Rayleigh scattering by every gas whose cross section is known.
    Rayleigh,
    /// Collision-induced absorption by H2–H2 and H2–He.
    Cia,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ParameterEntry {
    Fixed(f64),
    Prior(Marginal),
    CutPrior(TruncatedNormal),
    /// Neither a number nor a prior, which the reader of parameters refuses by the parameter's name.
    Other(toml::Value),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservationSection {
    pub file: PathBuf,
    /// Only bins wholly inside are used.
    pub wavelength_um: Option<[f64; 2]>,
    /// What a bin's depth is a ratio of.
    #[serde(default)]
    pub bin_weights: BinWeights,
    /// Files with the transmission of photometers.
    #[serde(default)]
    pub pass_bands: BTreeMap<String, PathBuf>,
    /// How well spectrographs tell wavelengths apart.
    #[serde(default)]
    pub resolving_power: BTreeMap<String, ResolvingPowerEntry>,
    /// Instruments whose depths may be shifted against the others'.
    #[serde(default)]
    pub offsets: Vec<String>,
    /// Which errors are multiplied by a parameter.
    #[serde(default)]
    pub error_inflation: ErrorInflationEntry,
    /// What is known of the conditions besides the spectrum.
    #[serde(default)]
    pub known: BTreeMap<String, ParameterEntry>,
}

/// Which errors are multiplied by a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected true for one factor on all errors, or a list of instruments that have a factor each"
)]
pub enum ErrorInflationEntry {
    /// All by one, or none.
    OnAll(bool),
    /// Those of each of these instruments by one of its own.
    OnEach(Vec<String>),
}

impl Default for ErrorInflationEntry {
    fn default() -> Self {
        Self::OnAll(false)
    }
}

/// R = λ / FWHM of an instrument's profile.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number, or the name of a file with the columns wavelength_um,resolving_power"
)]
pub enum ResolvingPowerEntry {
    /// The same everywhere.
    Constant(f64),
    /// As a file has it over wavelength.
    File(PathBuf),
}

/// What of the star's light weighs the wavelengths of a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum BinWeights {
    /// Its photons, which detectors count.
    #[default]
    Photons,
    /// Its energy.
    Energy,
}

impl From<BinWeights> for Detected {
    fn from(weights: BinWeights) -> Self {
        match weights {
            BinWeights::Photons => Self::Photons,
            BinWeights::Energy => Self::Energy,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct OpacitiesSection {
    /// A folder of the user's own tables, one file a gas; those win over the set inside the program.
    pub folder: Option<PathBuf>,
    /// Name of the set inside the program.
    pub set: Option<String>,
    #[serde(default)]
    pub interpolation: InterpolationKind,
    #[serde(default)]
    pub allow_gaps: bool,
    #[serde(default)]
    pub alkali_wings: AlkaliWingsSection,
}

/// How the wings of Na and K fall, where they are computed.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct AlkaliWingsSection {
    #[serde(rename = "Na")]
    sodium: Option<WingsKind>,
    #[serde(rename = "K")]
    potassium: Option<WingsKind>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WingsKind {
    Burrows2000,
    Baudino2015,
}

impl From<WingsKind> for Wings {
    fn from(kind: WingsKind) -> Self {
        match kind {
            WingsKind::Burrows2000 => Self::Burrows2000,
            WingsKind::Baudino2015 => Self::Baudino2015,
        }
    }
}

impl From<AlkaliWingsSection> for AlkaliWings {
    fn from(section: AlkaliWingsSection) -> Self {
        let usual = Self::default();
        Self {
            sodium: section.sodium.map_or(usual.sodium, Wings::from),
            potassium: section.potassium.map_or(usual.potassium, Wings::from),
        }
    }
}

/// What is interpolated linearly in T and log P. Tables at shared wavenumbers, as the default set's, are interpolated in 1/T by any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum InterpolationKind {
    /// The logarithm of the tables' values.
    #[default]
    Log,
    /// The same, linearly in 1/T instead of T.
    LogInverseTemperature,
    /// The tables' values themselves, as TauREx does by default.
    Linear,
}

/// A study whose posterior begins at the prior has no use for one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TrainingSetSection {
    pub n_spectra: usize,
    pub part_size: usize,
}

impl Default for TrainingSetSection {
    fn default() -> Self {
        Self {
            n_spectra: 300_000,
            part_size: 10_000,
        }
    }
}
