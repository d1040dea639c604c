//! A study with one gas less, to ask what that gas explains.

use forward_model::{AbundanceProfile, ConstantVmr, Species, TwoLayerVmr};
use toml::{Table, Value};

use super::{Source, Study, StudyError};

impl Study {
    /// The same study without `gas`, its abundance and what else belongs to it; its name ends in `-without-GAS`. Its text is without
    /// comments.
    ///
    /// # Errors
    /// [`StudyError`] if the study makes no sense without the gas.
    pub fn without_gas(&self, gas: Species) -> Result<Self, StudyError> {
        let mut table = self.table();
        let name = format!("{}-without-{gas}", self.name);
        table.insert("name".into(), Value::String(name));
        if let Some(Value::Table(atmosphere)) = table.get_mut("atmosphere") {
            for list in ["gases", "two_layer"] {
                remove_from(atmosphere, list, gas);
            }
        }
        if let Some(Value::Table(parameters)) = table.get_mut("parameters") {
            let constant = ConstantVmr.parameters(gas);
            for own in constant.iter().chain(&TwoLayerVmr.parameters(gas)) {
                parameters.remove(&own.name);
            }
        }
        Self::from_source(Source::new(&self.source.path, table.to_string()))
    }

    fn table(&self) -> Table {
        let parsed = self.source.text.parse();
        parsed.expect("the text of a study that exists is TOML")
    }
}

fn remove_from(section: &mut Table, list: &str, gas: Species) {
    if let Some(Value::Array(names)) = section.get_mut(list) {
        names.retain(|name| name.as_str() != Some(gas.formula()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names(study: &Study) -> Vec<&str> {
        let free = study.parameters.free().iter();
        free.map(|own| own.name.as_str()).collect()
    }

    #[test]
    fn only_what_belongs_to_the_gas_is_gone() {
        let study = Study::load(Path::new("configs/wasp-39b.toml")).unwrap();
        let co = Species::ALL
            .iter()
            .find(|gas| gas.formula() == "CO")
            .unwrap();
        let without = study.without_gas(*co).unwrap();
        assert_eq!(without.name, "wasp-39b-without-CO");
        let mut expected = names(&study);
        expected.retain(|name| *name != "log_CO");
        assert_eq!(names(&without), expected);
        assert_eq!(
            without.atmosphere.gases.len(),
            study.atmosphere.gases.len() - 1
        );
        assert_eq!(without.observation, study.observation);
        assert_eq!((without.seed, without.planet), (study.seed, study.planet));
    }
}
