//! Gases by the names that a study gives them.

use forward_model::Species;

use super::{Source, StudyError};

/// Gases by their names, none twice.
pub(super) fn gases(
    names: &[String],
    key: &str,
    source: &Source,
) -> Result<Vec<Species>, StudyError> {
    let mut gases = Vec::with_capacity(names.len());
    for name in names {
        let gas = species(name, key, source)?;
        if gases.contains(&gas) {
            return Err(source.value_error(key, format!("{name} twice"), "each gas once"));
        }
        gases.push(gas);
    }
    Ok(gases)
}

pub(super) fn species(name: &str, key: &str, source: &Source) -> Result<Species, StudyError> {
    name.parse().map_err(|_| {
        let known: Vec<&str> = Species::ALL.iter().map(|gas| gas.formula()).collect();
        let expected = format!("a gas exosonde knows: {}", known.join(", "));
        source.value_error(key, format!("`{name}`"), expected)
    })
}
