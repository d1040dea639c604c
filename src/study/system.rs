//! What `[planet]` and `[star]` say of the numbers that may have a prior instead: the conditions of a study.

use forward_model::{Parameter, SystemParameter};

use super::{
    Source, StudyError,
    entry::Quantity,
    file::{ParameterEntry, StudyFile},
};
use crate::prior::Marginal;

/// Where a study says what.
const KEYS: [(SystemParameter, &str); 3] = [
    (SystemParameter::PlanetMass, "planet.mass_mjup"),
    (SystemParameter::StarRadius, "star.radius_rsun"),
    (SystemParameter::StarTemperature, "star.temperature_k"),
];

/// The key of a parameter by its name.
pub(super) fn key_of(name: &str) -> String {
    let mut known = KEYS.iter();
    match known.find(|(own, _)| own.parameter().name == name) {
        Some((_, key)) => (*key).to_owned(),
        None => format!("parameters.{name}"),
    }
}

/// The keys that may hold a prior in place of a number, in words.
pub(super) fn keys() -> String {
    let [mass, radius, temperature] = KEYS.map(|(_, key)| key);
    format!("`{mass}`, `{radius}` or `{temperature}`")
}

/// Mass of the planet, radius and temperature of the star as a study says them.
pub(super) struct System {
    quantities: Vec<(SystemParameter, Quantity)>,
}

impl System {
    /// Reads them; numbers are not looked at, priors are plausible.
    pub fn read(file: &StudyFile, source: &Source) -> Result<Self, StudyError> {
        let read = |(own, key): (SystemParameter, &str)| {
            let quantity = entry(file, own).quantity((key, &own.parameter()), source)?;
            Ok((own, quantity))
        };
        let quantities = KEYS.into_iter().map(read);
        Ok(Self {
            quantities: quantities.collect::<Result<_, StudyError>>()?,
        })
    }

    /// A number, or the median of the prior in its place.
    pub fn number(&self, wanted: SystemParameter) -> f64 {
        let mut quantities = self.quantities.iter();
        let found = quantities.find(|(own, _)| *own == wanted);
        match found.expect("all of them are read") {
            (_, Quantity::Number(number)) => *number,
            (_, Quantity::Prior(marginal)) => marginal.quantile(0.5),
        }
    }

    /// Those that have a prior.
    pub fn priors(&self) -> impl Iterator<Item = (SystemParameter, Parameter, Marginal)> {
        let priors = self.quantities.iter();
        priors.filter_map(|(own, quantity)| match quantity {
            Quantity::Number(_) => None,
            Quantity::Prior(marginal) => Some((*own, own.parameter(), *marginal)),
        })
    }
}

fn entry(file: &StudyFile, own: SystemParameter) -> &ParameterEntry {
    match own {
        SystemParameter::PlanetMass => &file.planet.mass_mjup,
        SystemParameter::StarRadius => &file.star.radius_rsun,
        SystemParameter::StarTemperature => &file.star.temperature_k,
    }
}
