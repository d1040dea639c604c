//! Where the fit of a mixture begins: centres far from each other, scales of the right order.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::mixture::{Component, Mixture};
use crate::triangle::{cholesky, forward_substitute};
use crate::weighted_points::WeightedPoints;

/// A mixture of `n_components` around points chosen with a probability that grows with the squared distance from those chosen
/// before, in coordinates in which all points together have unit covariance; none if they lie in a plane.
///
/// # Source
/// k-means++, Arthur & Vassilvitskii (2007).
pub fn seeded(
    points: &WeightedPoints,
    n_components: usize,
    degrees_of_freedom: f64,
    rng: &mut ChaCha8Rng,
) -> Option<Mixture> {
    let n = points.n_dimensions();
    let (mean, covariance) = points.moments();
    let factor = cholesky(&covariance, n)?;
    if n_components == 1 {
        let single = Component {
            weight: 1.0,
            mean,
            factor,
        };
        return Some(Mixture::new(vec![single], degrees_of_freedom));
    }
    let white: Vec<Vec<f64>> = points
        .z
        .iter()
        .map(|z| whitened(z, &mean, &factor))
        .collect();
    let shrink = (n_components as f64).powf(-1.0 / n as f64);
    let component = |i: usize| Component {
        weight: 1.0 / n_components as f64,
        mean: points.z[i].clone(),
        factor: factor.iter().map(|l| l * shrink).collect(),
    };
    let centres = centres(&white, &points.weights, n_components, rng);
    let components = centres.into_iter().map(component).collect();
    Some(Mixture::new(components, degrees_of_freedom))
}

fn whitened(z: &[f64], mean: &[f64], factor: &[f64]) -> Vec<f64> {
    let mut white: Vec<f64> = z.iter().zip(mean).map(|(z, m)| z - m).collect();
    forward_substitute(factor, &mut white);
    white
}

fn centres(
    white: &[Vec<f64>],
    weights: &[f64],
    n_components: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<usize> {
    let mut nearest = vec![f64::INFINITY; white.len()];
    let mut chances = weights.to_vec();
    let mut centres = Vec::with_capacity(n_components);
    for _ in 0..n_components {
        let centre = draw_index(&chances, rng);
        centres.push(centre);
        for (i, z) in white.iter().enumerate() {
            let square = |(a, b): (&f64, &f64)| (a - b) * (a - b);
            let distance: f64 = z.iter().zip(&white[centre]).map(square).sum();
            nearest[i] = nearest[i].min(distance);
            chances[i] = weights[i] * nearest[i];
        }
    }
    centres
}

fn draw_index(chances: &[f64], rng: &mut ChaCha8Rng) -> usize {
    let mut rest = rng.random::<f64>() * chances.iter().sum::<f64>();
    let chosen = chances.iter().position(|chance| {
        rest -= chance;
        rest < 0.0
    });
    chosen.unwrap_or(0)
}
