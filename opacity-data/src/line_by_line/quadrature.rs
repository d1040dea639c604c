//! The samples of g at which k-distributions are stored.

/// Samples in each of the two parts of g.
const N_HALF: usize = 8;

/// Where the two parts meet: the upper part resolves the line cores.
pub const SPLIT: f64 = 0.9;

/// A quadrature over g from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Quadrature {
    /// Abscissae, rising.
    pub samples: Vec<f64>,
    /// Weights, which add up to one.
    pub weights: Vec<f64>,
}

/// Gauss–Legendre with eight points on [0, 0.9] and eight on [0.9, 1].
pub fn split_gauss_legendre() -> Quadrature {
    let (nodes, weights) = gauss_legendre(N_HALF);
    let part = |from: f64, to: f64| {
        let middle = 0.5 * (from + to);
        let half = 0.5 * (to - from);
        nodes
            .iter()
            .zip(&weights)
            .map(move |(x, w)| (middle + half * x, half * w))
    };
    let (samples, weights) = part(0.0, SPLIT).chain(part(SPLIT, 1.0)).unzip();
    Quadrature { samples, weights }
}

/// Nodes, rising, and weights of Gauss–Legendre quadrature on [−1, 1], by Newton's method on the Legendre polynomial.
fn gauss_legendre(n: usize) -> (Vec<f64>, Vec<f64>) {
    let node = |i: usize| {
        let mut x = -(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        for _ in 0..20 {
            let (value, slope) = legendre(n, x);
            x -= value / slope;
        }
        x
    };
    let nodes: Vec<f64> = (0..n).map(node).collect();
    let weight = |x: &f64| 2.0 / ((1.0 - x * x) * legendre(n, *x).1.powi(2));
    let weights = nodes.iter().map(weight).collect();
    (nodes, weights)
}

/// Legendre polynomial of degree n and its derivative.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut previous, mut current) = (1.0, x);
    for k in 2..=n {
        let k = k as f64;
        (previous, current) = (
            current,
            ((2.0 * k - 1.0) * x * current - (k - 1.0) * previous) / k,
        );
    }
    (current, n as f64 * (x * current - previous) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one_and_samples_rise() {
        let q = split_gauss_legendre();
        assert!((q.weights.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        assert!(q.samples.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn polynomials_up_to_degree_fifteen_are_integrated_exactly() {
        let q = split_gauss_legendre();
        let integral: f64 = q
            .samples
            .iter()
            .zip(&q.weights)
            .map(|(g, w)| w * g.powi(15))
            .sum();
        assert!((integral - 1.0 / 16.0).abs() < 1e-14);
    }
}
