//! Physical constants, SI. One per constant, source beside it.

/// Boltzmann constant, J/K. Exact by definition of the SI (2019).
pub const BOLTZMANN_J_PER_K: f64 = 1.380_649e-23;
/// Planck constant, J s. Exact by definition of the SI (2019).
pub const PLANCK_J_S: f64 = 6.626_070_15e-34;
/// Speed of light in vacuum, m/s. Exact by definition of the SI.
pub const LIGHT_SPEED_M_PER_S: f64 = 299_792_458.0;
/// First radiation constant `2 h c²` of a radiance per cm⁻¹, W m⁻² sr⁻¹ cm⁴. Exact in the SI (2019).
pub const FIRST_RADIATION_CONSTANT_W_CM4_PER_M2_SR: f64 =
    2.0 * PLANCK_J_S * LIGHT_SPEED_M_PER_S * LIGHT_SPEED_M_PER_S
        / (M_PER_CM * M_PER_CM * M_PER_CM * M_PER_CM);
/// Second radiation constant `h c / k`, cm K. Exact in the SI (2019).
pub const SECOND_RADIATION_CONSTANT_CM_K: f64 =
    PLANCK_J_S * LIGHT_SPEED_M_PER_S / BOLTZMANN_J_PER_K / M_PER_CM;
/// Stefan–Boltzmann constant, W/(m² K⁴): `2 π⁵ k⁴ / (15 h³ c²)`, exact in the SI (2019). CODATA 2018.
pub const STEFAN_BOLTZMANN_W_PER_M2_K4: f64 = 5.670_374_419_184_43e-8;
/// Newtonian constant of gravitation, m³/(kg s²). CODATA 2018.
pub const GRAVITATION_M3_PER_KG_S2: f64 = 6.674_30e-11;
/// Atomic mass constant, kg. CODATA 2018.
pub const ATOMIC_MASS_KG: f64 = 1.660_539_066_60e-27;
/// Loschmidt constant, molecules per m³ of an ideal gas at 273.15 K and 101,325 Pa. CODATA 2018.
pub const LOSCHMIDT_PER_M3: f64 = 2.686_780_111e25;
/// Classical electron radius, m. CODATA 2018.
pub const ELECTRON_RADIUS_M: f64 = 2.817_940_326_2e-15;
/// Standard atmosphere, Pa. Exact by definition.
pub const STANDARD_ATMOSPHERE_PA: f64 = 101_325.0;
/// Temperature at which HITRAN gives line intensities and widths, K. Gordon et al. (2022), JQSRT 277, 107949.
pub const HITRAN_TEMPERATURE_K: f64 = 296.0;
/// Pressure at which HITRAN gives widths and shifts, Pa: one atmosphere. Gordon et al. (2022).
pub const HITRAN_PRESSURE_PA: f64 = STANDARD_ATMOSPHERE_PA;
/// Nominal solar radius, m. IAU 2015 Resolution B3.
pub const SOLAR_RADIUS_M: f64 = 6.957e8;
/// Nominal equatorial radius of Jupiter, m. IAU 2015 Resolution B3.
pub const JUPITER_RADIUS_M: f64 = 7.1492e7;
/// Mass of Jupiter, kg: the nominal (GM) of IAU 2015 Resolution B3 over CODATA 2018's G.
pub const JUPITER_MASS_KG: f64 = 1.266_865_3e17 / GRAVITATION_M3_PER_KG_S2;

/// Metres in a centimetre.
const M_PER_CM: f64 = 1e-2;
