//! The conditions that networks are asked with: the last elements of the θ that they have learnt with.

use ndarray::{Array2, Axis, concatenate};

use crate::parameters::{ParameterValue, WholeTheta};
use crate::prior::{Marginal, Prior};

/// How the θ of a retrieval tells the networks their conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionReader {
    /// The priors that the networks have learnt with, and where the value of each comes from, `[n_conditions]`.
    conditions: Vec<(Marginal, ParameterValue)>,
}

impl ConditionReader {
    /// Of networks that have none.
    pub fn none() -> Self {
        Self {
            conditions: Vec::new(),
        }
    }

    /// Of networks that have learnt with `prior`, the last `n_conditions` elements of whose θ are conditions; `whole` makes that of the θ of
    /// a retrieval.
    pub fn new(prior: &Prior, n_conditions: usize, whole: &WholeTheta) -> Self {
        let first = prior.n_parameters() - n_conditions;
        let elements = &whole.elements()[first..];
        let marginals = &prior.marginals()[first..];
        let pairs = marginals.iter().copied().zip(elements.iter().copied());
        Self {
            conditions: pairs.collect(),
        }
    }

    /// How many of the conditions are elements of the retrieval's θ, the last of them.
    pub fn n_free(&self) -> usize {
        let is_free =
            |(_, value): &&(Marginal, ParameterValue)| matches!(value, ParameterValue::Free(_));
        self.conditions.iter().filter(is_free).count()
    }

    /// The prior that the networks have learnt with, from that of the retrieval.
    pub fn whole_prior(&self, prior: &Prior) -> Prior {
        let n_others = prior.n_parameters() - self.n_free();
        let others = prior.marginals()[..n_others].iter();
        let own = self.conditions.iter().map(|(own, _)| own);
        Prior::new(others.chain(own).copied().collect())
    }

    /// In the networks' standardised space.
    ///
    /// # Shapes
    /// - `theta`: `[n_parameters]`, of the retrieval; returns `[n_conditions]`
    pub fn at(&self, theta: &[f64]) -> Vec<f64> {
        let conditions = self.conditions.iter();
        conditions
            .map(|(own, value)| own.to_standard(value.at(theta)))
            .collect()
    }
}

/// Samples of the other parameters, each beside the same conditions.
///
/// # Shapes
/// - `z`: `[n, n_targets]`; `conditions`: `[n_conditions]`; returns `[n, n_targets + n_conditions]`
pub fn beside(z: &Array2<f64>, conditions: &[f64]) -> Array2<f64> {
    let shape = (z.nrows(), conditions.len());
    let same = Array2::from_shape_fn(shape, |(_, i)| conditions[i]);
    concatenate![Axis(1), z.view(), same]
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn conditions_are_told_in_the_space_that_the_networks_know() {
        let own = Marginal::normal(1.0, 0.5).unwrap();
        let prior = Prior::new(vec![Marginal::uniform(0.0, 1.0).unwrap(), own, own]);
        let elements = vec![
            ParameterValue::Free(0),
            ParameterValue::Fixed(2.0),
            ParameterValue::Free(1),
        ];
        let reader = ConditionReader::new(&prior, 2, &WholeTheta::new(elements));
        assert_eq!(reader.at(&[0.3, 0.5]), [2.0, -1.0]);
        assert_eq!(reader.n_free(), 1);
        let narrow = Marginal::normal(1.0, 0.1).unwrap();
        let known = Prior::new(vec![prior.marginals()[0], narrow]);
        assert_eq!(reader.whole_prior(&known), prior);
        assert_eq!(ConditionReader::none().at(&[0.3]), [0.0; 0]);
    }

    #[test]
    fn every_sample_is_beside_the_same_conditions() {
        let z = array![[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(beside(&z, &[]), z);
        assert_eq!(beside(&z, &[7.0]), array![[1.0, 2.0, 7.0], [3.0, 4.0, 7.0]]);
    }
}
