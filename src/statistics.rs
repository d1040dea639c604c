//! What weighted samples say: their quantiles, by one rule, and how many equal samples they are worth.

use ndarray::ArrayView1;

/// The levels of the central 68 %: one standard deviation below and above the mean of a normal distribution.
pub const LEVELS_68: [f64; 2] = [0.158_655, 0.841_345];

/// The values below which the fractions `levels` of the weight lie. Half of a sample's weight lies below its value; between
/// samples the value is interpolated, beyond the outermost it is theirs. NaN without samples.
///
/// # Shapes
/// - `values`, in any order, and `weights`, not negative: `[n_samples]`
pub fn weighted_quantiles<const N: usize>(
    values: ArrayView1<'_, f64>,
    weights: &[f64],
    levels: [f64; N],
) -> [f64; N] {
    let pairs = values.iter().copied().zip(weights.iter().copied());
    let mut pairs: Vec<(f64, f64)> = pairs.collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = weights.iter().sum();
    levels.map(|level| quantile(&pairs, level * total))
}

/// The value below which `target` of the weight lies; `pairs` of value and weight, values rising.
fn quantile(pairs: &[(f64, f64)], target: f64) -> f64 {
    let (mut below, mut previous) = (0.0, None);
    for &(value, weight) in pairs {
        let centre = below + 0.5 * weight;
        if centre >= target {
            let Some((last_value, last_centre)) = previous else {
                return value;
            };
            let t = (target - last_centre) / (centre - last_centre);
            return last_value + t * (value - last_value);
        }
        below += weight;
        previous = Some((value, centre));
    }
    pairs.last().map_or(f64::NAN, |pair| pair.0)
}

/// Kish's effective number of samples, `(Σw)² / Σw²`.
pub fn effective_count(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    sum * sum / weights.iter().map(|w| w * w).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    #[test]
    fn quantiles_of_a_ramp_are_its_values() {
        let values = Array1::linspace(0.5, 99.5, 100);
        let [low, median] = weighted_quantiles(values.view(), &[1.0; 100], [0.16, 0.5]);
        assert!((median - 50.0).abs() < 1e-9);
        assert!((low - 16.0).abs() < 1e-9);
    }

    #[test]
    fn a_weight_counts_like_that_many_samples() {
        let [value] = weighted_quantiles(array![1.0, 2.0].view(), &[3.0, 1.0], [0.3]);
        assert_eq!(value, 1.0);
        assert!((effective_count(&[1.0; 7]) - 7.0).abs() < 1e-12);
    }
}
