//! A cubic through points that rises where they rise, falls where they fall, and overshoots nowhere.

/// The monotone cubic through the points `(x, y)`, at one place; constant beyond the outermost points.
///
/// The slopes come from the points beside the interval, so that nothing is stored and nothing is allocated.
///
/// # Shapes
/// `x`, strictly increasing, and `y`: `[n_points]`, at least one.
///
/// # Source
/// Fritsch & Butland (1984, SIAM J. Sci. Stat. Comput. 5, 300), with the slopes at the ends as in
/// `scipy.interpolate.PchipInterpolator`.
pub(super) fn monotone_spline(x: &[f64], y: &[f64], at: f64) -> f64 {
    let last = x.len() - 1;
    if at <= x[0] {
        return y[0];
    }
    if at >= x[last] {
        return y[last];
    }
    // `at` lies strictly inside; a NaN falls into the first interval and stays one.
    let i = x.partition_point(|x| *x <= at).clamp(1, last) - 1;
    let width = x[i + 1] - x[i];
    let t = (at - x[i]) / width;
    let rise = y[i + 1] - y[i];
    let (left, right) = (width * slope(x, y, i), width * slope(x, y, i + 1));
    // Hermite's cubic, written from `y[i]` upwards.
    y[i] + t * (left + t * ((3.0 * rise - 2.0 * left - right) + t * (left + right - 2.0 * rise)))
}

/// Slope of the curve at a point.
fn slope(x: &[f64], y: &[f64], i: usize) -> f64 {
    let width = |k: usize| x[k + 1] - x[k];
    let secant = |k: usize| (y[k + 1] - y[k]) / width(k);
    let last = x.len() - 1;
    if last == 1 {
        secant(0)
    } else if i == 0 {
        end_slope([width(0), width(1)], [secant(0), secant(1)])
    } else if i == last {
        let (near, far) = (last - 1, last - 2);
        end_slope([width(near), width(far)], [secant(near), secant(far)])
    } else {
        inner_slope([width(i - 1), width(i)], [secant(i - 1), secant(i)])
    }
}

/// Weighted harmonic mean of the secants on both sides; zero at an extremum.
fn inner_slope([width_0, width_1]: [f64; 2], [secant_0, secant_1]: [f64; 2]) -> f64 {
    if secant_0 * secant_1 <= 0.0 {
        return 0.0;
    }
    let weight_0 = 2.0 * width_1 + width_0;
    let weight_1 = width_1 + 2.0 * width_0;
    (weight_0 + weight_1) / (weight_0 / secant_0 + weight_1 / secant_1)
}

/// Slope of the parabola through the three outermost points, at most three times the outermost secant, never against it.
/// Widths and secants of the outermost interval first.
fn end_slope([width_0, width_1]: [f64; 2], [secant_0, secant_1]: [f64; 2]) -> f64 {
    let slope = ((2.0 * width_0 + width_1) * secant_0 - width_0 * secant_1) / (width_0 + width_1);
    if slope * secant_0 <= 0.0 {
        0.0
    } else if secant_0 * secant_1 <= 0.0 && slope.abs() > 3.0 * secant_0.abs() {
        3.0 * secant_0
    } else {
        slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Values of scipy 1.17.1, `scipy.interpolate.PchipInterpolator(x, y)`: points, `(at, value)`.
    #[test]
    fn it_is_the_curve_of_scipy() {
        type Curve = (&'static [f64], &'static [f64], &'static [(f64, f64)]);
        let curves: [Curve; 4] = [
            (
                &[0.0, 1.0, 3.0, 4.5, 8.0],
                &[1000.0, 1500.0, 1200.0, 1100.0, 2000.0],
                &[
                    (0.25, 1_178.906_25),
                    (0.9, 1492.45),
                    (2.0, 1_372.661_870_503_597_1),
                    (3.7, 1_136.943_671_729_283),
                    (6.0, 1_276.501_457_725_947_6),
                    (7.9, 1_952.182_079_689_018_6),
                ],
            ),
            (
                &[-2.0, 3.0],
                &[900.0, 1300.0],
                &[(-1.0, 980.0), (1.5, 1180.0)],
            ),
            (
                &[0.0, 2.0, 3.0],
                &[500.0, 520.0, 900.0],
                &[
                    (0.5, 501.082_802_547_770_7),
                    (1.9, 517.889_044_585_987_2),
                    (2.5, 649.806_263_269_639),
                ],
            ),
            (
                &[0.0, 1.0, 2.0, 4.0],
                &[1000.0, 1000.0, 1400.0, 1300.0],
                &[
                    (0.5, 1000.0),
                    (1.5, 1200.0),
                    (2.5, 1398.4375),
                    (3.9, 1314.2625),
                ],
            ),
        ];
        for (x, y, values) in curves {
            for &(at, value) in values {
                let found = monotone_spline(x, y, at);
                assert!((found / value - 1.0).abs() < 1e-13, "{found} at {at}");
            }
        }
    }

    #[test]
    fn it_passes_through_the_points_and_is_constant_beyond() {
        let (x, y) = ([1.0, 2.0, 5.0, 6.0], [3.0, 9.0, 4.0, 4.0]);
        for (x_i, y_i) in x.iter().zip(y) {
            assert_eq!(monotone_spline(&x, &y, *x_i), y_i);
        }
        assert_eq!(monotone_spline(&x, &y, -10.0), 3.0);
        assert_eq!(monotone_spline(&x, &y, 10.0), 4.0);
        assert_eq!(monotone_spline(&[1.0], &[7.0], 3.0), 7.0);
    }

    proptest! {
        #[test]
        fn it_is_monotone_between_any_two_points(
            points in prop::collection::vec((0.01..3.0f64, 100.0..3000.0f64), 2..9),
        ) {
            let y: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
            let mut edge = 0.0;
            let x: Vec<f64> = points.iter().map(|(step, _)| { edge += step; edge }).collect();
            for i in 0..x.len() - 1 {
                let direction = (y[i + 1] - y[i]).signum();
                let mut before = y[i];
                for k in 0..=40 {
                    let at = x[i] + (x[i + 1] - x[i]) * f64::from(k) / 40.0;
                    let value = monotone_spline(&x, &y, at);
                    prop_assert!(direction * (value - before) > -1e-9, "{} after {}", value, before);
                    before = value;
                }
            }
        }
    }
}
