//! The names, units and labels of the parameters a study infers, and where the value of a quantity comes from.

use forward_model::Parameter;
use serde::{Deserialize, Serialize};

/// One parameter as files and figures show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterInfo {
    /// Key in the study and variable in the files, such as `log_H2O`.
    pub name: String,
    /// Unit of its values, such as `K`; empty where it has none.
    pub unit: String,
    /// How a figure writes it, such as `log₁₀ X(H₂O)`.
    pub label: String,
}

impl ParameterInfo {
    /// A parameter by name, unit and label.
    pub fn new(name: &str, unit: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            label: label.to_owned(),
        }
    }
}

impl From<&Parameter> for ParameterInfo {
    fn from(parameter: &Parameter) -> Self {
        Self::new(&parameter.name, parameter.unit, &parameter.label)
    }
}

/// Where a quantity comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum ParameterValue {
    /// The same in every simulation.
    Fixed(f64),
    /// The element of θ with this index.
    Free(usize),
}

impl ParameterValue {
    /// The quantity in a simulation of `theta`.
    pub fn at(self, theta: &[f64]) -> f64 {
        match self {
            Self::Fixed(fixed) => fixed,
            Self::Free(i) => theta[i],
        }
    }
}

/// A whole θ of whose elements some are known beforehand, from a θ of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeTheta(Vec<ParameterValue>);

impl WholeTheta {
    /// Where each element of the whole comes from, `[n_whole]`.
    pub fn new(elements: Vec<ParameterValue>) -> Self {
        Self(elements)
    }

    /// Where each element comes from, `[n_whole]`.
    pub fn elements(&self) -> &[ParameterValue] {
        &self.0
    }

    /// Whether nothing is known beforehand.
    pub fn is_same(&self) -> bool {
        let is_own = |(i, value): (usize, &ParameterValue)| *value == ParameterValue::Free(i);
        self.0.iter().enumerate().all(is_own)
    }

    /// The whole of `theta`.
    ///
    /// # Shapes
    /// - `theta`: `[n_parameters]`; returns `[n_whole]`
    pub fn at(&self, theta: &[f64]) -> Vec<f64> {
        self.0.iter().map(|value| value.at(theta)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_put_in_its_place() {
        use ParameterValue::{Fixed, Free};
        let whole = WholeTheta::new(vec![Free(0), Fixed(7.0), Free(1)]);
        assert_eq!(whole.at(&[1.0, 2.0]), [1.0, 7.0, 2.0]);
        assert!(!whole.is_same() && WholeTheta::new(vec![Free(0), Free(1)]).is_same());
    }

    #[test]
    fn labels_are_those_of_the_physics() {
        let parameter =
            Parameter::new("offset_x_ppm", "shift", [-1.0, 1.0]).label("Δ NIRSpec G395H");
        let info = ParameterInfo::from(&parameter.unit("ppm"));
        assert_eq!(
            (info.unit.as_str(), info.label.as_str()),
            ("ppm", "Δ NIRSpec G395H")
        );
    }
}
