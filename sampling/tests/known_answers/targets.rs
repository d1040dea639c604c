//! Likelihoods whose evidence, or whose posterior's moments, are known.

use sampling::{LogLikelihood, log_sum_exp};
use statrs::function::erf::erfc;

/// Φ.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// Logarithm of a normal density in each dimension, summed.
pub fn log_normal(x: &[f64], mean: &[f64], std: f64) -> f64 {
    let squares: f64 = x
        .iter()
        .zip(mean)
        .map(|(x, m)| ((x - m) / std).powi(2))
        .sum();
    -0.5 * squares - x.len() as f64 * (std * std::f64::consts::TAU.sqrt()).ln()
}

/// A likelihood given as a function.
pub struct Target<F> {
    pub n_dimensions: usize,
    pub log_likelihood: F,
}

impl<F: Fn(&[f64]) -> f64 + Sync> LogLikelihood for Target<F> {
    type Workspace = ();

    fn n_dimensions(&self) -> usize {
        self.n_dimensions
    }

    fn workspace(&self) {}

    fn log_likelihood(&self, z: &[f64], _workspace: &mut ()) -> f64 {
        (self.log_likelihood)(z)
    }
}

pub fn target<F: Fn(&[f64]) -> f64 + Sync>(n_dimensions: usize, log_likelihood: F) -> Target<F> {
    Target {
        n_dimensions,
        log_likelihood,
    }
}

/// Two shells of radius 2 and width 0.1 at ± 3.5 on the first axis, uniform prior on [−6, 6] in each dimension.
pub fn shells(n_dimensions: usize) -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    let shell = |theta: &[f64], centre: f64| {
        let rest: f64 = theta[1..].iter().map(|t| t * t).sum();
        let radius = ((theta[0] - centre).powi(2) + rest).sqrt();
        log_normal(&[radius], &[2.0], 0.1)
    };
    target(n_dimensions, move |z| {
        let theta: Vec<f64> = z.iter().map(|z| 12.0 * normal_cdf(*z) - 6.0).collect();
        log_sum_exp([shell(&theta, -3.5), shell(&theta, 3.5)].into_iter())
    })
}

/// `ln L = (2 + cos(θ₁/2) cos(θ₂/2))⁵`, uniform prior on [0, 10π].
pub fn egg_box() -> Target<impl Fn(&[f64]) -> f64 + Sync> {
    target(2, |z| {
        let cos = |z: f64| (5.0 * std::f64::consts::PI * normal_cdf(z)).cos();
        (2.0 + cos(z[0]) * cos(z[1])).powi(5)
    })
}

/// `y = A z + noise` of standard deviation σ, with as many data as parameters and five more.
pub struct LinearGaussian {
    matrix: Vec<Vec<f64>>,
    data: Vec<f64>,
}

impl LinearGaussian {
    const NOISE: f64 = 0.2;

    /// Entries that look random, of the size 1/√n.
    pub fn new(n_dimensions: usize) -> Self {
        let entry = |i: usize, j: usize| ((i * 37 + j * 101 + i * j * 7) as f64).sin();
        let row = |i: usize| {
            let scale = 1.0 / (n_dimensions as f64).sqrt();
            (0..n_dimensions).map(|j| scale * entry(i, j)).collect()
        };
        let n_data = n_dimensions + 5;
        Self {
            matrix: (0..n_data).map(row).collect(),
            data: (0..n_data).map(|i| entry(i, 50)).collect(),
        }
    }

    pub fn log_likelihood(&self, z: &[f64]) -> f64 {
        let dot = |row: &Vec<f64>| row.iter().zip(z).map(|(a, z)| a * z).sum();
        let model: Vec<f64> = self.matrix.iter().map(dot).collect();
        log_normal(&self.data, &model, Self::NOISE)
    }

    /// The density of the data, one datum after the other, each given those before: their covariance, eliminated row by row.
    pub fn log_evidence(&self) -> f64 {
        let n = self.data.len();
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let mut rest: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                (0..n)
                    .map(|j| dot(&self.matrix[i], &self.matrix[j]))
                    .collect()
            })
            .collect();
        let mut residual = self.data.clone();
        let mut log_evidence = 0.0;
        for k in 0..n {
            rest[k][k] += Self::NOISE * Self::NOISE;
            let pivot = rest[k].clone();
            log_evidence += log_normal(&[residual[k]], &[0.0], pivot[k].sqrt());
            for i in k + 1..n {
                let ratio = rest[i][k] / pivot[k];
                residual[i] -= ratio * residual[k];
                for j in k + 1..n {
                    rest[i][j] -= ratio * pivot[j];
                }
            }
        }
        log_evidence
    }
}
