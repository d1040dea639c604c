//! Principal axes of a symmetric matrix.

use ndarray::Array2;

/// Sweeps after which no element beside the diagonal is left that counts.
const SWEEPS: usize = 30;

/// Its eigenvectors as columns, those of the largest eigenvalues first.
///
/// # Shapes
/// - `matrix`: `[n, n]`, symmetric; returns `[n, n]`
///
/// # Source
/// Jacobi's rotations, as in Golub & Van Loan (2013), Matrix Computations, section 8.5.
pub fn principal_axes(matrix: &Array2<f64>) -> Array2<f64> {
    let n = matrix.nrows();
    let (mut rotated, mut axes) = (matrix.clone(), Array2::eye(n));
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                let (c, s) = rotation(rotated[[p, p]], rotated[[p, q]], rotated[[q, q]]);
                rotate_columns(&mut rotated, [p, q], c, s);
                rotated.swap_axes(0, 1);
                rotate_columns(&mut rotated, [p, q], c, s);
                rotate_columns(&mut axes, [p, q], c, s);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| rotated[[*b, *b]].total_cmp(&rotated[[*a, *a]]));
    Array2::from_shape_fn((n, n), |(row, column)| axes[[row, order[column]]])
}

/// Cosine and sine that bring `[[pp, pq], [pq, qq]]` to a diagonal.
fn rotation(pp: f64, pq: f64, qq: f64) -> (f64, f64) {
    if pq == 0.0 {
        return (1.0, 0.0);
    }
    let tau = (qq - pp) / (2.0 * pq);
    let t = tau.signum() / (tau.abs() + tau.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    (c, t * c)
}

fn rotate_columns(matrix: &mut Array2<f64>, [p, q]: [usize; 2], c: f64, s: f64) {
    for mut row in matrix.rows_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_are_orthonormal_and_the_largest_comes_first() {
        let n = 9;
        let factor = Array2::from_shape_fn((n, n), |(i, j)| ((3 * i + 7 * j) as f64).sin());
        let matrix = factor.t().dot(&factor);
        let axes = principal_axes(&matrix);
        let product = axes.t().dot(&axes) - Array2::<f64>::eye(n);
        assert!(product.iter().all(|x| x.abs() < 1e-12));
        let diagonal = axes.t().dot(&matrix).dot(&axes);
        for ((i, j), value) in diagonal.indexed_iter() {
            assert!(i == j || value.abs() < 1e-10, "{i} {j}: {value}");
            assert!(j == 0 || diagonal[[j - 1, j - 1]] >= diagonal[[j, j]] - 1e-12);
        }
    }
}
