//! The same temperature at every pressure.

use super::profile::TemperatureProfile;
use crate::{failure::SimulationFailure, parameters::Parameter};

/// One parameter: `temperature_k`.
#[derive(Debug)]
pub struct Isothermal;

impl TemperatureProfile for Isothermal {
    fn parameters(&self) -> Vec<Parameter> {
        let temperature = Parameter::new("temperature_k", "kelvin", [10.0, 10_000.0]);
        vec![temperature.unit("K").label("T")]
    }

    fn evaluate(
        &self,
        values: &[f64],
        _pressure_pa: &[f64],
        _gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure> {
        temperature_k.fill(values[0]);
        Ok(())
    }
}
