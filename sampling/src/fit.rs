//! The mixture that describes weighted points best, of any number of components that the points allow.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::expectation_maximisation::{maximise, mean_log_density};
use crate::mixture::Mixture;
use crate::seeding::seeded;
use crate::weighted_points::WeightedPoints;
use crate::weights::systematic_resampling;

/// Degrees of freedom of all components.
const DEGREES_OF_FREEDOM: f64 = 8.0;
/// More components have to raise the mean log density of points left out by this.
const WORTHWHILE: f64 = 0.005;
const TOLERANCE: f64 = 1e-3;
const MAX_STEPS: usize = 40;

/// How much work a fit may be.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Points that are kept at most.
    pub max_points: usize,
    /// Components at most.
    pub max_components: usize,
}

/// Fits 1, 2, 4 … components to three quarters of the points as long as the last quarter is described better by more, then the
/// best of them to all. None if the points lie in a plane.
pub fn fit(points: &WeightedPoints, effort: Effort, rng: &mut ChaCha8Rng) -> Option<Mixture> {
    let points = &thinned(points, effort.max_points, rng);
    let (held_out, kept) = points.split();
    if held_out.z.is_empty() {
        return single(points, rng);
    }
    let fewest_points = 2.0 * (points.n_dimensions() as f64 + 1.0);
    let by_points = (kept.effective_size() / fewest_points) as usize;
    let mut best: Option<(f64, Mixture)> = None;
    let (mut n_components, mut n_failures) = (1, 0);
    while n_components <= effort.max_components.min(by_points.max(1)) && n_failures < 2 {
        let seed = seeded(&kept, n_components, DEGREES_OF_FREEDOM, rng)?;
        let mixture = maximise(seed, &kept, MAX_STEPS, TOLERANCE);
        let score = mean_log_density(&mixture, &held_out);
        if best
            .as_ref()
            .is_none_or(|(best, _)| score > best + WORTHWHILE)
        {
            best = Some((score, mixture));
            n_failures = 0;
        } else {
            n_failures += 1;
        }
        n_components *= 2;
    }
    let (_, best) = best?;
    Some(maximise(best, points, MAX_STEPS, TOLERANCE))
}

fn single(points: &WeightedPoints, rng: &mut ChaCha8Rng) -> Option<Mixture> {
    let seed = seeded(points, 1, DEGREES_OF_FREEDOM, rng)?;
    Some(maximise(seed, points, MAX_STEPS, TOLERANCE))
}

/// At most so many points, each counted as often as it is drawn.
fn thinned(points: &WeightedPoints, n: usize, rng: &mut ChaCha8Rng) -> WeightedPoints {
    if points.z.len() <= n {
        return points.clone();
    }
    let mut counts = vec![0.0; points.z.len()];
    for i in systematic_resampling(&points.weights, n, rng.random()) {
        counts[i] += 1.0;
    }
    WeightedPoints::new(points.z.clone(), counts)
}
