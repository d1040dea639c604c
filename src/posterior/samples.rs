//! Samples of a posterior, each with its weight.

use ndarray::{Array2, Axis, Slice};
use rand::{Rng, seq::SliceRandom};

use crate::statistics;

/// Samples of a posterior. Who makes numbers, bands or figures of them counts each by its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    theta: Array2<f64>,
    weights: Vec<f64>,
}

impl Samples {
    /// Draws from the posterior itself, which all count the same.
    ///
    /// # Shapes
    /// - `theta`: `[n, n_parameters]`, in the parameters' units
    pub fn equal(theta: Array2<f64>) -> Self {
        let weights = vec![1.0; theta.nrows()];
        Self { theta, weights }
    }

    /// Samples of another distribution, weighted so that they stand for the posterior; only the ratios of weights matter.
    ///
    /// # Shapes
    /// - `theta`: `[n, n_parameters]`, in the parameters' units; `weights`: `[n]`, finite and not negative
    ///
    /// # Panics
    /// If there is not one weight a sample.
    pub fn weighted(theta: Array2<f64>, weights: Vec<f64>) -> Self {
        assert_eq!(theta.nrows(), weights.len(), "one weight a sample");
        Self { theta, weights }
    }

    /// Number of samples.
    pub fn n(&self) -> usize {
        self.weights.len()
    }

    /// The parameters, in their units, `[n, n_parameters]`.
    pub fn theta(&self) -> &Array2<f64> {
        &self.theta
    }

    /// The weights, `[n]`.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The weights, where not all samples count the same.
    pub fn unequal_weights(&self) -> Option<&[f64]> {
        unequal(&self.weights)
    }

    /// The first `n` samples, or all if there are fewer.
    #[must_use]
    pub fn first(&self, n: usize) -> Self {
        let n = n.min(self.n());
        Self {
            theta: self.theta.slice_axis(Axis(0), Slice::from(..n)).to_owned(),
            weights: self.weights[..n].to_vec(),
        }
    }

    /// The same in another order, which `rng` draws: whoever takes the first few takes any few, and whoever looks for a chain finds
    /// none.
    #[must_use]
    pub fn shuffled(&self, rng: &mut impl Rng) -> Self {
        let mut order: Vec<usize> = (0..self.n()).collect();
        order.shuffle(rng);
        Self {
            theta: self.theta.select(Axis(0), &order),
            weights: order.iter().map(|i| self.weights[*i]).collect(),
        }
    }

    /// Quantiles of parameter `i`, as [`statistics::weighted_quantiles`].
    pub fn quantiles<const N: usize>(&self, i: usize, levels: [f64; N]) -> [f64; N] {
        statistics::weighted_quantiles(self.theta.column(i), &self.weights, levels)
    }

    /// Mean of parameter `i`.
    pub fn mean(&self, i: usize) -> f64 {
        statistics::mean(self.theta.column(i), &self.weights)
    }

    /// Variance of parameter `i`.
    pub fn variance(&self, i: usize) -> f64 {
        statistics::variance(self.theta.column(i), &self.weights)
    }

    /// Share of the posterior in which parameter `i` is below `value`.
    pub fn share_below(&self, i: usize, value: f64) -> f64 {
        self.share(i, |theta| theta < value)
    }

    /// Share of the posterior in which parameter `i` is above `value`.
    pub fn share_above(&self, i: usize, value: f64) -> f64 {
        self.share(i, |theta| theta > value)
    }

    fn share(&self, i: usize, is_inside: impl Fn(f64) -> bool) -> f64 {
        let inside = self
            .theta
            .column(i)
            .mapv(|theta| f64::from(u8::from(is_inside(theta))));
        statistics::mean(inside.view(), &self.weights)
    }
}

/// The weights, unless all are equal and so say nothing.
pub(super) fn unequal(weights: &[f64]) -> Option<&[f64]> {
    let are_equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
    (!are_equal).then_some(weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use ndarray::array;

    #[test]
    fn shares_count_weights() {
        let theta = array![[1.0], [2.0], [3.0], [4.0]];
        let samples = Samples::equal(theta.clone());
        assert_eq!(
            (samples.share_below(0, 2.5), samples.share_above(0, 4.0)),
            (0.5, 0.0)
        );
        let samples = Samples::weighted(theta, vec![1.0, 0.0, 2.0, 5.0]);
        assert_eq!(
            (samples.share_below(0, 2.5), samples.share_above(0, 2.5)),
            (0.125, 0.875)
        );
    }

    /// The correlation of neighbours among n samples in no order has a standard error of 1/√n; five of them (false failures: 6e-7).
    #[test]
    fn shuffled_samples_are_the_same_without_order() {
        let n = 2_000;
        let theta = Array2::from_shape_fn((n, 1), |(i, _)| (i / 100) as f64);
        let weights: Vec<f64> = theta.iter().map(|theta| 1.0 + theta).collect();
        let samples = Samples::weighted(theta, weights);
        let mut rng = Seed(5).rng(Purpose::Order, 0);
        let shuffled = samples.shuffled(&mut rng);
        assert!((shuffled.mean(0) - samples.mean(0)).abs() < 1e-12);
        for (theta, weight) in shuffled.theta.column(0).iter().zip(&shuffled.weights) {
            assert_eq!(1.0 + theta, *weight);
        }
        let equal = Samples::equal(shuffled.theta);
        let (mean, variance) = (equal.mean(0), equal.variance(0));
        let column: Vec<f64> = equal.theta.iter().map(|theta| theta - mean).collect();
        let products: f64 = column.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let correlation = products / (n as f64 * variance);
        assert!(correlation.abs() < 5.0 / (n as f64).sqrt(), "{correlation}");
    }

    #[test]
    fn only_unequal_weights_say_something() {
        let theta = array![[1.0], [2.0], [3.0]];
        assert_eq!(Samples::equal(theta.clone()).unequal_weights(), None);
        assert_eq!(
            Samples::weighted(theta.clone(), vec![0.2; 3]).unequal_weights(),
            None
        );
        let samples = Samples::weighted(theta, vec![1.0, 1.0, 2.0]);
        assert_eq!(samples.unequal_weights(), Some([1.0, 1.0, 2.0].as_slice()));
        assert_eq!(samples.first(2).unequal_weights(), None);
        assert_eq!((samples.first(2).n(), samples.first(9)), (2, samples));
    }
}
