//! Variants of the README's study.

use std::path::Path;

use exosonde::study::{Source, Study};
use toml::{Table, Value};

use crate::Result;

/// `configs/wasp-39b.toml`, to be changed.
pub struct Variant(Table);

impl Variant {
    pub fn of_the_readme() -> Result<Self> {
        Ok(Self(std::fs::read_to_string(path())?.parse()?))
    }

    /// The dayside of a planet without clouds, or its limb, with a temperature that varies with pressure.
    pub fn guillot(geometry: &str) -> Result<Self> {
        let with = Self::of_the_readme()?
            .set("atmosphere", "geometry", geometry)
            .set("atmosphere", "temperature", "guillot2010")
            .without_clouds()
            .without("temperature_k")
            .uniform("t_irr_k", 700.0, 1200.0)
            .uniform("log_kappa_ir", -3.0, -2.0)
            .uniform("log_kappa_v1", -5.0, -3.0)
            .set("parameters", "t_int_k", 200.0)
            .set("parameters", "log_kappa_v2", -3.0)
            .set("parameters", "alpha", 0.0);
        let gases = ["log_H2O", "log_CO2", "log_CO", "log_CH4"].into_iter();
        Ok(gases.fold(with, |variant, gas| variant.uniform(gas, -7.0, -2.0)))
    }

    pub fn without_clouds(self) -> Self {
        let clear = self.set("atmosphere", "clouds", Value::Array(Vec::new()));
        ["log_cloud_top_bar", "log_haze_enhancement", "haze_slope"]
            .into_iter()
            .fold(clear, Self::without)
    }

    pub fn set(mut self, section: &str, key: &str, value: impl Into<Value>) -> Self {
        let section = self
            .0
            .entry(section)
            .or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(section) = section {
            section.insert(key.to_owned(), value.into());
        }
        self
    }

    pub fn uniform(self, parameter: &str, low: f64, high: f64) -> Self {
        let prior = Table::from_iter([("uniform".to_owned(), Value::from(vec![low, high]))]);
        self.set("parameters", parameter, prior)
    }

    fn without(mut self, parameter: &str) -> Self {
        if let Some(Value::Table(parameters)) = self.0.get_mut("parameters") {
            parameters.remove(parameter);
        }
        self
    }

    pub fn study(&self) -> Result<Study> {
        Ok(Study::from_source(Source::new(path(), self.0.to_string()))?)
    }
}

/// Runs a comparison of the study of the README, of a limb and of a dayside.
pub fn of_each_kind(compare: fn(&str, Variant) -> Result<()>) -> Result<()> {
    compare(
        "Transit depth, the study of the README: isothermal, grey deck, haze",
        Variant::of_the_readme()?,
    )?;
    compare(
        "Transit depth, no clouds, Guillot profile",
        Variant::guillot("transmission")?,
    )?;
    compare(
        "Eclipse depth, no clouds, Guillot profile",
        Variant::guillot("emission")?,
    )
}

fn path() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/configs/wasp-39b.toml"
    ))
}
