//! How far an atmosphere reaches, and when it reaches too far.
//!
//! An isothermal atmosphere under a gravity that falls as 1/r² has a density that never goes to zero: it must be ended
//! somewhere. Here it ends at [`END_RADII`] radii of the planet. For a planet whose radius is dozens of scale heights, nothing is left
//! there. One of twenty has some gas there, and its grid may begin at pressures that no radius has. A planet that is still
//! opaque at [`OPAQUE_RADII`] is no planet with an atmosphere: what is seen there escapes, and a hydrostatic model says
//! nothing about it. So no level is taken beyond: what is above the highest one within is transparent, and its closed form, of
//! one temperature and composition, is as good as levels that are far apart. Inflated planets do not
//! come near: even Kepler-51b (3.69 Earth masses, 6.89 Earth radii at 3 µbar, 543 K) would need a gas of 1e-23 m² a molecule
//! of the atmosphere to be opaque out to 4.1 radii.

use crate::{
    atmosphere::Atmosphere, failure::SimulationFailure, radiative_transfer::OuterAtmosphere,
};

/// Radii of the planet, at the reference pressure, at which its atmosphere ends.
const END_RADII: f64 = 10.0;

/// Radii of the planet beyond which none may be opaque, and no level is taken.
const OPAQUE_RADII: f64 = 5.0;

/// Pressure, Pa, at which no band is opaque: 1e9 m of gas at 500 K then have 1.4e17 molecules per m², and the strongest
/// lines 1e-19 m² a molecule.
const TRANSPARENT_PA: f64 = 1e-12;

/// The highest level that is taken; the lowest one that light can reach is in any case.
///
/// # Errors
/// [`SimulationFailure::Unbound`] if that is infinitely far out.
pub(super) fn highest_level(
    atmosphere: &Atmosphere,
    planet_radius_m: f64,
) -> Result<usize, SimulationFailure> {
    let radius_m = atmosphere.radius_m();
    let n_beyond = radius_m.partition_point(|radius_m| *radius_m > OPAQUE_RADII * planet_radius_m);
    let i_top = n_beyond.min(radius_m.len() - 1);
    match radius_m[i_top].is_finite() {
        true => Ok(i_top),
        false => Err(SimulationFailure::Unbound {
            pressure_pa: atmosphere.pressure_pa()[i_top],
        }),
    }
}

/// What is above the levels.
pub(super) fn above(
    atmosphere: &Atmosphere,
    planet_mass_kg: f64,
    planet_radius_m: f64,
) -> OuterAtmosphere {
    OuterAtmosphere::above(atmosphere, planet_mass_kg, END_RADII * planet_radius_m)
}

/// Whether there is gas enough at [`OPAQUE_RADII`] for anything to be opaque there.
pub(super) fn may_have_no_end(
    atmosphere: &Atmosphere,
    planet_mass_kg: f64,
    planet_radius_m: f64,
) -> bool {
    let bound_m = OPAQUE_RADII * planet_radius_m;
    let outer = OuterAtmosphere::above(atmosphere, planet_mass_kg, bound_m);
    atmosphere.pressure_pa()[0] * (-outer.extent()).exp() > TRANSPARENT_PA
}

/// Checks that the opaque disc of every cell, of the area `depth · R_⋆²`, is within reach.
///
/// # Errors
/// [`SimulationFailure::NoEnd`] otherwise.
pub(super) fn check(depth: &[f64], star_radii_per_planet: f64) -> Result<(), SimulationFailure> {
    let deepest = depth.iter().copied().fold(0.0, f64::max);
    let radii = deepest.sqrt() * star_radii_per_planet;
    match radii > OPAQUE_RADII {
        true => Err(SimulationFailure::NoEnd {
            found: radii,
            expected: OPAQUE_RADII,
        }),
        false => Ok(()),
    }
}
