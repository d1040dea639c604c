//! A study line by line at a high resolution, for one planet.

use std::path::PathBuf;

use forward_model::lines::Deuterium;
use opacity_data::line_by_line::{ComputeConfig, LOST_FRACTION, Method, Widths};
use opacity_data::{OpacityError, TableInfo};

use super::build::assembled;
use super::lists::{Lists, gases_of_lists};
use super::nodes::{around, pressures_bar, temperatures_k};
use super::opacities::Loaded;
use super::{BuiltIn, SimulatorError, SpectrumSource};
use crate::observation::Bin;
use crate::study::Study;

/// Memory beyond which cross sections are not computed, bytes.
const MOST_BYTES: f64 = 8e9;
/// Temperatures that are one, K.
const SAME_K: f64 = 0.1;

/// Where the lines are, and how finely they are sampled.
#[derive(Debug, Clone)]
pub struct LineByLineConfig {
    /// Folder with a line list of every gas, `H2O.h5` or `H2O.par` and so on.
    pub lines: PathBuf,
    /// Resolving power of the samples.
    pub resolution: f64,
    /// How much of the gases is deuterated.
    pub deuterium: Deuterium,
    /// Lowest and highest temperature of the planet's levels, K.
    pub temperature_k: [f64; 2],
}

impl SpectrumSource<BuiltIn> {
    /// The study by cross sections at evenly spaced ln λ over the range of the bins; at the temperature of the planet, where it has one.
    ///
    /// # Errors
    /// [`SimulatorError`] if a list is missing or wrong, or the cross sections would not fit into memory.
    pub fn line_by_line(
        study: &Study,
        bins: &[Bin],
        config: &LineByLineConfig,
    ) -> Result<Self, SimulatorError> {
        let request = request(study.responses(bins)?.reach_um(), study, config);
        check_size(study, &request)?;
        let lists = Lists::read(study, &request)?;
        let sampled = lists.tables()?;
        let tables = lists.with_alkalis(&sampled)?;
        let loaded = Loaded {
            infos: tables.iter().map(|table| TableInfo::of(table)).collect(),
            tables,
            ..Loaded::continuum(study)?
        };
        assembled(study, bins, loaded)
    }
}

fn request(
    [short_um, long_um]: [f64; 2],
    study: &Study,
    config: &LineByLineConfig,
) -> ComputeConfig {
    // The cells about the outermost samples reach beyond the bins.
    let step = 1.0 / config.resolution;
    let [low_k, high_k] = config.temperature_k;
    ComputeConfig {
        lines: config.lines.clone(),
        species: None,
        method: Method::CrossSection,
        resolution: config.resolution,
        wavelength_um: [short_um * (1.0 - step), long_um * (1.0 + step)],
        temperature_k: match high_k - low_k < SAME_K {
            true => vec![low_k],
            false => around(&temperatures_k(), [low_k, high_k]),
        },
        pressure_bar: pressures_bar(study),
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: config.deuterium,
        lost_fraction: LOST_FRACTION,
    }
}

/// Tables, and their copies laid out for speed.
fn check_size(study: &Study, request: &ComputeConfig) -> Result<(), SimulatorError> {
    let [short_um, long_um] = request.wavelength_um;
    let n_samples = (long_um / short_um).ln() * request.resolution;
    let n_states = request.temperature_k.len() * request.pressure_bar.len();
    let n_gases = gases_of_lists(study).len();
    let bytes = 8.0 * n_samples * (n_states * n_gases) as f64;
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(OpacityError::Argument {
        argument: "resolution",
        found: format!(
            "{}, by which {n_gases} gases between {short_um:.3} and {long_um:.3} µm need {:.0} GB",
            request.resolution,
            bytes / 1e9
        ),
        expected: format!(
            "at most {:.0}, or a narrower `observation.wavelength_um`",
            request.resolution * MOST_BYTES / bytes
        ),
    }
    .into())
}
