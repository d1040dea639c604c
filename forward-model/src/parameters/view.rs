//! The values of one planet, each part's under its name.

use std::ops::Range;

use super::parts::Parts;
use crate::units::m_from_jupiter_radii;

/// The values of one planet's parameters, shared out over the parts of the physics; made by
/// [`ParameterLayout::view`](super::ParameterLayout::view).
#[derive(Debug, Clone, Copy)]
pub struct PlanetView<'a> {
    parts: &'a Parts<Range<usize>>,
    values: &'a [f64],
}

impl<'a> PlanetView<'a> {
    pub(super) fn new(parts: &'a Parts<Range<usize>>, values: &'a [f64]) -> Self {
        Self { parts, values }
    }

    /// Radius of the planet at the reference pressure, radii of Jupiter.
    pub fn radius_rjup(&self) -> f64 {
        let [radius_rjup] = named(self.own(&self.parts.planet_radius));
        radius_rjup
    }

    /// The same in m.
    pub fn radius_m(&self) -> f64 {
        m_from_jupiter_radii(self.radius_rjup())
    }

    /// Those of the temperature profile.
    pub(crate) fn temperature(&self) -> &'a [f64] {
        self.own(&self.parts.temperature)
    }

    /// Those of the chemistry.
    pub(crate) fn chemistry(&self) -> &'a [f64] {
        self.own(&self.parts.chemistry)
    }

    /// Those of one cloud.
    pub(crate) fn cloud(&self, i_cloud: usize) -> &'a [f64] {
        self.own(&self.parts.clouds[i_cloud])
    }

    /// Share of the planet under clouds; one where it is no parameter.
    pub(crate) fn cloud_fraction(&self) -> f64 {
        match self.own(&self.parts.cloud_fraction) {
            [] => 1.0,
            own => {
                let [fraction] = named(own);
                fraction
            }
        }
    }

    /// Those of each kind of region on the unocculted part of the star.
    pub(crate) fn unocculted(&self) -> impl Iterator<Item = &'a [f64]> {
        let own = |range: &Range<usize>| self.own(range);
        self.parts.unocculted.iter().map(own)
    }

    fn own(&self, range: &Range<usize>) -> &'a [f64] {
        &self.values[range.clone()]
    }
}

/// A part's own values, for a pattern that gives them their names beside the parameters that the part names:
/// `let [fraction, temperature_k] = named(own);`.
pub(crate) fn named<const N: usize>(own: &[f64]) -> [f64; N] {
    own.try_into()
        .expect("a part of the physics is given one value a parameter")
}
