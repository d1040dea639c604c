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
    /// Standard error with which `mean` lies where it does among the means of the other networks, `[network, parameter]`:
    /// zero for a density with closed marginals, where the quadrature is exact to rounding; else the error of the draws that
    /// stand for the density, after what all networks have in common is taken off, because they share random numbers.
    pub mean_error: Array2<f64>,
}

impl NetworkMoments {
    /// `marginals`: of each network and parameter; `transform`: takes z of a parameter to its own unit.
    pub(super) fn new(
        marginals: &[Vec<NormalSum>],
        transform: impl Fn(usize, f64) -> f64 + Sync,
    ) -> Self {
        let moments = of_each(marginals, transform, |nodes| {
            [nodes.mean(), nodes.variance()]
        });
        let shape = (moments.len(), moments.first().map_or(0, Vec::len));
        let [mean, variance] =
            [0, 1].map(|i| Array2::from_shape_fn(shape, |(t, parameter)| moments[t][parameter][i]));
        Self {
            weight: Array1::ones(shape.0),
            mean,
            variance,
            mean_error: Array2::zeros(shape),
        }
    }

    /// The same with means of other marginals, which are draws that share random numbers.
    pub(super) fn with_means_of(
        self,
        marginals: &[Vec<NormalSum>],
        transform: impl Fn(usize, f64) -> f64 + Sync,
    ) -> Self {
        let nodes = of_each(marginals, transform, |nodes| nodes);
        let mean = |(t, parameter): (usize, usize)| nodes[t][parameter].mean();
        let mut mean_error = Array2::zeros(self.mean.dim());
        for (parameter, mut errors) in mean_error.columns_mut().into_iter().enumerate() {
            let of_parameter: Vec<&Nodes> = nodes.iter().map(|own| &own[parameter]).collect();
            errors.assign(&errors_of_means(&of_parameter));
        }
        Self {
            mean: Array2::from_shape_fn(self.mean.dim(), mean),
            mean_error,
            ..self
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

/// What `of` makes of each network and parameter, by all threads.
fn of_each<T: Send>(
    marginals: &[Vec<NormalSum>],
    transform: impl Fn(usize, f64) -> f64 + Sync,
    of: impl Fn(Nodes) -> T + Sync,
) -> Vec<Vec<T>> {
    let of_one = |(parameter, marginal): (usize, &NormalSum)| {
        of(Nodes::new(marginal, |z| transform(parameter, z)))
    };
    let of_network = |own: &Vec<NormalSum>| own.iter().enumerate().map(of_one).collect();
    marginals.par_iter().map(of_network).collect()
}

/// A parameter under one network: weights, which add up to one, and values.
struct Nodes {
    weight: Array1<f64>,
    value: Array1<f64>,
}

impl Nodes {
    fn new(marginal: &NormalSum, transform: impl Fn(f64) -> f64) -> Self {
        let (weight, value): (Vec<f64>, Vec<f64>) = marginal.nodes().into_iter().unzip();
        Self {
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
}

/// Standard error of each network's mean less the mean of all networks, whose draws use the same random numbers.
fn errors_of_means(networks: &[&Nodes]) -> Array1<f64> {
    let values: Vec<_> = networks
        .iter()
        .map(|network| network.value.view())
        .collect();
    let values = ndarray::stack(Axis(0), &values).expect("every network has as many draws");
    let common = values.mean_axis(Axis(0)).expect("there is a network");
    let n_draws = values.ncols() as f64;
    (values - &common).map_axis(Axis(1), |own| (own.var(1.0) / n_draws).sqrt())
}
