//! A normal density of full covariance, by the triangular map that makes a standard normal of it.
//!
//! It has mean `μ` and precision `LᵀL` with `L = diag(eᵃ)(I + C)`, `C` strictly lower triangular: `a` and `C` are
//! unconstrained, `log det L = Σ aᵢ`, and a draw takes one forward substitution.

use std::f64::consts::TAU;

use burn::tensor::{Device, Tensor};

use crate::network::arrays::tensor_of;

/// Bounds of `a`, the logarithm of a conditional precision's root: widths from e⁻¹⁰ to e⁴ of the prior's.
const LOG_SCALE_BOUNDS: [f32; 2] = [-4.0, 10.0];

/// Entries of `C` of `d` parameters.
pub(super) fn n_couplings(d: usize) -> usize {
    d * (d - 1) / 2
}

/// Logarithm of the constant of a standard normal in `d` dimensions, `½ d ln 2π`.
pub(super) fn log_normaliser(d: usize) -> f64 {
    0.5 * d as f64 * TAU.ln()
}

/// `u = L (z − μ)` of a batch, and `a` within its bounds, of which the sum over parameters is `ln det L`.
///
/// # Shapes
/// - `residual`: `[rows, d]`, `z − μ`; `log_scale`: `[rows, d]`; `coupling`: `[rows, d(d−1)/2]`, by rows of `C`, or nothing
///   where d is one; returns `[rows, d]` twice
pub(super) fn whiten(
    residual: Tensor<2>,
    log_scale: Tensor<2>,
    coupling: Option<Tensor<2>>,
) -> (Tensor<2>, Tensor<2>) {
    let log_scale = log_scale.clamp(LOG_SCALE_BOUNDS[0], LOG_SCALE_BOUNDS[1]);
    let coupled = match coupling {
        None => residual,
        Some(coupling) => {
            let [select, gather] = coupling_matrices(residual.dims()[1], &residual.device());
            residual.clone() + (coupling * residual.matmul(select)).matmul(gather)
        }
    };
    (log_scale.clone().exp() * coupled, log_scale)
}

/// The 0/1 matrices that spread a residual over the couplings, `[d, m]`, and gather their products, `[m, d]`.
fn coupling_matrices(d: usize, device: &Device) -> [Tensor<2>; 2] {
    let m = n_couplings(d);
    let (mut select, mut gather) = (vec![0.0_f32; d * m], vec![0.0_f32; m * d]);
    let coupled = (0..d).flat_map(|row| (0..row).map(move |column| (row, column)));
    for (i, (row, column)) in coupled.enumerate() {
        select[column * m + i] = 1.0;
        gather[i * d + row] = 1.0;
    }
    [(select, [d, m]), (gather, [m, d])].map(|(values, shape)| tensor_of(values, shape, device))
}

/// The same density of one spectrum, in double precision.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TriangularNormal {
    /// `μ`, `[d]`.
    pub mean: Vec<f64>,
    /// `a`, `[d]`, and `eᵃ`.
    log_scale: Vec<f64>,
    scale: Vec<f64>,
    /// `C` by rows, `[d(d−1)/2]`.
    coupling: Vec<f64>,
}

impl TriangularNormal {
    /// Reads outputs of the last layer.
    ///
    /// # Shapes
    /// - `mean`, `log_scale`: `[d]`; `coupling`: `[d(d−1)/2]`
    pub fn new(mean: &[f32], log_scale: &[f32], coupling: &[f32]) -> Self {
        let double =
            |values: &[f32]| -> Vec<f64> { values.iter().copied().map(f64::from).collect() };
        let [low, high] = LOG_SCALE_BOUNDS.map(f64::from);
        let log_scale: Vec<f64> = double(log_scale)
            .iter()
            .map(|a| a.clamp(low, high))
            .collect();
        Self {
            mean: double(mean),
            scale: log_scale.iter().map(|a| a.exp()).collect(),
            log_scale,
            coupling: double(coupling),
        }
    }

    /// `ln det L`.
    pub fn log_determinant(&self) -> f64 {
        self.log_scale.iter().sum()
    }

    /// `L (z − μ)`, parameter by parameter.
    pub fn whitened<'a>(&'a self, z: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let mut coupling = self.coupling.iter();
        (0..z.len()).map(move |row| {
            let coupled: f64 = (0..row)
                .zip(&mut coupling)
                .map(|(column, c)| c * (z[column] - self.mean[column]))
                .sum();
            self.scale[row] * (z[row] - self.mean[row] + coupled)
        })
    }

    /// The z of which `L (z − μ)` is `u`, by forward substitution.
    pub fn unwhitened(&self, u: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut residual: Vec<f64> = Vec::with_capacity(self.mean.len());
        let mut coupling = self.coupling.iter();
        for (u, a) in u.into_iter().zip(&self.log_scale) {
            let coupled: f64 = residual.iter().zip(&mut coupling).map(|(r, c)| c * r).sum();
            residual.push(u * (-a).exp() - coupled);
        }
        residual
            .iter()
            .zip(&self.mean)
            .map(|(r, m)| r + m)
            .collect()
    }

    /// Logarithm of the density at `z`, nats.
    pub fn log_density(&self, z: &[f64]) -> f64 {
        let squared: f64 = self.whitened(z).map(|u| u * u).sum();
        self.log_determinant() - log_normaliser(z.len()) - 0.5 * squared
    }

    /// Standard deviation of each parameter: the lengths of the rows of `L⁻¹`, because the covariance is `L⁻¹ L⁻ᵀ`; found by
    /// forward substitution.
    pub fn stds(&self) -> Vec<f64> {
        let d = self.mean.len();
        let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(d);
        let mut coupling = self.coupling.iter();
        for row in 0..d {
            let mut own = vec![0.0; d];
            own[row] = (-self.log_scale[row]).exp();
            for (other, c) in inverse.iter().zip(&mut coupling) {
                own.iter_mut()
                    .zip(other)
                    .for_each(|(own, other)| *own -= c * other);
            }
            inverse.push(own);
        }
        let length = |row: &Vec<f64>| row.iter().map(|a| a * a).sum::<f64>().sqrt();
        inverse.iter().map(length).collect()
    }
}
