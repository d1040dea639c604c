//! The same temperature at every pressure.

/// Temperature, K, of an isothermal atmosphere at any pressure.
pub fn isothermal_temperature_k(temperature_k: f64) -> f64 {
    temperature_k
}
