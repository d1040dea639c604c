//! What every temperature profile is.

use std::fmt;

use crate::{content::Content, failure::SimulationFailure, parameters::Parameter};

/// Temperature over pressure. Its content is what else than parameters tells it from other profiles.
pub trait TemperatureProfile: Content + fmt::Debug + Send + Sync {
    /// What the profile is a function of.
    fn parameters(&self) -> Vec<Parameter>;

    /// The parameter that is the temperature, K, at every pressure, if the profile is isothermal whatever its values.
    fn isothermal(&self) -> Option<Parameter> {
        None
    }

    /// Writes the temperature, K, at each pressure.
    ///
    /// # Shapes
    /// `values`: one per parameter; `pressure_pa` (rising) and `temperature_k`: `[n_levels]`; `gravity_m_per_s2` is that
    /// at the planet's reference radius.
    ///
    /// # Errors
    /// [`SimulationFailure::NonPhysical`] if the values mean no profile; whether what is written are temperatures is
    /// checked by whoever asks.
    fn evaluate(
        &self,
        values: &[f64],
        pressure_pa: &[f64],
        gravity_m_per_s2: f64,
        temperature_k: &mut [f64],
    ) -> Result<(), SimulationFailure>;
}

/// [`TemperatureProfile::evaluate`], and whether what is written are temperatures.
///
/// # Errors
/// [`SimulationFailure::NonPhysical`] if they are not, or the values mean no profile.
pub(crate) fn evaluate(
    (profile, values): (&dyn TemperatureProfile, &[f64]),
    pressure_pa: &[f64],
    gravity_m_per_s2: f64,
    temperature_k: &mut [f64],
) -> Result<(), SimulationFailure> {
    profile.evaluate(values, pressure_pa, gravity_m_per_s2, temperature_k)?;
    let is_temperature = |t: &&f64| t.is_finite() && **t > 0.0;
    match temperature_k.iter().find(|t| !is_temperature(t)) {
        Some(&value) => Err(SimulationFailure::NonPhysical {
            quantity: "temperature [K]",
            value,
        }),
        None => Ok(()),
    }
}
