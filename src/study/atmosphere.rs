//! `[star]`, `[planet]` and `[atmosphere]`, checked and in SI.

use std::path::PathBuf;

use forward_model::{
    Geometry, Ingredients, PressureGrid, SourceFunction, Species, SystemParameter,
    digits::significant, units,
};

use super::{
    Source, StudyError, beside,
    file::{
        AtmosphereSection, Continuum, GeometryKind, PlanetSection, SourceFunctionKind, StarSection,
    },
    gases::{gases, species},
    ingredients::ingredients,
    system::System,
    unit_hint::{OF_JUPITER_MASSES, OF_SOLAR_RADII, hint},
};

/// The star; a number that has a prior is at its median here.
#[derive(Debug, Clone, PartialEq)]
pub struct Star {
    /// Radius, m.
    pub radius_m: f64,
    /// Temperature, K.
    pub temperature_k: f64,
    /// File of its spectrum.
    pub spectrum_path: Option<PathBuf>,
}

/// What is known of the planet beforehand; a mass that has a prior is at its median here.
#[derive(Debug, Clone, PartialEq)]
pub struct Planet {
    /// Mass, kg.
    pub mass_kg: f64,
    /// Pressure at which the radius parameter holds, Pa.
    pub reference_pressure_pa: f64,
}

/// The physics of the atmosphere.
#[derive(Debug, Clone)]
pub struct AtmosphereConfig {
    /// How the planet is seen.
    pub geometry: Geometry,
    /// Layers.
    pub pressure_grid: PressureGrid,
    /// Profiles, clouds and what else has parameters.
    pub ingredients: Ingredients,
    /// Gases with an abundance of their own, in the order of the study.
    pub gases: Vec<Species>,
    /// Gases that fill up to one, with their ratio.
    pub background: Vec<(Species, f64)>,
    /// Sources of extinction besides lines.
    pub continuum: Vec<Continuum>,
}

/// The refinement of `PressureGrid` beyond which a study is surely a typing error.
const MAX_LAYERS: usize = 2000;
/// From a tenth of a white dwarf to the largest supergiants.
const RADIUS_RSUN: [f64; 2] = [1e-3, 3000.0];
/// From a tenth of Pluto to the Sun.
const MASS_MJUP: [f64; 2] = [1e-6, 1050.0];

pub(super) fn star(
    (section, system): (&StarSection, &System),
    source: &Source,
) -> Result<Star, StudyError> {
    let [radius_rsun, temperature_k] = [
        (SystemParameter::StarRadius, "star.radius_rsun"),
        (SystemParameter::StarTemperature, "star.temperature_k"),
    ]
    .map(|(own, key)| positive(system.number(own), key, source));
    let (radius_rsun, temperature_k) = (radius_rsun?, temperature_k?);
    if !within(radius_rsun, RADIUS_RSUN) {
        let [found, low, high] =
            [radius_rsun, RADIUS_RSUN[0], RADIUS_RSUN[1]].map(|x| significant(x, 9));
        let unit = hint([radius_rsun; 2], RADIUS_RSUN, &OF_SOLAR_RADII);
        let expected = format!("solar radii between {low} and {high}{unit}");
        return Err(source.value_error("star.radius_rsun", found, expected));
    }
    Ok(Star {
        radius_m: units::m_from_solar_radii(radius_rsun),
        temperature_k,
        spectrum_path: section
            .spectrum
            .as_ref()
            .map(|path| beside(&source.path, path)),
    })
}

pub(super) fn planet(
    (section, system): (&PlanetSection, &System),
    source: &Source,
) -> Result<Planet, StudyError> {
    let mass_mjup = system.number(SystemParameter::PlanetMass);
    let mass_mjup = positive(mass_mjup, "planet.mass_mjup", source)?;
    if !within(mass_mjup, MASS_MJUP) {
        let [found, low, high] = [mass_mjup, MASS_MJUP[0], MASS_MJUP[1]].map(|x| significant(x, 9));
        let unit = hint([mass_mjup; 2], MASS_MJUP, &OF_JUPITER_MASSES);
        let expected = format!("Jupiter masses between {low} and {high}{unit}");
        return Err(source.value_error("planet.mass_mjup", found, expected));
    }
    let key = "planet.reference_pressure_bar";
    let reference_pressure_bar = positive(section.reference_pressure_bar, key, source)?;
    Ok(Planet {
        mass_kg: units::kg_from_jupiter_masses(mass_mjup),
        reference_pressure_pa: units::pa_from_bar(reference_pressure_bar),
    })
}

