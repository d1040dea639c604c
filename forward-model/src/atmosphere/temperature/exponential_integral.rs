//! The exponential integral E₂, which the Guillot profile needs.

const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;
const N_SERIES_TERMS: u32 = 30;
const N_FRACTION_TERMS: u32 = 60;

/// `E₂(x) = ∫₁^∞ e^{−xt} t⁻² dt = e^{−x} − x E₁(x)` for `x ≥ 0`, relative error below 1e-12.
///
/// # Source
/// Abramowitz & Stegun (1964), chapter 5: recurrence, series and continued fraction.
pub fn exponential_integral_2(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else if x <= 1.5 {
        (-x).exp() - x * e1_by_series(x)
    } else {
        e2_by_continued_fraction(x)
    }
}

/// `E₁(x) = −γ − ln x − Σ (−x)ᵏ/(k·k!)`, for small `x`.
fn e1_by_series(x: f64) -> f64 {
    let mut power_over_factorial = 1.0;
    let mut sum = -EULER_GAMMA - x.ln();
    for k in 1..=N_SERIES_TERMS {
        power_over_factorial *= -x / f64::from(k);
        sum -= power_over_factorial / f64::from(k);
    }
    sum
}

/// `E₂(x) = e^{−x} / (x+2 − 1·2/(x+4 − 2·3/(x+6 − …)))`, evaluated from the tail, for `x` not small.
fn e2_by_continued_fraction(x: f64) -> f64 {
    let tail = (1..=N_FRACTION_TERMS)
        .rev()
        .map(f64::from)
        .fold(0.0, |tail, k| k * (k + 1.0) / (x + 2.0 * (k + 1.0) - tail));
    (-x).exp() / (x + 2.0 - tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of scipy 1.16, `scipy.special.expn(2, x)`.
    #[test]
    fn e2_matches_published_values() {
        let published = [
            (0.01, 0.949_670_537_983_786_9),
            (0.5, 0.326_643_862_324_553_2),
            (1.0, 0.148_495_506_775_922_05),
            (2.0, 0.037_534_261_820_490_45),
            (10.0, 3.830_240_465_631_608e-6),
        ];
        for (x, e2) in published {
            assert!(
                (exponential_integral_2(x) / e2 - 1.0).abs() < 1e-10,
                "E2({x})"
            );
        }
    }

    #[test]
    fn both_branches_agree_where_they_meet() {
        let series = (-1.5_f64).exp() - 1.5 * e1_by_series(1.5);
        assert!((series / e2_by_continued_fraction(1.5) - 1.0).abs() < 1e-12);
    }
}
