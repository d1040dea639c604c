//! Points with weights, to which mixtures are fitted.

use crate::triangle::{add_outer_product, triangle_length};

/// Points with weights that sum to one.
#[derive(Debug, Clone, Default)]
pub struct WeightedPoints {
    /// Shape `[n_points][n_dimensions]`.
    pub z: Vec<Vec<f64>>,
    /// Shape `[n_points]`.
    pub weights: Vec<f64>,
}

impl WeightedPoints {
    /// Points with weights of any scale; those of weight zero are left out.
    pub fn new(z: Vec<Vec<f64>>, weights: Vec<f64>) -> Self {
        let sum: f64 = weights.iter().sum();
        let pairs = z.into_iter().zip(weights);
        let (z, weights) = pairs
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(z, weight)| (z, weight / sum))
            .unzip();
        Self { z, weights }
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

    /// Two parts: every fourth point, and the others.
    pub fn split(&self) -> (Self, Self) {
        let part = |is_in: &dyn Fn(usize) -> bool| {
            let kept: Vec<usize> = (0..self.z.len()).filter(|i| is_in(*i)).collect();
            let z = kept.iter().map(|i| self.z[*i].clone()).collect();
            Self::new(z, kept.iter().map(|i| self.weights[*i]).collect())
        };
        (part(&|i| i % 4 == 3), part(&|i| i % 4 != 3))
    }
}
