//! Which of a model's values belongs to which part of its physics, and each part's own under its name.

use std::ops::Range;

use super::parameter::Parameter;
use crate::{
    failure::{SimulationFailure, positive},
    units::{kg_from_jupiter_masses, m_from_jupiter_radii, m_from_solar_radii},
};

/// Something for each part of the physics that takes parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts<T> {
    pub planet_radius: T,
    pub temperature: T,
    pub chemistry: T,
    /// One for each cloud.
    pub clouds: Vec<T>,
    /// Of no parameter where the clouds cover the whole planet.
    pub cloud_fraction: T,
    /// One for each kind of region outside the transit's path.
    pub unocculted: Vec<T>,
    /// Mass of the planet, radius and temperature of the star: each of no parameter where it is the same in every spectrum.
    pub system: [T; 3],
}

/// The parameters of a model and the part of the physics that each belongs to; made once, by
/// [`Ingredients::layout`](crate::Ingredients::layout).
///
/// Values travel as one slice in the order of [`parameters`](Self::parameters). Only the layout knows what that order
/// means: the physics reads them through [`view`](Self::view), where each part finds its own under its name.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterLayout {
    parameters: Vec<Parameter>,
    parts: Parts<Range<usize>>,
}

/// Values by name that are not those of a model's parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// The model has no parameter of this name.
    #[error("`{found}` is not a parameter of this model, expected one of {expected}")]
    Unknown {
        /// The name.
        found: String,
        /// The names there are.
        expected: String,
    },
    /// A parameter has no value.
    #[error("`{name}` has no value: {meaning}")]
    Missing {
        /// The parameter's name.
        name: String,
        /// What it is.
        meaning: &'static str,
    },
}

impl ParameterLayout {
    /// Lays out the parameters of all parts, one part after the other.
    pub(crate) fn new(parts: Parts<Vec<Parameter>>) -> Self {
        let mut parameters = Vec::new();
        let mut place = |own: Vec<Parameter>| {
            let first = parameters.len();
            parameters.extend(own);
            first..parameters.len()
        };
        // Fields of a struct are evaluated in the order in which they are written: that is the order of the values.
        let parts = Parts {
            planet_radius: place(parts.planet_radius),
            temperature: place(parts.temperature),
            chemistry: place(parts.chemistry),
            clouds: parts.clouds.into_iter().map(&mut place).collect(),
            cloud_fraction: place(parts.cloud_fraction),
            unocculted: parts.unocculted.into_iter().map(&mut place).collect(),
            system: parts.system.map(&mut place),
        };
        Self { parameters, parts }
    }

    /// Every parameter, in the order of the values.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Where the parameters of planet and star stand that other models are made with: at the end.
    pub fn system(&self) -> Range<usize> {
        let [mass, _, temperature] = &self.parts.system;
        mass.start..temperature.end
    }

    /// Values by the names of their parameters, in any order, as one slice in the order of the layout.
    ///
    /// # Errors
    /// [`ValueError`] if a name is unknown or a parameter has no value.
    pub fn values<N: AsRef<str>>(&self, by_name: &[(N, f64)]) -> Result<Vec<f64>, ValueError> {
        let is_known = |name: &str| self.parameters.iter().any(|own| own.name == name);
        if let Some((found, _)) = by_name.iter().find(|(name, _)| !is_known(name.as_ref())) {
            let names: Vec<&str> = self.parameters.iter().map(|p| p.name.as_str()).collect();
            return Err(ValueError::Unknown {
                found: found.as_ref().to_owned(),
                expected: names.join(", "),
            });
        }
        let value = |parameter: &Parameter| {
            let found = by_name
                .iter()
                .find(|(name, _)| name.as_ref() == parameter.name);
            found.map(|(_, value)| *value).ok_or(ValueError::Missing {
                name: parameter.name.clone(),
                meaning: parameter.meaning,
            })
        };
        self.parameters.iter().map(value).collect()
    }

    /// The values of one planet, each part's under its name; `values`: `[n_parameters]`, in the order of
    /// [`parameters`](Self::parameters). Allocates nothing.
    ///
    /// # Errors
    /// [`SimulationFailure`] unless there is one value a parameter, all are numbers (minus infinity is the logarithm of
    /// nothing) and the radius is positive.
    pub fn view<'a>(&'a self, values: &'a [f64]) -> Result<PlanetView<'a>, SimulationFailure> {
        if values.len() != self.parameters.len() {
            return Err(SimulationFailure::ParameterCount {
                found: values.len(),
                expected: self.parameters.len(),
            });
        }
        let view = PlanetView {
            parts: &self.parts,
            values,
        };
        positive("planet radius [Jupiter radii]", view.radius_rjup())?;
        for value in &values[self.system()] {
            positive(
                "mass of the planet, or radius or temperature of the star",
                *value,
            )?;
        }
        match values.iter().find(|x| x.is_nan() || **x == f64::INFINITY) {
            Some(&value) => Err(SimulationFailure::NonPhysical {
                quantity: "a parameter",
                value,
            }),
            None => Ok(view),
        }
    }
}

/// The values of one planet's parameters, shared out over the parts of the physics; made by
/// [`ParameterLayout::view`].
#[derive(Debug, Clone, Copy)]
pub struct PlanetView<'a> {
    parts: &'a Parts<Range<usize>>,
    values: &'a [f64],
}

impl<'a> PlanetView<'a> {
    /// Radius of the planet at the reference pressure, radii of Jupiter.
    pub fn radius_rjup(&self) -> f64 {
        let [radius_rjup] = named(self.own(&self.parts.planet_radius));
        radius_rjup
    }

    /// The same in m.
    pub fn radius_m(&self) -> f64 {
        m_from_jupiter_radii(self.radius_rjup())
    }

    /// Mass of the planet, kg, where it is a parameter.
    pub fn mass_kg(&self) -> Option<f64> {
        self.of_system(0).map(kg_from_jupiter_masses)
    }

    /// Radius of the star, m, where it is a parameter.
    pub fn star_radius_m(&self) -> Option<f64> {
        self.of_system(1).map(m_from_solar_radii)
    }

    /// Effective temperature of the star, K, where it is a parameter.
    pub fn star_temperature_k(&self) -> Option<f64> {
        self.of_system(2)
    }

    fn of_system(&self, i: usize) -> Option<f64> {
        self.own(&self.parts.system[i]).first().copied()
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
