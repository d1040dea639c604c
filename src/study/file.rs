//! A study as the user writes it: field units, nothing checked but names and types.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;

use super::{network::NetworkConfig, retrieval::RetrievalConfig};
use crate::prior::Marginal;

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
    pub training_set: TrainingSetSection,
    #[serde(default)]
    pub network: NetworkConfig,
    #[serde(default)]
    pub retrieval: RetrievalConfig,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StarSection {
    pub radius_rsun: f64,
    pub temperature_k: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanetSection {
    pub mass_mjup: f64,
    pub reference_pressure_bar: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtmosphereSection {
    pub geometry: Geometry,
    pub pressure_bar: [f64; 2],
    pub n_layers: usize,
    pub temperature: TemperatureKind,
    pub chemistry: ChemistryKind,
    pub gases: Vec<String>,
    pub background: BTreeMap<String, f64>,
    pub continuum: Vec<Continuum>,
    pub clouds: Vec<Cloud>,
}

/// How the planet is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Geometry {
    /// Starlight through the limb: transit depth.
    Transmission,
}

/// Which temperature profile the atmosphere has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemperatureKind {
    /// One temperature everywhere.
    Isothermal,
    /// Guillot (2010), as TauREx parameterises it.
    Guillot2010,
}

/// How the abundances are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChemistryKind {
    /// Each gas has its own volume mixing ratio, constant with altitude.
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

/// A cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    /// Opaque at all wavelengths below a pressure.
    GreyDeck,
    /// H2 Rayleigh scattering times an enhancement, with a slope of its own.
    PowerLawHaze,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number, or a prior: { uniform = [a, b] }, { log_uniform = [a, b] } or { normal = [mean, std] }"
)]
pub(super) enum ParameterEntry {
    Fixed(f64),
    Prior(Marginal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservationSection {
    pub file: PathBuf,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct OpacitiesSection {
    /// A folder of the user's own tables, one file a gas; those win over the default set.
    pub folder: Option<PathBuf>,
    #[serde(default)]
    pub interpolation: InterpolationKind,
}

/// What is interpolated bilinearly in (T, log P).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum InterpolationKind {
    /// The logarithm of the tables' values.
    #[default]
    Log,
    /// The tables' values themselves, as TauREx does by default.
    Linear,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrainingSetSection {
    pub n_spectra: usize,
    #[serde(default = "default_part_size")]
    pub part_size: usize,
}

fn default_part_size() -> usize {
    10_000
}
