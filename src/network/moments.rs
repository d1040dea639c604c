//! What each network alone says of each parameter: its mean and variance in the parameter's own unit.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::density::NormalSum;

/// Moments of each parameter under each network. They belong to the densities themselves, so they do not depend on how
/// many samples a posterior is shown by.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkMoments {
    /// Share of each network in the posterior; only ratios matter, `[network]`.
    pub weight: Array1<f64>,
    /// `[network, parameter]`.
    pub mean: Array2<f64>,
    /// `[network, parameter]`.
    pub variance: Array2<f64>,
    /// Standard error of `mean`, `[network, parameter]`: zero for a density with closed marginals, where the quadrature is exact to
    /// rounding; else that of the draws that stand for the density.
    pub mean_error: Array2<f64>,
}

impl NetworkMoments {
    /// `marginals`: of each network and parameter; `transform`: takes z of a parameter to its own unit.
    pub(super) fn new(
        marginals: &[Vec<NormalSum>],
        transform: impl Fn(usize, f64) -> f64 + Sync,
    ) -> Self {
        let shape = (marginals.len(), marginals.first().map_or(0, Vec::len));
        let moments = |(parameter, marginal): (usize, &NormalSum)| {
            let nodes = Nodes::new(marginal, |z| transform(parameter, z));
            [nodes.mean(), nodes.variance(), nodes.mean_error()]
        };
        let of_network = |own: &Vec<NormalSum>| own.iter().enumerate().map(moments).collect();
        let each: Vec<Vec<[f64; 3]>> = marginals.par_iter().map(of_network).collect();
        let [mean, variance, mean_error] =
            [0, 1, 2].map(|i| Array2::from_shape_fn(shape, |(t, parameter)| each[t][parameter][i]));
        Self {
            weight: Array1::ones(shape.0),
            mean,
            variance,
            mean_error,
        }
    }

    /// Those of the samples of each network that are kept, a network counting by how many that are.
    ///
    /// # Shapes
    /// - `values`: `[n, n_parameters]`, in the parameters' units; `network`: `[n]`, each below `n_networks`
    pub fn of_samples(values: ArrayView2<f64>, network: &[usize], n_networks: usize) -> Self {
        let shape = (n_networks, values.ncols());
        let mut weight = Array1::<f64>::zeros(n_networks);
        let [mut mean, mut variance] = [(); 2].map(|()| Array2::<f64>::zeros(shape));
        for (row, t) in values.rows().into_iter().zip(network) {
            weight[*t] += 1.0;
            mean.row_mut(*t).scaled_add(1.0, &row);
        }
        // A network without samples weighs nothing, whatever its moments.
        let n = weight.mapv(|n| n.max(1.0)).insert_axis(Axis(1));
        mean /= &n;
        for (row, t) in values.rows().into_iter().zip(network) {
            let residual = &row - &mean.row(*t);
            variance
                .row_mut(*t)
                .scaled_add(1.0, &(&residual * &residual));
        }
        variance /= &n;
        Self {
            mean_error: (&variance / &n).mapv(f64::sqrt),
            weight,
            mean,
            variance,
        }
    }
}

/// A parameter under one network: weights, which add up to one, and values, which are draws or nodes of a quadrature.
struct Nodes {
    are_draws: bool,
    weight: Array1<f64>,
    value: Array1<f64>,
}

impl Nodes {
    fn new(marginal: &NormalSum, transform: impl Fn(f64) -> f64) -> Self {
        let (weight, value): (Vec<f64>, Vec<f64>) = marginal.nodes().into_iter().unzip();
        Self {
            are_draws: marginal.is_sampled(),
            weight: weight.into(),
            value: value.into_iter().map(transform).collect(),
        }
    }

    fn mean(&self) -> f64 {
        self.weight.dot(&self.value)
    }

    fn variance(&self) -> f64 {
        let residual = &self.value - self.mean();
        self.weight.dot(&(&residual * &residual))
    }

    fn mean_error(&self) -> f64 {
        match self.are_draws {
            true => (self.variance() / (self.value.len() as f64 - 1.0)).sqrt(),
            false => 0.0,
        }
    }
}
