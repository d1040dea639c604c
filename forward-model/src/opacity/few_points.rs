//! Fewer g points than a table has.
//!
//! The logarithm of k is a smooth function of g within each half of the usual split, so that eight points carry it for most purposes
//! at half the cost of sixteen: cubics through the four nearest of the table's points, held between the two about the new one, as k
//! rises with g.

use super::points::Points;
use crate::quadrature::gauss_legendre;

/// Points in each of the two parts of g.
const N_PART: usize = 4;

/// Where the two parts of g meet: the upper one resolves the line cores.
const SPLIT: f64 = 0.9;

/// Nodes of a cubic.
const N_NODES: usize = 4;

/// A quadrature over g with fewer points than a table's, and how its values follow from the table's.
#[derive(Debug, Clone, PartialEq)]
pub struct FewPoints {
    points: Vec<Point>,
    /// The quadrature.
    pub quadrature: Points,
}

/// A point among those of a table.
#[derive(Debug, Clone, PartialEq)]
struct Point {
    /// Table points and their coefficients.
    cubic: [(usize, f32); N_NODES],
    /// The table points on both sides.
    between: [usize; 2],
}

impl FewPoints {
    /// Four points below and four above g = 0.9; none where the table has hardly more itself, or they do not rise.
    pub fn of(g_samples: &[f64]) -> Option<Self> {
        let parts = [[0.0, SPLIT], [SPLIT, 1.0]];
        let rule = parts.iter().flat_map(|[from, to]| {
            let scaled = move |(point, weight)| (from + (to - from) * point, (to - from) * weight);
            gauss_legendre(N_PART).map(scaled)
        });
        let (samples, weights): (Vec<f64>, Vec<f64>) = rule.unzip();
        let has_many = 2 * g_samples.len() >= 3 * samples.len();
        let is_rising = g_samples.is_sorted_by(|a, b| a < b);
        (has_many && is_rising).then(|| Self {
            points: samples.iter().map(|g| Point::at(*g, g_samples)).collect(),
            quadrature: Points::of_g(samples, weights),
        })
    }

    /// The value at a point, the last one's beyond; `value`: of the table's points.
    pub fn value(&self, i_point: usize, value: impl Fn(usize) -> f32) -> f32 {
        let point = &self.points[i_point.min(self.points.len() - 1)];
        let terms = point.cubic.iter().map(|(i, share)| share * value(*i));
        let [below, above] = point.between.map(&value);
        terms.sum::<f32>().clamp(below.min(above), below.max(above))
    }
}

impl Point {
    fn at(g: f64, g_samples: &[f64]) -> Self {
        let above = g_samples.partition_point(|sample| *sample < g);
        let upper = above.clamp(1, g_samples.len() - 1);
        let first = upper
            .saturating_sub(N_NODES / 2)
            .min(g_samples.len() - N_NODES);
        let nodes: [usize; N_NODES] = std::array::from_fn(|i| first + i);
        let share = |i: usize| {
            let others = nodes.iter().filter(|j| **j != i);
            let factor = |j: &usize| (g - g_samples[*j]) / (g_samples[i] - g_samples[*j]);
            others.map(factor).product::<f64>()
        };
        Self {
            cubic: nodes.map(|i| (i, share(i) as f32)),
            between: [upper - 1, upper],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sixteen() -> Vec<f64> {
        (0..16).map(|i| (f64::from(i) + 0.5) / 16.0).collect()
    }

    #[test]
    fn a_rising_cubic_is_met() {
        let samples = sixteen();
        let few = FewPoints::of(&samples).unwrap();
        let cubic = |g: f64| 2.0 + g + 3.0 * g.powi(3);
        let integral: f64 = (0..8)
            .map(|i| {
                few.quadrature.weights(0)[i] * f64::from(few.value(i, |j| cubic(samples[j]) as f32))
            })
            .sum();
        // Beyond the last table point, at 0.969, the value is held.
        assert!((integral - 3.25).abs() < 0.02, "{integral}");
        let inner = few.value(1, |j| cubic(samples[j]) as f32);
        assert!((f64::from(inner) - cubic(0.9 * 0.330_009_478)).abs() < 1e-5);
    }

    #[test]
    fn no_value_lies_beyond_its_neighbours() {
        let few = FewPoints::of(&sixteen()).unwrap();
        let step = |j: usize| if j < 8 { -100.0 } else { -10.0 };
        for i in 0..8 {
            let value = few.value(i, step);
            assert!((-100.0..=-10.0).contains(&value), "{i}: {value}");
        }
    }

    #[test]
    fn few_points_stay_as_they_are() {
        assert_eq!(FewPoints::of(&[0.5]), None);
        assert_eq!(FewPoints::of(&sixteen()[..11]), None);
        assert!(FewPoints::of(&sixteen()[..12]).is_some());
        assert_eq!(FewPoints::of(&[0.5; 16]), None);
    }
}
