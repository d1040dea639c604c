//! Small symmetric positive definite matrices and their Cholesky factors, as lower triangles row after row in one vector.

/// How many entries a triangle has.
pub fn triangle_length(n: usize) -> usize {
    n * (n + 1) / 2
}

/// The lower triangular `L` with `L Lᵀ = matrix`; none if the matrix is not positive definite.
pub fn cholesky(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut factor = matrix.to_vec();
    for i in 0..n {
        let row = triangle_length(i);
        for j in 0..=i {
            let column = triangle_length(j);
            let known: f64 = (0..j).map(|k| factor[row + k] * factor[column + k]).sum();
            let rest = matrix[row + j] - known;
            if i != j {
                factor[row + j] = rest / factor[column + j];
            } else if rest > 0.0 && rest.is_finite() {
                factor[row + j] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(factor)
}

/// Solves `L x = x` in place.
pub fn forward_substitute(factor: &[f64], x: &mut [f64]) {
    let mut row = 0;
    for i in 0..x.len() {
        let (known, rest) = x.split_at_mut(i);
        let sum: f64 = factor[row..row + i]
            .iter()
            .zip(known)
            .map(|(l, x)| l * *x)
            .sum();
        rest[0] = (rest[0] - sum) / factor[row + i];
        row += i + 1;
    }
}

/// `L x`.
pub fn multiply(factor: &[f64], x: &[f64]) -> Vec<f64> {
    let rows = 0..x.len();
    rows.map(|i| {
        let row = &factor[triangle_length(i)..triangle_length(i) + i + 1];
        row.iter().zip(x).map(|(l, x)| l * x).sum()
    })
    .collect()
}

/// `ln det L`.
pub fn log_determinant(factor: &[f64], n: usize) -> f64 {
    (0..n).map(|i| factor[triangle_length(i) + i].ln()).sum()
}

/// `L⁻¹`, a lower triangle too.
pub fn inverse(factor: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; triangle_length(n)];
    for column in 0..n {
        let mut unit = vec![0.0; n];
        unit[column] = 1.0;
        forward_substitute(factor, &mut unit);
        for row in column..n {
            inverse[triangle_length(row) + column] = unit[row];
        }
    }
    inverse
}

/// Trace of `A⁻¹ B`, where `inverse` is the inverse of A's Cholesky factor; B may be singular.
pub fn trace_of_ratio(inverse: &[f64], b: &[f64], n: usize) -> f64 {
    // tr(A⁻¹ B) = Σ_k v_k B v_kᵀ over the rows v_k of the inverse.
    let row = |k: usize| &inverse[triangle_length(k)..triangle_length(k) + k + 1];
    let form = |v: &[f64]| {
        let mut sum = 0.0;
        for i in 0..v.len() {
            let row = &b[triangle_length(i)..triangle_length(i) + i + 1];
            let below: f64 = row[..i].iter().zip(v).map(|(b, v)| b * v).sum();
            sum += v[i] * (2.0 * below + row[i] * v[i]);
        }
        sum
    };
    (0..n).map(|k| form(row(k))).sum()
}

/// Adds `weight · x xᵀ`.
pub fn add_outer_product(matrix: &mut [f64], weight: f64, x: &[f64]) {
    let mut row = 0;
    for i in 0..x.len() {
        let scaled = weight * x[i];
        for (entry, x) in matrix[row..=row + i].iter_mut().zip(x) {
            *entry += scaled * x;
        }
        row += i + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[[4, 2, 0.6], [2, 5, 1], [0.6, 1, 3]]`
    const MATRIX: [f64; 6] = [4.0, 2.0, 5.0, 0.6, 1.0, 3.0];

    #[test]
    fn the_factor_multiplies_back_and_solves() {
        let factor = cholesky(&MATRIX, 3).unwrap();
        let mut product = vec![0.0; 6];
        for k in 0..3 {
            let mut unit = vec![0.0; 3];
            unit[k] = 1.0;
            add_outer_product(&mut product, 1.0, &multiply(&factor, &unit));
        }
        let differs = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-14;
        assert!(!product.iter().zip(&MATRIX).any(differs));
        let mut x = multiply(&factor, &[1.0, -2.0, 0.5]);
        forward_substitute(&factor, &mut x);
        assert!(!x.iter().zip(&[1.0, -2.0, 0.5]).any(differs));
    }

    /// det = 4 (15 − 1) − 2 (6 − 0.6) + 0.6 (2 − 3) = 44.6
    #[test]
    fn the_determinant_is_that_of_the_expansion() {
        let factor = cholesky(&MATRIX, 3).unwrap();
        assert!((2.0 * log_determinant(&factor, 3) - 44.6_f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn a_matrix_over_itself_has_its_dimension_as_trace() {
        let factor = cholesky(&MATRIX, 3).unwrap();
        let inverse = inverse(&factor, 3);
        assert!((trace_of_ratio(&inverse, &MATRIX, 3) - 3.0).abs() < 1e-14);
    }

    #[test]
    fn the_inverse_solves() {
        let factor = cholesky(&MATRIX, 3).unwrap();
        let x = multiply(&inverse(&factor, 3), &multiply(&factor, &[1.0, -2.0, 0.5]));
        for (found, expected) in x.iter().zip([1.0, -2.0, 0.5]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(cholesky(&[1.0, 2.0, 1.0], 2).is_none());
    }
}
