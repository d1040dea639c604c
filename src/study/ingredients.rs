//! What a study chooses by name: profiles, clouds, the star's unocculted regions.

use std::sync::Arc;

use forward_model::{
    AbundanceProfile, CLOUDS, ConstantVmr, FreeChemistry, Geometry, Ingredients, PROFILES,
    ProfileError, Species, TemperatureProfile, TwoLayerVmr, Unocculted, cloud, profile, units,
};

use super::{
    Source, StudyError,
    file::{AtmosphereSection, ChemistryKind, StarSection},
    gases::gases,
};

/// Looks up everything that `[atmosphere]` and `[star]` name.
pub(super) fn ingredients(
    (section, star): (&AtmosphereSection, &StarSection),
    gases: &[Species],
    geometry: Geometry,
    source: &Source,
) -> Result<Ingredients, StudyError> {
    if section.patchy_clouds && section.clouds.is_empty() {
        let expected = "at least one cloud in `atmosphere.clouds`";
        return Err(source.value_error("atmosphere.patchy_clouds", true, expected));
    }
    let find = |name: &String| {
        cloud(name).ok_or_else(|| unknown("atmosphere.clouds", name, &CLOUDS, source))
    };
    let ChemistryKind::Free = section.chemistry;
    Ok(Ingredients {
        temperature: temperature(section, source)?,
        chemistry: Arc::new(free_chemistry(section, gases, source)?),
        clouds: section.clouds.iter().map(find).collect::<Result<_, _>>()?,
        patchy_clouds: section.patchy_clouds,
        unocculted: unocculted(star, geometry, source)?,
        system: Vec::new(),
    })
}

fn unknown(key: &str, name: &str, known: &[&str], source: &Source) -> StudyError {
    let expected = format!("one of {}", known.join(", "));
    source.value_error(key, format!("`{name}`"), expected)
}

fn temperature(
    section: &AtmosphereSection,
    source: &Source,
) -> Result<Arc<dyn TemperatureProfile>, StudyError> {
    let key = "atmosphere.temperature_nodes_bar";
    let nodes_bar = section.temperature_nodes_bar.as_deref();
    if nodes_bar.is_some() && section.temperature != "nodes" {
        let expected = "this key with `temperature = \"nodes\"` only";
        return Err(source.value_error(key, "given", expected));
    }
    let nodes_bar = nodes_bar.unwrap_or(&[]);
    let nodes_pa: Vec<f64> = nodes_bar
        .iter()
        .map(|bar| units::pa_from_bar(*bar))
        .collect();
    profile(&section.temperature, &nodes_pa).map_err(|error| match error {
        ProfileError::Unknown { found } => {
            unknown("atmosphere.temperature", &found, &PROFILES, source)
        }
        ProfileError::Nodes(_) => {
            let expected =
                "two or more positive pressures in bar that rise, as in [1e-5, 1e-2, 10.0]";
            source.value_error(key, format!("{nodes_bar:?}"), expected)
        }
    })
}

fn free_chemistry(
    section: &AtmosphereSection,
    all: &[Species],
    source: &Source,
) -> Result<FreeChemistry, StudyError> {
    let key = "atmosphere.two_layer";
    let layered = gases(&section.two_layer, key, source)?;
    if let Some(gas) = layered.iter().find(|gas| !all.contains(gas)) {
        return Err(source.value_error(key, gas, "gases of `atmosphere.gases`"));
    }
    let abundance = |gas: &Species| -> (Species, Arc<dyn AbundanceProfile>) {
        match layered.contains(gas) {
            true => (*gas, Arc::new(TwoLayerVmr)),
            false => (*gas, Arc::new(ConstantVmr)),
        }
    };
    Ok(FreeChemistry::new(all.iter().map(abundance).collect()))
}

fn unocculted(
    star: &StarSection,
    geometry: Geometry,
    source: &Source,
) -> Result<Vec<Unocculted>, StudyError> {
    let key = "star.unocculted";
    if !star.unocculted.is_empty() && geometry != Geometry::Transmission {
        let expected = "this key with `geometry = \"transmission\"` only";
        return Err(source.value_error(key, "given", expected));
    }
    let names = Unocculted::ALL.map(|(name, _)| name);
    let mut regions = Vec::new();
    for name in &star.unocculted {
        let found = Unocculted::ALL.iter().find(|(known, _)| known == name);
        let (_, region) = found.ok_or_else(|| unknown(key, name, &names, source))?;
        if regions.contains(region) {
            return Err(source.value_error(key, format!("{name} twice"), "each kind once"));
        }
        regions.push(*region);
    }
    Ok(regions)
}
