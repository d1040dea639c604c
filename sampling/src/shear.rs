//! A bent ridge made straight: each coordinate less a polynomial of the coordinates before it.
//!
//! `y_j = x_j − P_j(x_1 … x_{j−1})`, of which the volume is that of x and the inverse is as simple; x are coordinates in which
//! the points have unit covariance. P_j has all squares, products and cubes; it is found by weighted least squares.

use crate::triangle::{
    add_outer_product, cholesky, inverse, log_determinant, multiply, triangle_length,
};
use crate::weighted_points::WeightedPoints;

/// Coordinates enter polynomials no larger than this, in standard deviations: what is beyond was never fitted.
const FARTHEST: f64 = 4.0;
/// With more parameters there are too many products for the points to tell them.
const MOST_DIMENSIONS: usize = 25;

/// An invertible map between z and y.
#[derive(Debug, Clone, PartialEq)]
pub struct Shear {
    mean: Vec<f64>,
    factor: Vec<f64>,
    inverse: Vec<f64>,
    log_volume: f64,
    /// Coordinates in the order in which they are straightened.
    order: Vec<usize>,
    /// Coefficients of each one's polynomial, in that order; empty where it is zero.
    polynomials: Vec<Vec<f64>>,
}

impl Shear {
    /// Coordinates of unit covariance, not bent; none if the points lie in a plane.
    pub fn straight(points: &WeightedPoints) -> Option<Self> {
        let n = points.n_dimensions();
        let (mean, covariance) = points.moments();
        let factor = cholesky(&covariance, n)?;
        Some(Self {
            mean,
            inverse: inverse(&factor, n),
            log_volume: log_determinant(&factor, n),
            factor,
            order: (0..n).collect(),
            polynomials: vec![Vec::new(); n],
        })
    }

    /// With a polynomial for each coordinate, those that the others say least about first.
    pub fn bent(points: &WeightedPoints) -> Option<Self> {
        let straight = Self::straight(points)?;
        let n = points.n_dimensions();
        if !(2..=MOST_DIMENSIONS).contains(&n) {
            return None;
        }
        let x: Vec<Vec<f64>> = points.z.iter().map(|z| straight.white(z)).collect();
        let n_effective = points.effective_size();
        let others = |i: usize| (0..n).filter(|j| *j != i).collect::<Vec<usize>>();
        let mut residuals: Vec<(f64, usize)> = Vec::new();
        for i in 0..n {
            let (_, residual) = regression(&x, &points.weights, &others(i), i, n_effective)?;
            residuals.push((residual, i));
        }
        residuals.sort_by(|a, b| b.0.total_cmp(&a.0));
        let order: Vec<usize> = residuals.iter().map(|(_, i)| *i).collect();
        let mut polynomials = vec![Vec::new()];
        for j in 1..n {
            let (before, i) = (&order[..j], order[j]);
            let (polynomial, _) = regression(&x, &points.weights, before, i, n_effective)?;
            polynomials.push(polynomial);
        }
        Some(Self {
            order,
            polynomials,
            ..straight
        })
    }

    /// Logarithm of the volume of z that a unit volume of y is.
    pub fn log_volume(&self) -> f64 {
        self.log_volume
    }

    /// z → y.
    pub fn straighten(&self, z: &[f64]) -> Vec<f64> {
        let x = self.white(z);
        let mut y = x.clone();
        let mut features = Vec::new();
        for (j, polynomial) in self.polynomials.iter().enumerate() {
            y[self.order[j]] -= value(polynomial, &x, &self.order[..j], &mut features);
        }
        y
    }

    /// y → z.
    pub fn bend(&self, y: &[f64]) -> Vec<f64> {
        let mut x = y.to_vec();
        let mut features = Vec::new();
        for (j, polynomial) in self.polynomials.iter().enumerate() {
            x[self.order[j]] += value(polynomial, &x, &self.order[..j], &mut features);
        }
        let offset = multiply(&self.factor, &x);
        self.mean.iter().zip(offset).map(|(m, x)| m + x).collect()
    }

    fn white(&self, z: &[f64]) -> Vec<f64> {
        let offset: Vec<f64> = z.iter().zip(&self.mean).map(|(z, m)| z - m).collect();
        multiply(&self.inverse, &offset)
    }
}

fn value(polynomial: &[f64], x: &[f64], of: &[usize], features: &mut Vec<f64>) -> f64 {
    if polynomial.is_empty() {
        return 0.0;
    }
    fill_features(x, of, features);
    polynomial.iter().zip(features).map(|(c, f)| c * *f).sum()
}