pub(super) fn atmosphere(
    (section, star): (&AtmosphereSection, &StarSection),
    (planet, system): (&Planet, &System),
    source: &Source,
) -> Result<AtmosphereConfig, StudyError> {
    let pressure_grid = pressure_grid(section, source)?;
    let [top_pa, bottom_pa] = section.pressure_bar.map(units::pa_from_bar);
    if !(top_pa..=bottom_pa).contains(&planet.reference_pressure_pa) {
        let [top, bottom] = section.pressure_bar;
        return Err(source.value_error(
            "planet.reference_pressure_bar",
            format!(
                "{} bar",
                significant(units::bar_from_pa(planet.reference_pressure_pa), 6)
            ),
            format!("a pressure inside the atmosphere, {top} to {bottom} bar"),
        ));
    }
    let gases = gases(&section.gases, "atmosphere.gases", source)?;
    if gases.is_empty() {
        return Err(source.value_error("atmosphere.gases", "empty", "at least one gas"));
    }
    let geometry = geometry(section, source)?;
    Ok(AtmosphereConfig {
        geometry,
        pressure_grid,
        ingredients: Ingredients {
            system: system.priors().map(|(own, ..)| own).collect(),
            ..ingredients((section, star), &gases, geometry, source)?
        },
        gases,
        background: background(section, source)?,
        continuum: section.continuum.clone(),
    })
}

fn geometry(section: &AtmosphereSection, source: &Source) -> Result<Geometry, StudyError> {
    let source_function = match section.source_function {
        None | Some(SourceFunctionKind::Linear) => SourceFunction::LinearInOpticalDepth,
        Some(SourceFunctionKind::IsothermalLayers) => SourceFunction::IsothermalLayers,
    };
    match (section.geometry, section.source_function) {
        (GeometryKind::Emission, _) => Ok(Geometry::Emission(source_function)),
        (GeometryKind::Transmission, None) => Ok(Geometry::Transmission),
        (GeometryKind::Transmission, Some(_)) => Err(source.value_error(
            "atmosphere.source_function",
            "given",
            "this key with `geometry = \"emission\"` only",
        )),
    }
}

fn pressure_grid(section: &AtmosphereSection, source: &Source) -> Result<PressureGrid, StudyError> {
    if !(2..=MAX_LAYERS).contains(&section.n_layers) {
        let expected = format!("2 to {MAX_LAYERS}");
        return Err(source.value_error("atmosphere.n_layers", section.n_layers, expected));
    }
    let [top_pa, bottom_pa] = section.pressure_bar.map(units::pa_from_bar);
    PressureGrid::log_spaced(top_pa, bottom_pa, section.n_layers).map_err(|_| {
        let found = format!("{:?}", section.pressure_bar);
        let expected = "[top, bottom] in bar, both positive, the first smaller";
        source.value_error("atmosphere.pressure_bar", found, expected)
    })
}

fn background(
    section: &AtmosphereSection,
    source: &Source,
) -> Result<Vec<(Species, f64)>, StudyError> {
    let key = "atmosphere.background";
    if section.background.is_empty() {
        let expected = "at least one gas that fills up, such as { H2 = 0.85, He = 0.15 }";
        return Err(source.value_error(key, "empty", expected));
    }
    let mut background = Vec::with_capacity(section.background.len());
    for (name, &ratio) in &section.background {
        positive(ratio, &format!("{key}.{name}"), source)?;
        if section.gases.contains(name) {
            let expected = "a gas that is not in `atmosphere.gases` too";
            return Err(source.value_error(key, name, expected));
        }
        background.push((species(name, key, source)?, ratio));
    }
    Ok(background)
}

fn within(value: f64, [low, high]: [f64; 2]) -> bool {
    (low..=high).contains(&value)
}

fn positive(value: f64, key: &str, source: &Source) -> Result<f64, StudyError> {
    match value.is_finite() && value > 0.0 {
        true => Ok(value),
        false => Err(source.value_error(key, value, "a positive number")),
    }
}
