//! What held-out simulations say about the networks: where their features lie, and how wide their posteriors should be.

use ndarray::ArrayView1;
use rand::Rng;

use super::feature_distance::FeatureDistance;
use super::width::WidthFactors;
use crate::network::{Draws, Judgement};

/// The yardsticks of an ensemble.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Where the features of simulations lie, one a member.
    pub distances: Vec<FeatureDistance>,
    /// By what the width of a posterior is corrected.
    pub width: WidthFactors,
}

impl Reference {
    /// Draws `n` samples of a judgement's posterior, of corrected width.
    pub fn draw(&self, judgement: &Judgement, n: usize, rng: &mut impl Rng) -> Draws {
        let mut draws = judgement.posterior.draw(n, rng);
        self.width.apply(&mut draws.z);
        draws
    }

    /// Squared Mahalanobis distance of a judgement's features, the mean over the members.
    pub(super) fn squared_distance(&self, judgement: &Judgement) -> f64 {
        let each = self.distances.iter().zip(&judgement.features);
        let total: f64 = each
            .map(|(distance, features)| distance.squared(ArrayView1::from(features)))
            .sum();
        total / self.distances.len() as f64
    }
}
