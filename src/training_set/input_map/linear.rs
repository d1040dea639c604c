//! What a spectrum says of the simulations' ways to vary, if these are normally distributed: the best estimate for any errors and gaps.
//!
//! A spectrum is taken as `x = mean + B c + noise` with independent standard normal `c` and independent noise. Then c given x is
//! normal, too, with the precision `Q = I + Bᵀ N⁻¹ B` and the mean `Q⁻¹ Bᵀ N⁻¹ (x − mean)`. A bin that is missing is one of infinite
//! error.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::cholesky::{backward_substitution, cholesky, forward_substitution, inverse_diagonal};

/// Ways to vary that are looked at, at most.
const MOST: usize = 32;
/// Variance that is left of every bin by those that are looked at, over that of its noise.
const LITTLE: f64 = 0.05;

/// The ways to vary, and what they leave.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LinearModel {
    /// B, `[n_bins, n_ways]`.
    loadings: Array2<f64>,
    /// What the ways leave of the variance of simulations, `[n_bins]`.
    left: Array1<f64>,
    /// Variance of the noise of the training, `[n_bins]`.
    noise: Array1<f64>,
    /// Of each bin the products of its loadings, each pair once, `[n_bins, n_pairs]`.
    products: Array2<f64>,
}

/// What some spectra say of the ways to vary.
pub(super) struct Estimate {
    /// `[rows, n_ways]`.
    pub mean: Array2<f32>,
    /// Standard deviations, `[rows, n_ways]`.
    pub error: Array2<f32>,
    /// What is expected of each bin, less the mean, `[rows, n_bins]`.
    pub expected: Array2<f32>,
}

impl LinearModel {
    /// Of simulations with that covariance, by its Cholesky factor whose pivots are the bins of which most is left over the noise, until
    /// little is.
    ///
    /// # Shapes
    /// - `covariance`: `[n_bins, n_bins]`, without noise; `noise`: `[n_bins]`, variances
    pub fn fit(covariance: ArrayView2<f64>, noise: ArrayView1<f64>) -> Self {
        let n_bins = noise.len();
        let mut left = covariance.diag().to_owned();
        let mut loadings = Array2::zeros((n_bins, 0));
        while loadings.ncols() < MOST.min(n_bins) {
            let over_noise = (&left / &noise).into_iter().enumerate();
            let most = over_noise.max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((pivot, _)) = most.filter(|(_, over_noise)| *over_noise > LITTLE) else {
                break;
            };
            let known = loadings.dot(&loadings.row(pivot));
            let column = (&covariance.column(pivot) - &known) / left[pivot].sqrt();
            left = (left - column.mapv(|x| x * x)).mapv(|x| x.max(0.0));
            left[pivot] = 0.0;
            loadings
                .push_column(column.view())
                .expect("one for each bin");
        }
        Self::new(loadings, left, noise.to_owned())
    }

    /// From its parts.
    ///
    /// # Shapes
    /// - `loadings`: `[n_bins, n_ways]`; `left`, `noise`: `[n_bins]`, variances
    pub fn new(loadings: Array2<f64>, left: Array1<f64>, noise: Array1<f64>) -> Self {
        let n = loadings.ncols();
        let pairs: Vec<[usize; 2]> = (0..n).flat_map(|i| (0..=i).map(move |j| [i, j])).collect();
        let product = |(bin, pair): (usize, usize)| {
            let [i, j] = pairs[pair];
            loadings[[bin, i]] * loadings[[bin, j]]
        };
        Self {
            products: Array2::from_shape_fn((loadings.nrows(), pairs.len()), product),
            loadings,
            left,
            noise,
        }
    }

    /// Its parts, as [`LinearModel::new`] takes them.
    pub fn parts(&self) -> [ArrayView2<'_, f64>; 3] {
        let [left, noise] = [&self.left, &self.noise].map(|own| own.view().insert_axis(Axis(1)));
        [self.loadings.view(), left, noise]
    }

    /// Ways to vary.
    pub fn n_ways(&self) -> usize {
        self.loadings.ncols()
    }

