//! Dropout whose masks are a pure function of (seed, row key, layer, unit).
//!
//! There is no generator to advance and no training flag: a mask can be drawn again at any time, by any thread,
//! and a network cannot be evaluated without one. Rows with the same key share their mask, which makes a key
//! name one fixed set of weights, a sample of the approximate posterior over weights (Gal & Ghahramani 2016).

use burn::tensor::Tensor;

use super::arrays::tensor_of;

/// 2⁶⁴ divided by the golden ratio, the increment of splitmix64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Drops each unit with a fixed probability and scales the others so that the mean stays.
#[derive(Debug, Clone, Copy)]
pub struct Dropout {
    seed: u64,
    /// A unit is dropped if its 16 random bits are below this.
    threshold: u16,
}

impl Dropout {
    /// `probability` of dropping a unit, rounded to a multiple of 2⁻¹⁶, in `(0, 1)`.
    pub fn new(seed: u64, probability: f64) -> Self {
        let threshold = (probability * 65_536.0).round().clamp(1.0, 65_535.0) as u16;
        Self { seed, threshold }
    }

    /// The key of a mask of prediction, apart from those of training, whose keys count rows from zero.
    pub fn prediction_key(mask: u64) -> u64 {
        1 << 63 | mask
    }

    /// The same dropout with other masks.
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Factors of the units of one layer, 0 or 1/(1 − p), row-major.
    ///
    /// # Shapes
    /// - `row_keys`: `[rows]`; returns `[rows × width]`
    pub fn mask(&self, row_keys: &[u64], layer: u64, width: usize) -> Vec<f32> {
        let kept = 65_536.0 / (65_536.0 - f32::from(self.threshold));
        let mut mask = vec![0.0; row_keys.len() * width];
        for (row, key) in mask.chunks_exact_mut(width).zip(row_keys) {
            let mut state = mix(self.seed ^ mix(key.wrapping_mul(GOLDEN) ^ mix(layer + 1)));
            for units in row.chunks_mut(4) {
                state = state.wrapping_add(GOLDEN);
                let bits = mix(state);
                for (i, unit) in units.iter_mut().enumerate() {
                    let keep = (bits >> (16 * i)) as u16 >= self.threshold;
                    *unit = if keep { kept } else { 0.0 };
                }
            }
        }
        mask
    }

    /// Applies [`Dropout::mask`].
    ///
    /// # Shapes
    /// - `hidden`: `[rows, width]`, `row_keys`: `[rows]`; returns `[rows, width]`
    pub fn forward(&self, hidden: Tensor<2>, row_keys: &[u64], layer: u64) -> Tensor<2> {
        let [rows, width] = hidden.dims();
        let mask = self.mask(row_keys, layer, width);
        let mask = tensor_of(mask, [rows, width], &hidden.device());
        hidden * mask
    }
}

/// The output function of splitmix64 (Steele, Lea & Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_depends_on_seed_key_layer_and_unit_only() {
        let dropout = Dropout::new(7, 0.5);
        let both = dropout.mask(&[3, 4], 0, 10);
        assert_eq!(both[10..], dropout.mask(&[4], 0, 10)[..]);
        assert_ne!(both[..10], both[10..]);
        assert_ne!(dropout.mask(&[3], 1, 64), dropout.mask(&[3], 0, 64));
        assert_ne!(
            dropout.with_seed(8).mask(&[3], 0, 64),
            dropout.mask(&[3], 0, 64)
        );
        assert_eq!(dropout.mask(&[3], 0, 7)[..], dropout.mask(&[3], 0, 8)[..7]);
    }

    /// 64 000 Bernoulli draws: five standard deviations of the dropped fraction are 0.0043 at p = 0.05, of the
    /// covariance of neighbours less than that. False failures: below 1e-5 (and the seed is fixed).
    #[test]
    fn units_are_dropped_independently_at_the_stated_rate() {
        let keys: Vec<u64> = (0..1000).collect();
        let mask = Dropout::new(1, 0.05).mask(&keys, 2, 64);
        let dropped: Vec<f64> = mask
            .iter()
            .map(|m| f64::from(u8::from(*m == 0.0)))
            .collect();
        let n = dropped.len() as f64;
        let rate = dropped.iter().sum::<f64>() / n;
        assert!((rate - 0.05).abs() < 0.0043, "{rate}");
        for lag in [1, 4, 64] {
            let pairs = dropped.iter().zip(&dropped[lag..]);
            let covariance = pairs.map(|(a, b)| (a - rate) * (b - rate)).sum::<f64>() / n;
            assert!(covariance.abs() < 0.001, "lag {lag}: {covariance}");
        }
        let mean = mask.iter().map(|m| f64::from(*m)).sum::<f64>() / n;
        assert!((mean - 1.0).abs() < 0.005, "{mean}");
    }
}
