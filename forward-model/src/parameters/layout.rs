//! Which of a model's values belongs to which part of its physics.

use std::ops::Range;

use super::{parameter::Parameter, parts::Parts, view::PlanetView};
use crate::failure::{SimulationFailure, positive};

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
        };
        Self { parameters, parts }
    }

    /// Every parameter, in the order of the values.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
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
        let view = PlanetView::new(&self.parts, values);
        positive("planet radius [Jupiter radii]", view.radius_rjup())?;
        match values.iter().find(|x| x.is_nan() || **x == f64::INFINITY) {
            Some(&value) => Err(SimulationFailure::NonPhysical {
                quantity: "a parameter",
                value,
            }),
            None => Ok(view),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> ParameterLayout {
        let parameter = |name: &str| Parameter::new(name, "a number", [0.0, 1.0]);
        ParameterLayout::new(Parts {
            planet_radius: vec![parameter("radius")],
            temperature: vec![parameter("warm"), parameter("cold")],
            chemistry: vec![parameter("gas")],
            clouds: vec![vec![parameter("top")], vec![], vec![parameter("haze")]],
            cloud_fraction: vec![],
            unocculted: vec![vec![parameter("fraction"), parameter("spot")]],
        })
    }

    #[test]
    fn each_part_finds_its_own_values_under_its_name() {
        let layout = layout();
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let view = layout.view(&values).unwrap();
        assert_eq!(view.radius_rjup(), 1.0);
        assert_eq!(view.temperature(), [2.0, 3.0]);
        assert_eq!(view.chemistry(), [4.0]);
        let clouds: Vec<&[f64]> = (0..3).map(|i_cloud| view.cloud(i_cloud)).collect();
        assert_eq!(clouds, [&[5.0][..], &[], &[6.0]]);
        assert_eq!(view.cloud_fraction(), 1.0);
        assert_eq!(view.unocculted().collect::<Vec<_>>(), [[7.0, 8.0]]);
    }

    #[test]
    fn values_may_be_named_in_any_order_but_all_and_nothing_else() {
        let layout = layout();
        let mut by_name: Vec<(&str, f64)> = ["radius", "warm", "cold", "gas", "top", "haze"]
            .into_iter()
            .zip(1..)
            .map(|(name, value)| (name, f64::from(value)))
            .collect();
        by_name.extend([("spot", 8.0), ("fraction", 7.0)]);
        let expected = layout.values(&by_name).unwrap();
        assert_eq!(expected, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        by_name.reverse();
        assert_eq!(layout.values(&by_name).unwrap(), expected);
        let missing = layout.values(&by_name[1..]).unwrap_err();
        assert!(matches!(missing, ValueError::Missing { name, .. } if name == "fraction"));
        by_name.push(("log_H2O", 0.0));
        let unknown = layout.values(&by_name).unwrap_err().to_string();
        assert!(unknown.contains("`log_H2O`") && unknown.contains("radius, warm"));
    }

    #[test]
    fn values_that_are_too_few_or_no_numbers_are_refused() {
        let layout = layout();
        let mut values = [1.0; 8];
        assert!(matches!(
            layout.view(&values[1..]),
            Err(SimulationFailure::ParameterCount {
                found: 7,
                expected: 8
            })
        ));
        values[3] = f64::NEG_INFINITY;
        assert!(layout.view(&values).is_ok());
        values[3] = f64::INFINITY;
        assert!(layout.view(&values).is_err());
        values[3] = f64::NAN;
        assert!(layout.view(&values).is_err());
        values = [1.0; 8];
        values[0] = 0.0;
        assert!(layout.view(&values).is_err());
    }
}
