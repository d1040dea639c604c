//! The same temperature at every pressure.

use super::profile::TemperatureProfile;
use crate::{
    content::{Content, Listener},
    failure::SimulationFailure,
    parameters::{Parameter, named},
};

/// One parameter: `temperature_k`.
#[derive(Debug)]
pub struct Isothermal;

impl Content for Isothermal {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text("isothermal");
    }
}

impl TemperatureProfile for Isothermal {
    fn parameters(&self) -> Vec<Parameter> {
        vec![temperature()]
    }

    fn isothermal(&self) -> Option<Parameter> {
        Some(temperature())
    }

    fn evaluate(
        &self,
        values: &[f64],
        _pressure_pa: &[f64],
        _gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        let [everywhere_k] = named(values);
        temperature_k.fill(everywhere_k);
        Ok(())
    }
}

fn temperature() -> Parameter {
    Parameter::new("temperature_k", "kelvin", [10.0, 10_000.0])
        .unit("K")
        .label("T")
}
