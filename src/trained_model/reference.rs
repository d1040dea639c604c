//! What held-out simulations say about the networks: where their features lie, and how wide their posteriors should be.

use ndarray::ArrayView1;

use super::feature_distance::FeatureDistance;
use crate::network::Judgement;

/// The yardsticks of an ensemble.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Where the features of simulations lie, one a member.
    pub distances: Vec<FeatureDistance>,
    /// By what posteriors are stretched, `[n_parameters]`.
    pub width_factors: Vec<f64>,
}

impl Reference {
    /// Squared Mahalanobis distance of a judgement's features, the mean over the members.
    pub(super) fn squared_distance(&self, judgement: &Judgement) -> f64 {
        let each = self.distances.iter().zip(&judgement.features);
        let total: f64 = each
            .map(|(distance, features)| distance.squared(ArrayView1::from(features)))
            .sum();
        total / self.distances.len() as f64
    }
}
