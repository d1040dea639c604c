//! Cholesky factors of small symmetric positive definite matrices.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The lower triangular `L` with `L Lᵀ = matrix`; none if the matrix is not positive definite.
///
/// # Shapes
/// - `matrix`: `[n, n]`; returns `[n, n]`
pub fn cholesky(matrix: ArrayView2<f64>) -> Option<Array2<f64>> {
    let n = matrix.nrows();
    let mut factor = Array2::<f64>::zeros((n, n));
    for row in 0..n {
        for column in 0..=row {
            let known: f64 = (0..column)
                .map(|k| factor[[row, k]] * factor[[column, k]])
                .sum();
            let rest = matrix[[row, column]] - known;
            if row != column {
                factor[[row, column]] = rest / factor[[column, column]];
            } else if rest > 0.0 {
                factor[[row, row]] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(factor)
}

/// Solves `L x = right` by forward substitution.
///
/// # Shapes
/// - `factor`: `[n, n]`, lower triangular; `right`: `[n]`; returns `[n]`
pub fn forward_substitution(factor: ArrayView2<f64>, right: ArrayView1<f64>) -> Array1<f64> {
    let mut solution = Array1::<f64>::zeros(right.len());
    for row in 0..right.len() {
        let known: f64 = (0..row).map(|k| factor[[row, k]] * solution[k]).sum();
        solution[row] = (right[row] - known) / factor[[row, row]];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_factor_multiplies_back_and_solves() {
        let matrix = array![[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let factor = cholesky(matrix.view()).unwrap();
        assert!(
            (factor.dot(&factor.t()) - &matrix)
                .iter()
                .all(|e| e.abs() < 1e-14)
        );
        let right = array![1.0, -2.0, 0.5];
        let solution = forward_substitution(factor.view(), right.view());
        assert!(
            (factor.dot(&solution) - right)
                .iter()
                .all(|e| e.abs() < 1e-14)
        );
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(cholesky(array![[1.0, 2.0], [2.0, 1.0]].view()).is_none());
    }
}
