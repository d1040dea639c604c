//! Cholesky factors of small symmetric positive definite matrices.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The lower triangular `L` with `L Lᵀ = matrix`, of which the lower triangle is read; none if the matrix is not positive definite.
///
/// # Shapes
/// - `matrix`: `[n, n]`; returns `[n, n]`
pub fn cholesky(matrix: ArrayView2<f64>) -> Option<Array2<f64>> {
    let n = matrix.nrows();
    let mut factor = vec![0.0; n * n];
    for (i, own) in matrix.rows().into_iter().enumerate() {
        let (above, row) = factor.split_at_mut(i * n);
        for j in 0..i {
            let other = &above[j * n..][..n];
            row[j] = (own[j] - dot(&row[..j], other)) / other[j];
        }
        let rest = own[i] - dot(&row[..i], &row[..i]);
        if rest.is_nan() || rest <= 0.0 {
            return None;
        }
        row[i] = rest.sqrt();
    }
    Some(Array2::from_shape_vec((n, n), factor).expect("n rows of n"))
}

/// Solves `L x = right` by forward substitution.
///
/// # Shapes
/// - `factor`: `[n, n]`, lower triangular; `right`: `[n]`; returns `[n]`
pub fn forward_substitution(factor: ArrayView2<f64>, right: ArrayView1<f64>) -> Array1<f64> {
    let mut x = right.to_vec();
    for (i, row) in factor.rows().into_iter().enumerate() {
        let known: f64 = row.iter().zip(&x[..i]).map(|(l, x)| l * x).sum();
        x[i] = (x[i] - known) / row[i];
    }
    x.into()
}

/// Solves `Lᵀ x = right` by backward substitution.
///
/// # Shapes
/// - `factor`: `[n, n]`, lower triangular; `right`: `[n]`; returns `[n]`
pub fn backward_substitution(factor: ArrayView2<f64>, right: ArrayView1<f64>) -> Array1<f64> {
    let mut x = right.to_vec();
    for (i, row) in factor.rows().into_iter().enumerate().rev() {
        let (before, rest) = x.split_at_mut(i);
        rest[0] /= row[i];
        before
            .iter_mut()
            .zip(row)
            .for_each(|(x, l)| *x -= l * rest[0]);
    }
    x.into()
}

/// Diagonal of `(L Lᵀ)⁻¹`: squared lengths of the columns of `L⁻¹`.
///
/// # Shapes
/// - `factor`: `[n, n]`, lower triangular; returns `[n]`
pub fn inverse_diagonal(factor: ArrayView2<f64>) -> Array1<f64> {
    let n = factor.nrows();
    let mut inverse = vec![0.0; n * n];
    let mut squared_lengths = vec![0.0; n];
    for (i, row) in factor.rows().into_iter().enumerate() {
        let (above, own) = inverse.split_at_mut(i * n);
        let own = &mut own[..=i];
        own[i] = 1.0;
        for (l, other) in row.iter().zip(above.chunks_exact(n)) {
            own.iter_mut().zip(other).for_each(|(own, x)| *own -= l * x);
        }
        for (own, sum) in own.iter_mut().zip(&mut squared_lengths) {
            *own /= row[i];
            *sum += *own * *own;
        }
    }
    squared_lengths.into()
}

/// Sums of every fourth product, so that they need not wait for each other.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (fours, rest) = a[..n].as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in fours.iter().zip(b.as_chunks::<4>().0) {
        for i in 0..4 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest = rest.iter().zip(&b[4 * fours.len()..]);
    sums.iter().sum::<f64>() + rest.map(|(a, b)| a * b).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Axis, array};

    #[test]
    fn the_factor_multiplies_back_and_solves() {
        let matrix = array![[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let factor = cholesky(matrix.view()).unwrap();
        let is_zero = |array: Array1<f64>| array.iter().all(|e| e.abs() < 1e-14);
        let product = factor.dot(&factor.t()) - &matrix;
        assert!(
            product
                .axis_iter(Axis(0))
                .all(|row| is_zero(row.to_owned()))
        );
        let right = array![1.0, -2.0, 0.5];
        let half = forward_substitution(factor.view(), right.view());
        assert!(is_zero(factor.dot(&half) - &right));
        let solution = backward_substitution(factor.view(), half.view());
        assert!(is_zero(matrix.dot(&solution) - &right));
        for (i, variance) in inverse_diagonal(factor.view()).into_iter().enumerate() {
            let unit = Array1::from_shape_fn(3, |row| f64::from(u8::from(row == i)));
            let half = forward_substitution(factor.view(), unit.view());
            let column = backward_substitution(factor.view(), half.view());
            assert!((variance - column[i]).abs() < 1e-14);
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(cholesky(array![[1.0, 2.0], [2.0, 1.0]].view()).is_none());
    }
}