    /// # Shapes
    /// - `residual`: `[rows, n_bins]`, differences from the mean; `factors`: the same, by what the σ of each bin is larger than that of
    ///   the training, infinite where it is missing
    pub fn estimate(&self, residual: &Array2<f32>, factors: ArrayView2<f32>) -> Estimate {
        let weight = |(factor, (left, noise)): (&f32, (&f64, &f64))| {
            let factor = f64::from(*factor);
            1.0 / (left + factor * factor * noise)
        };
        let variances = || self.left.iter().zip(&self.noise);
        let weights = factors.rows().into_iter();
        let weights = weights.flat_map(|factors| factors.into_iter().zip(variances()).map(weight));
        let weights = Array2::from_shape_vec(factors.dim(), weights.collect());
        let weights = weights.expect("one for each factor");
        let pairs = weights.dot(&self.products);
        let projected = (residual.mapv(f64::from) * &weights).dot(&self.loadings);
        let shape = projected.dim();
        let [mut mean, mut error] = [(); 2].map(|()| Array2::zeros(shape));
        for (row, pairs) in pairs.rows().into_iter().enumerate() {
            let factor = cholesky(precision(pairs, shape.1).view());
            let factor = factor.expect("the identity and a square are positive");
            let half = forward_substitution(factor.view(), projected.row(row));
            let own = backward_substitution(factor.view(), half.view());
            mean.row_mut(row).assign(&own);
            let variances = inverse_diagonal(factor.view());
            error.row_mut(row).assign(&variances.mapv(f64::sqrt));
        }
        Estimate {
            expected: mean.dot(&self.loadings.t()).mapv(|x| x as f32),
            mean: mean.mapv(|x| x as f32),
            error: error.mapv(|x: f64| x as f32),
        }
    }
}

/// The lower triangle of the identity plus the matrix of which `pairs` is the lower triangle, row by row.
fn precision(pairs: ArrayView1<f64>, n: usize) -> Array2<f64> {
    let mut matrix = Array2::eye(n);
    let places = (0..n).flat_map(|i| (0..=i).map(move |j| [i, j]));
    for (place, pair) in places.zip(pairs) {
        matrix[place] += pair;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// Two ways in four bins, of which the third is their sum and the fourth has noise alone.
    fn model() -> LinearModel {
        let ways = array![[3.0, 0.0], [1.0, 2.0], [4.0, 2.0], [0.0, 0.0]];
        LinearModel::fit(
            ways.dot(&ways.t()).view(),
            array![0.5, 1.0, 2.0, 0.1].view(),
        )
    }

    #[test]
    fn as_many_ways_are_found_as_there_are() {
        let model = model();
        assert_eq!(model.n_ways(), 2);
        let again = model.loadings.dot(&model.loadings.t());
        let ways = array![[3.0, 0.0], [1.0, 2.0], [4.0, 2.0], [0.0, 0.0]];
        let differences = again - ways.dot(&ways.t());
        assert!(differences.iter().all(|e| e.abs() < 1e-12), "{differences}");
        assert!(model.left.iter().all(|left| left.abs() < 1e-12));
    }

    /// By conditioning the joint normal density of bins on those that are seen: `E[y | x] = C_yx (C_xx + N)⁻¹ x`, with two bins by
    /// Cramer's rule. The second bin is missing and the third's error is twice that of the training.
    #[test]
    fn estimates_are_those_of_a_normal_density_for_any_errors_and_gaps() {
        let model = model();
        let factors = array![[1.0, f32::INFINITY, 2.0, 1.0]];
        let estimate = model.estimate(&array![[1.0, 0.0, -2.0, 0.3]], factors.view());
        // Covariances of the bins: 9, 12 and 20 of the first and third; 3 and 8 of the second with them.
        let (a, b, d) = (9.0 + 0.5, 12.0, 20.0 + 4.0 * 2.0);
        let determinant = a * d - b * b;
        let solved = [(d + 2.0 * b) / determinant, (-b - 2.0 * a) / determinant];
        let expected = [
            9.0 * solved[0] + 12.0 * solved[1],
            3.0 * solved[0] + 8.0 * solved[1],
            12.0 * solved[0] + 20.0 * solved[1],
            0.0,
        ];
        for (found, expected) in estimate.expected.iter().zip(expected) {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-6,
                "{}",
                estimate.expected
            );
        }
        // The variance of each way: one less what is seen of it, bᵀ (C_xx + N)⁻¹ b.
        for (way, error) in estimate.error.iter().enumerate() {
            let [x, y] = [0, 2].map(|bin| model.loadings[[bin, way]]);
            let seen = (d * x * x - 2.0 * b * x * y + a * y * y) / determinant;
            assert!((f64::from(error * error) - (1.0 - seen)).abs() < 1e-6);
        }
    }

    #[test]
    fn nothing_is_known_of_a_spectrum_without_bins() {
        let nothing = Array2::from_elem((1, 4), f32::INFINITY);
        let estimate = model().estimate(&Array2::zeros((1, 4)), nothing.view());
        assert_eq!(estimate.mean, array![[0.0, 0.0]]);
        assert_eq!(estimate.error, array![[1.0, 1.0]]);
    }
}