/// One, and all monomials of the given coordinates up to second degree, and cubes.
fn fill_features(x: &[f64], of: &[usize], features: &mut Vec<f64>) {
    let limited = |i: usize| x[i].clamp(-FARTHEST, FARTHEST);
    features.clear();
    features.push(1.0);
    for (k, i) in of.iter().enumerate() {
        let a = limited(*i);
        features.push(a);
        features.push(a * a * a);
        features.extend(of[..=k].iter().map(|j| a * limited(*j)));
    }
}

/// The polynomial of some coordinates that is nearest to another, and the variance that it leaves; coefficients of a size of
/// one count as one point against them.
fn regression(
    x: &[Vec<f64>],
    weights: &[f64],
    of: &[usize],
    to: usize,
    n_effective: f64,
) -> Option<(Vec<f64>, f64)> {
    let mut features = Vec::new();
    fill_features(&x[0], of, &mut features);
    let n = features.len();
    // The last row of the matrix is the right side, so that one triangle holds all sums.
    let mut sums = vec![0.0; triangle_length(n + 1)];
    for (x, weight) in x.iter().zip(weights) {
        fill_features(x, of, &mut features);
        features.push(x[to]);
        add_outer_product(&mut sums, *weight, &features);
    }
    for i in 0..n {
        sums[triangle_length(i) + i] += 1.0 / n_effective;
    }
    let factor = cholesky(&sums, n + 1)?;
    // Cholesky's last row is L⁻¹ b, its corner the root of what is left.
    let last = &factor[triangle_length(n)..];
    let (solved, residual) = (&last[..n], last[n] * last[n]);
    Some((backward_substitute(&factor, solved), residual))
}

/// Solves `Lᵀ x = b`.
fn backward_substitute(factor: &[f64], b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in (0..x.len()).rev() {
        x[i] /= factor[triangle_length(i) + i];
        let (before, rest) = x.split_at_mut(i);
        let row = &factor[triangle_length(i)..triangle_length(i) + i];
        for (x, l) in before.iter_mut().zip(row) {
            *x -= l * rest[0];
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, stream};
    use crate::weighted_points::WeightedPoint;
    use rand::Rng;

    /// A parabola with a spread of 0.02 about it.
    fn parabola() -> WeightedPoints {
        let point = |i: u64| {
            let mut rng = stream(1, Purpose::Start, 0, i);
            let mut uniform = || rng.random::<f64>() - 0.5;
            let (a, b) = (3.0 * uniform(), uniform());
            WeightedPoint {
                z: vec![a * a + 0.02 * uniform(), a, b],
                weight: 1.0,
                log_target: 0.0,
                group: 0,
            }
        };
        WeightedPoints::new((0..2000).map(point))
    }

    #[test]
    fn bending_is_the_inverse_of_straightening() {
        let points = parabola();
        let shear = Shear::bent(&points).unwrap();
        for z in points.z.iter().chain([&vec![30.0, -20.0, 10.0]]) {
            let back = shear.bend(&shear.straighten(z));
            assert!(z.iter().zip(back).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }

    /// The parabola's root mean square is 0.7, that of the spread 0.006.
    #[test]
    fn a_parabola_is_straightened() {
        let points = parabola();
        let shear = Shear::bent(&points).unwrap();
        let (_, covariance) = points.mapped(|z| shear.straighten(z)).moments();
        let smallest = [covariance[0], covariance[2], covariance[5]]
            .into_iter()
            .fold(f64::INFINITY, f64::min);
        assert!(smallest.sqrt() < 0.02, "{smallest}");
    }

    /// Finite differences of the map: its volume is the same everywhere.
    #[test]
    fn volumes_are_those_of_the_straight_map() {
        let shear = Shear::bent(&parabola()).unwrap();
        let (at, step) = ([0.4, -0.7, 0.2], 1e-5);
        let column = |k: usize| -> Vec<f64> {
            let shifted = |by: f64| {
                let mut y = at.to_vec();
                y[k] += by;
                shear.bend(&y)
            };
            let pairs = shifted(step).into_iter().zip(shifted(-step));
            pairs.map(|(a, b)| (a - b) / (2.0 * step)).collect()
        };
        let [a, b, c] = [column(0), column(1), column(2)];
        let determinant = a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1])
            + c[0] * (a[1] * b[2] - a[2] * b[1]);
        assert!((determinant.abs().ln() - shear.log_volume()).abs() < 1e-6);
    }
}
