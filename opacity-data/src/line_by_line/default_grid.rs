//! The states of the default set, at which a table is computed if nothing else is asked for.

use forward_model::units;

/// Temperatures, K.
pub const TEMPERATURE_K: [f64; 20] = [
    100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0, 450.0, 500.0, 600.0, 700.0, 800.0,
    900.0, 1000.0, 1100.0, 1200.0, 1300.0, 1400.0, 1500.0,
];

/// Part of the strength in every 10 cm⁻¹ that is lost with the weakest lines.
pub const LOST_FRACTION: f64 = 1e-6;

/// Pressures, Pa: 1e-6 to 100 bar, two per decade.
pub fn pressure_pa() -> Vec<f64> {
    (0..17)
        .map(|i| 10f64.powf(-1.0 + 0.5 * f64::from(i)))
        .collect()
}

/// The default set's temperatures, K.
pub fn default_temperature_k() -> Vec<f64> {
    TEMPERATURE_K.to_vec()
}

/// The default set's pressures, bar.
pub fn default_pressure_bar() -> Vec<f64> {
    pressure_pa().into_iter().map(units::bar_from_pa).collect()
}
