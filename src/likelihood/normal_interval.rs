//! The standard normal distribution on an interval, however far in its tails.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;
use statrs::function::erf::{erf, erfc};

/// Beyond this the tail is a continued fraction; `erfc` ends where its numbers do.
const FAR: f64 = 6.0;
/// Terms of the continued fraction, enough for all digits beyond [`FAR`].
const N_TERMS: i32 = 40;
/// Width of an interval around zero below which a flat proposal is accepted more often than a normal one, √(2π).
const NARROW: f64 = 2.5;

/// ln of the probability of the interval from `a` to `b`, `a < b`, either of which may be infinite.
pub(super) fn log_probability([a, b]: [f64; 2]) -> f64 {
    if a > 0.0 {
        return log_tail_between(a, b);
    }
    if b < 0.0 {
        return log_tail_between(-b, -a);
    }
    (0.5 * (erf(b * FRAC_1_SQRT_2) - erf(a * FRAC_1_SQRT_2))).ln()
}

/// The same of an interval above zero.
fn log_tail_between(a: f64, b: f64) -> f64 {
    let log_tail_a = log_tail(a);
    log_tail_a + (-(log_tail(b) - log_tail_a).exp_m1()).ln()
}

/// ln of the probability above `x`, for `x > 0`; far out `φ(x) / (x + 1/(x + 2/(x + 3/…)))` (Abramowitz & Stegun 26.2.14).
fn log_tail(x: f64) -> f64 {
    if x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    if x < FAR {
        return (0.5 * erfc(x * FRAC_1_SQRT_2)).ln();
    }
    let denominator = (1..=N_TERMS)
        .rev()
        .fold(x, |below, i| x + f64::from(i) / below);
    -0.5 * x * x - 0.5 * TAU.ln() - denominator.ln()
}

/// A draw from the standard normal distribution inside the interval from `a` to `b`, by rejection (Robert 1995).
pub(super) fn draw([a, b]: [f64; 2], rng: &mut impl Rng) -> f64 {
    if a > 0.0 {
        return draw_in_tail(a, b, rng);
    }
    if b < 0.0 {
        return -draw_in_tail(-b, -a, rng);
    }
    loop {
        let (x, acceptance) = if b - a < NARROW {
            let x = a + (b - a) * rng.random::<f64>();
            (x, (-0.5 * x * x).exp())
        } else {
            (rng.sample(StandardNormal), 1.0)
        };
        if (a..=b).contains(&x) && rng.random::<f64>() < acceptance {
            return x;
        }
    }
}

/// The same above zero: flat proposals in a narrow interval, exponential ones in a wide.
fn draw_in_tail(a: f64, b: f64, rng: &mut impl Rng) -> f64 {
    let is_narrow = (b - a) * a.max(1.0) < 1.0;
    let rate = 0.5 * (a + (a * a + 4.0).sqrt());
    loop {
        let u: f64 = rng.random();
        let (x, log_acceptance) = if is_narrow {
            let x = a + (b - a) * u;
            (x, 0.5 * (a - x) * (a + x))
        } else {
            let x = a - (1.0 - u).ln() / rate;
            (x, -0.5 * (x - rate).powi(2))
        };
        if x <= b && rng.random::<f64>() < log_acceptance.exp() {
            return x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};

    /// SciPy 1.17, `log_ndtr(-x)`.
    #[test]
    fn tails_are_those_of_another_code() {
        let published = [
            (0.5, -1.175_911_761_593_618_8),
            (5.0, -15.064_998_393_988_727),
            (6.5, -23.938_149_495_161_845),
            (10.0, -53.231_285_150_512_48),
            (30.0, -454.321_243_956_343_27),
            (200.0, -20_006.217_280_898_19),
        ];
        for (x, expected) in published {
            for interval in [[x, f64::INFINITY], [f64::NEG_INFINITY, -x]] {
                let found = log_probability(interval);
                approx::assert_relative_eq!(found, expected, max_relative = 1e-11);
            }
        }
    }

    /// By the midpoint rule, exact to 1e-8 for these widths.
    #[test]
    fn an_interval_has_the_integral_of_the_density() {
        for [a, b] in [
            [-1.0, 2.0],
            [0.1, 0.4],
            [-3.1, -3.0],
            [7.0, 7.5],
            [25.0, 25.05],
        ] {
            let n = 10_000;
            let step = (b - a) / f64::from(n);
            let density = |x: f64| (-0.5 * (x - a) * (x + a)).exp() * step / TAU.sqrt();
            let sum: f64 = (0..n)
                .map(|i| density(a + (f64::from(i) + 0.5) * step))
                .sum();
            let expected = sum.ln() - 0.5 * a * a;
            approx::assert_relative_eq!(log_probability([a, b]), expected, epsilon = 1e-7);
        }
    }

    /// The mean is (φ(a) − φ(b)) / P; 20,000 draws, whose variance is at most one and at most (b − a)²/4: 5σ bounds, six of them,
    /// false-failure rate below 4e-6.
    #[test]
    fn draws_lie_inside_and_have_the_mean_of_the_interval() {
        let infinity = f64::INFINITY;
        let cases = [
            [-infinity, infinity],
            [-0.5, 0.7],
            [-0.3, 4.0],
            [2.0, 2.1],
            [3.0, infinity],
            [-12.0, -9.0],
        ];
        for (i, [a, b]) in cases.into_iter().enumerate() {
            let n = 20_000;
            let mut rng = Seed(5).rng(Purpose::Retrieval, i as u64);
            let draws: Vec<f64> = (0..n).map(|_| draw([a, b], &mut rng)).collect();
            assert!(draws.iter().all(|x| (a..=b).contains(x)));
            let log_density = |x: f64| -0.5 * x * x - 0.5 * TAU.ln();
            let share = |x: f64| (log_density(x) - log_probability([a, b])).exp();
            let expected = share(a) - share(b);
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            let std = (0.5 * (b - a)).min(1.0);
            let bound = 5.0 * std / f64::from(n).sqrt();
            assert!(
                (mean - expected).abs() < bound,
                "{a} {b}: {mean} {expected}"
            );
        }
    }
}
