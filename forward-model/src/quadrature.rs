//! Gauss–Legendre quadrature of any number of points.

use std::f64::consts::PI;

/// Points and weights of the Gauss–Legendre rule of `n` points on 0 … 1, by Newton's method on the Legendre polynomial.
pub(crate) fn gauss_legendre(n: usize) -> impl Iterator<Item = (f64, f64)> {
    (0..n).map(move |i| {
        let mut x = (PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        for _ in 0..8 {
            let [value, slope] = legendre(n, x);
            x -= value / slope;
        }
        let [_, slope] = legendre(n, x);
        (0.5 * (1.0 - x), 1.0 / ((1.0 - x * x) * slope * slope))
    })
}

/// Legendre polynomial of degree `n` and its slope.
fn legendre(n: usize, x: f64) -> [f64; 2] {
    let [mut before, mut value] = [0.0, 1.0];
    for k in 1..=n {
        let k = k as f64;
        (before, value) = (
            value,
            ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k,
        );
    }
    [value, n as f64 * (x * value - before) / (x * x - 1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_less_than_twice_as_high_a_degree_are_exact() {
        for n in [1, 2, 3, 8, 20, 64] {
            for degree in 0..2 * n {
                let sum: f64 = gauss_legendre(n)
                    .map(|(x, weight)| weight * x.powi(degree as i32))
                    .sum();
                assert!(
                    (sum * (degree + 1) as f64 - 1.0).abs() < 1e-12,
                    "{n} {degree}"
                );
            }
        }
    }
}
