//! The learning rate over a training.

use std::f64::consts::PI;

/// Share of the highest learning rate that is left at the end.
const FLOOR: f64 = 0.01;

/// A linear warm-up, then half a cosine down to 1 % of the highest rate (Loshchilov & Hutter 2017, without restarts).
///
/// `epoch` counts from zero and may have a fraction; the rate ends at `n_epochs`.
pub fn learning_rate(highest: f64, warmup_epochs: f64, n_epochs: f64, epoch: f64) -> f64 {
    if epoch < warmup_epochs {
        return highest * (epoch / warmup_epochs).max(1e-3);
    }
    let done = ((epoch - warmup_epochs) / (n_epochs - warmup_epochs).max(1e-9)).min(1.0);
    highest * (FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + (PI * done).cos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_then_falls_to_one_percent() {
        let rate = |epoch| learning_rate(2.0, 1.0, 11.0, epoch);
        assert_eq!(rate(0.5), 1.0);
        assert_eq!(rate(1.0), 2.0);
        assert!((rate(6.0) - 1.01).abs() < 1e-12);
        assert!((rate(11.0) - 0.02).abs() < 1e-12);
    }
}
