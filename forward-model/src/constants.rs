//! Physical constants, SI. One per constant, source beside it.

/// Boltzmann constant, J/K. Exact by definition of the SI (2019).
pub const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
/// Planck constant, J s. Exact by definition of the SI (2019).
pub const PLANCK_J_S: f64 = 6.626_070_15e-34;
/// Speed of light in vacuum, m/s. Exact by definition of the SI.
pub const LIGHT_SPEED_M_PER_S: f64 = 299_792_458.0;
/// Stefan–Boltzmann constant, W/(m² K⁴): `2 π⁵ k⁴ / (15 h³ c²)`, exact in the SI (2019). CODATA 2018.
pub const STEFAN_BOLTZMANN_W_PER_M2_K4: f64 = 5.670_374_419_184_43e-8;
/// Newtonian constant of gravitation, m³/(kg s²). CODATA 2018.
pub const GRAVITATION_M3_PER_KG_S2: f64 = 6.674_30e-11;
/// Atomic mass constant, kg. CODATA 2018.
pub const ATOMIC_MASS_KG: f64 = 1.660_539_066_60e-27;
/// Loschmidt constant, molecules per m³ of an ideal gas at 273.15 K and 101,325 Pa. CODATA 2018.
pub const LOSCHMIDT_PER_M3: f64 = 2.686_780_111e25;
/// Nominal solar radius, m. IAU 2015 Resolution B3.
pub const SOLAR_RADIUS_M: f64 = 6.957e8;
/// Nominal equatorial radius of Jupiter, m. IAU 2015 Resolution B3.
pub const JUPITER_RADIUS_M: f64 = 7.1492e7;
/// Mass of Jupiter, kg: the nominal (GM) of IAU 2015 Resolution B3 over CODATA 2018's G.
pub const JUPITER_MASS_KG: f64 = 1.266_865_3e17 / GRAVITATION_M3_PER_KG_S2;
