//! From many even samples of the cross section inside a bin to its k-distribution.

use forward_model::lines::keep_mean;

use super::quadrature::Quadrature;

/// Sorts the samples of a bin and writes the cross section at the quadrature's g into `k_m2`, shape `[n_g]`.
///
/// Between the sorted samples, of which the i-th of n stands for g = (i + ½)/n, k is interpolated linearly. The last
/// value is then set by [`keep_mean`]. The same as `forward_model::lines::k_distribution`, faster for even samples.
pub fn k_distribution(samples_m2: &mut [f64], quadrature: &Quadrature, k_m2: &mut [f32]) {
    let n = samples_m2.len();
    let mean_m2 = samples_m2.iter().sum::<f64>() / n as f64;
    samples_m2.sort_unstable_by(f64::total_cmp);
    let at = |g: f64| {
        let position = (g * n as f64 - 0.5).clamp(0.0, (n - 1) as f64);
        let low = position as usize;
        let high = (low + 1).min(n - 1);
        let weight = position - low as f64;
        samples_m2[low] * (1.0 - weight) + samples_m2[high] * weight
    };
    let mut k: Vec<f64> = quadrature.samples.iter().map(|g| at(*g)).collect();
    keep_mean(&mut k, &quadrature.weights, mean_m2);
    for (out, value) in k_m2.iter_mut().zip(k) {
        *out = value as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_by_line::quadrature::split_gauss_legendre;

    #[test]
    fn a_constant_stays_constant() {
        let mut k = [0.0f32; 16];
        k_distribution(&mut [2.5; 200], &split_gauss_legendre(), &mut k);
        assert!(k.iter().all(|k| (k - 2.5).abs() < 1e-6));
    }

    #[test]
    fn the_mean_of_a_bin_with_one_sharp_line_is_kept() {
        let quadrature = split_gauss_legendre();
        let mut samples = vec![1e-3; 5000];
        samples[1234] = 40.0;
        let mut k = [0.0f32; 16];
        k_distribution(&mut samples, &quadrature, &mut k);
        let mean: f64 = k
            .iter()
            .zip(&quadrature.weights)
            .map(|(k, w)| f64::from(*k) * w)
            .sum();
        assert!((mean / (1e-3 + 40.0 / 5000.0) - 1.0).abs() < 1e-3, "{mean}");
    }
}
