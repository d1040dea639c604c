//! What many studies here begin with.

/// Star, planet and atmosphere of a hot planet with water in hydrogen and helium; opacities, parameters, observation and
/// training set are to follow.
pub const HOT_PLANET: &str = r#"
name = "t"
seed = 1
[star]
radius_rsun = 0.939
temperature_k = 5485.0
[planet]
mass_mjup = 0.281
reference_pressure_bar = 10.0
[atmosphere]
geometry = "transmission"
pressure_bar = [1e-7, 100.0]
n_layers = 40
temperature = "isothermal"
chemistry = "free"
gases = ["H2O"]
background = { H2 = 0.8547, He = 0.1453 }
continuum = []
clouds = []
"#;
