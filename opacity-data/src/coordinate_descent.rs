//! Least squares of a few coefficients that are not negative.

/// The minimum of ½ xᵀ S x − pᵀ x over x ≥ 0, by coordinate descent in rounds over all coefficients.
pub fn not_negative<const N: usize>(
    square: &[[f64; N]; N],
    product: &[f64; N],
    n_rounds: usize,
) -> [f64; N] {
    let mut x = [0.0; N];
    for i in (0..N).cycle().take(N * n_rounds) {
        let fitted: f64 = (0..N).map(|j| square[i][j] * x[j]).sum();
        let better: f64 = x[i] + (product[i] - fitted) / square[i][i];
        x[i] = better.max(0.0);
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_negative_is_zero_and_the_rest_is_the_best_without_it() {
        let square = [[2.0, 1.0], [1.0, 2.0]];
        assert_eq!(not_negative(&square, &[4.0, 1.0], 50), [2.0, 0.0]);
        let [a, b] = not_negative(&square, &[4.0, 5.0], 50);
        assert!(
            (a - 1.0).abs() < 1e-12 && (b - 2.0).abs() < 1e-12,
            "{a} {b}"
        );
    }
}
