//! Where the fit of a mixture begins: centres far from each other, scales of the right order.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::mixture::{Component, Mixture};
use crate::triangle::triangle_length;
use crate::weighted_points::WeightedPoints;
use crate::weights::share_at;

/// A mixture of `n_components` around points chosen with a probability that grows with the squared distance from those chosen
/// before; the points, all together, are taken to have a covariance near one.
///
/// # Source
/// k-means++, Arthur & Vassilvitskii (2007).
pub fn seeded(
    points: &WeightedPoints,
    n_components: usize,
    degrees_of_freedom: u32,
    rng: &mut ChaCha8Rng,
) -> Mixture {
    let n = points.n_dimensions();
    let width = (n_components as f64).powf(-1.0 / n as f64);
    let centres = match n_components {
        1 => vec![points.moments().0],
        _ => centres(points, n_components, rng),
    };
    let component = |mean: Vec<f64>| Component {
        weight: 1.0 / n_components as f64,
        factor: scaled_unit(n, width),
        mean,
    };
    let components = centres.into_iter().map(component).collect();
    Mixture::new(components, degrees_of_freedom)
}

/// A multiple of the unit matrix.
fn scaled_unit(n: usize, scale: f64) -> Vec<f64> {
    let mut unit = vec![0.0; triangle_length(n)];
    for i in 0..n {
        unit[triangle_length(i) + i] = scale;
    }
    unit
}

fn centres(points: &WeightedPoints, n_components: usize, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let mut nearest = vec![f64::INFINITY; points.z.len()];
    let mut chances = points.weights.clone();
    let mut centres: Vec<Vec<f64>> = Vec::with_capacity(n_components);
    for _ in 0..n_components {
        let centre = &points.z[draw_index(&chances, rng)];
        for (i, z) in points.z.iter().enumerate() {
            let square = |(a, b): (&f64, &f64)| (a - b) * (a - b);
            let distance: f64 = z.iter().zip(centre).map(square).sum();
            nearest[i] = nearest[i].min(distance);
            chances[i] = points.weights[i] * nearest[i];
        }
        centres.push(centre.clone());
    }
    centres
}

fn draw_index(chances: &[f64], rng: &mut ChaCha8Rng) -> usize {
    let at = rng.random::<f64>() * chances.iter().sum::<f64>();
    share_at(chances.iter().copied(), at).unwrap_or(0)
}
