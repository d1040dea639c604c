//! Points with weights, to which densities are fitted.

use rayon::prelude::*;

use crate::triangle::{add_outer_product, triangle_length};

/// A point with its weight.
#[derive(Debug, Clone)]
pub struct WeightedPoint {
    pub z: Vec<f64>,
    pub weight: f64,
    /// Logarithm of the density that the weighted points stand for, up to a constant; NaN where that is not known.
    pub log_target: f64,
    /// Points that are not independent of each other have the same.
    pub group: usize,
}

/// Points with weights that sum to one.
#[derive(Debug, Clone, Default)]
pub struct WeightedPoints {
    /// Shape `[n_points][n_dimensions]`.
    pub z: Vec<Vec<f64>>,
    /// Shape `[n_points]`.
    pub weights: Vec<f64>,
    /// See [`WeightedPoint::log_target`], shape `[n_points]`.
    pub log_target: Vec<f64>,
    /// See [`WeightedPoint::group`], shape `[n_points]`.
    groups: Vec<usize>,
}

impl WeightedPoints {
    /// Points with weights of any scale; those of weight zero are left out.
    pub fn new(points: impl IntoIterator<Item = WeightedPoint>) -> Self {
        let mut kept = Self::default();
        for point in points {
            if point.weight > 0.0 {
                kept.z.push(point.z);
                kept.weights.push(point.weight);
                kept.log_target.push(point.log_target);
                kept.groups.push(point.group);
            }
        }
        let sum: f64 = kept.weights.iter().sum();
        kept.weights.iter_mut().for_each(|weight| *weight /= sum);
        kept
    }

    /// The same points with other weights.
    pub fn reweighted(&self, weights: &[f64]) -> Self {
        let kept = (0..self.z.len()).filter(|i| weights[*i] > 0.0);
        Self::new(kept.map(|i| WeightedPoint {
            z: self.z[i].clone(),
            weight: weights[i],
            log_target: self.log_target[i],
            group: self.groups[i],
        }))
    }

    pub fn n_dimensions(&self) -> usize {
        self.z.first().map_or(0, Vec::len)
    }

    /// `1 / Σ w²`.
    pub fn effective_size(&self) -> f64 {
        1.0 / self.weights.iter().map(|w| w * w).sum::<f64>()
    }

    /// Mean and covariance, the latter a lower triangle.
    pub fn moments(&self) -> (Vec<f64>, Vec<f64>) {
        let n = self.n_dimensions();
        let mut mean = vec![0.0; n];
        for (z, weight) in self.z.iter().zip(&self.weights) {
            mean.iter_mut().zip(z).for_each(|(m, z)| *m += weight * z);
        }
        let mut covariance = vec![0.0; triangle_length(n)];
        for (z, weight) in self.z.iter().zip(&self.weights) {
            let offset: Vec<f64> = z.iter().zip(&mean).map(|(z, m)| z - m).collect();
            add_outer_product(&mut covariance, *weight, &offset);
        }
        (mean, covariance)
    }

    /// The same points in other coordinates.
    pub fn mapped(&self, map: impl Fn(&[f64]) -> Vec<f64> + Sync) -> Self {
        Self {
            z: self.z.par_iter().map(|z| map(z)).collect(),
            ..self.clone()
        }
    }

    /// Two parts: the points of a fourth of the groups, and the others.
    pub fn split(&self) -> (Self, Self) {
        let part = |is_in: &dyn Fn(usize) -> bool| {
            let pairs = self.weights.iter().zip(&self.groups);
            let weights: Vec<f64> = pairs
                .map(|(weight, group)| if is_in(*group) { *weight } else { 0.0 })
                .collect();
            self.reweighted(&weights)
        };
        // Thinned points may be every fourth: which groups are held out follows no order.
        let is_held_out =
            |group: usize| (group as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 62 == 3;
        (part(&is_held_out), part(&|group| !is_held_out(group)))
    }
}
