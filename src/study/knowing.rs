//! What a task becomes by what is known of its conditions.

use super::{Given, Known, KnownError, Task, system};
use crate::parameters::{ParameterInfo, ParameterValue, WholeTheta};
use crate::prior::{Marginal, Prior};

impl Task {
    /// The parameters that are conditions, `[n_conditions]`.
    pub fn conditions(&self) -> &[ParameterInfo] {
        &self.parameters[self.parameters.len() - self.n_conditions..]
    }

    /// The task of a spectrum with which some conditions are known, and what the whole θ of this task is for a θ of that one: a condition
    /// whose value is known is no parameter of it.
    ///
    /// # Errors
    /// [`KnownError`] if something is no condition, or lies outside of the task's own prior.
    pub fn knowing(&self, known: &Known) -> Result<(Self, WholeTheta), KnownError> {
        self.check_conditions(known)?;
        let (mut parameters, mut marginals) = (Vec::new(), Vec::new());
        let mut whole = Vec::new();
        for (parameter, own) in self.parameters.iter().zip(self.prior.marginals()) {
            whole.push(match given(known, (parameter, own))? {
                Given::Number(value) => ParameterValue::Fixed(value),
                Given::Prior(marginal) => {
                    parameters.push(parameter.clone());
                    marginals.push(marginal);
                    ParameterValue::Free(parameters.len() - 1)
                }
            });
        }
        let n_known = self.parameters.len() - parameters.len();
        let task = Self {
            n_conditions: self.n_conditions - n_known,
            parameters,
            prior: Prior::new(marginals),
            ..self.clone()
        };
        Ok((task, WholeTheta::new(whole)))
    }

    /// Whether all that is known is of conditions.
    fn check_conditions(&self, known: &Known) -> Result<(), KnownError> {
        let names: Vec<&str> = self.conditions().iter().map(|own| &*own.name).collect();
        let Some((other, _)) = known.iter().find(|(name, _)| !names.contains(name)) else {
            return Ok(());
        };
        Err(KnownError {
            name: other.to_owned(),
            found: "no condition of this study".into(),
            expected: match names.is_empty() {
                false => format!("one of {}", names.join(", ")),
                true => format!("a study that has a prior at {}", system::keys()),
            },
        })
    }
}

/// What is known of a parameter whose prior is `own`.
fn given(
    known: &Known,
    (parameter, own): (&ParameterInfo, &Marginal),
) -> Result<Given, KnownError> {
    let Some(given) = known.of(&parameter.name) else {
        return Ok(Given::Prior(*own));
    };
    given.within(own).map_err(|(found, expected)| KnownError {
        name: parameter.name.clone(),
        found,
        expected,
    })
}
