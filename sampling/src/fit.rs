//! The density that describes weighted points best, as bent and of as many components as the points ask for.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::density::Density;
use crate::expectation_maximisation::maximise;
use crate::proposal::log_densities;
use crate::seeding::seeded;
use crate::shear::Shear;
use crate::weighted_points::WeightedPoints;
use crate::weights::{log_sum_exp, systematic_resampling};

/// Degrees of freedom of all components.
const DEGREES_OF_FREEDOM: u32 = 6;
/// More components have to be better by this.
const WORTHWHILE: f64 = 0.01;
const TOLERANCE: f64 = 2e-3;
const MAX_STEPS: usize = 30;

/// How much work a fit may be.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Points that are kept at most.
    pub max_points: usize,
    /// Components at most.
    pub max_components: usize,
}

/// Fits to three quarters of the points, in straight and in bent coordinates, 1, 2, 4 … components as long as more of them
/// describe the last quarter better; then the best of all fits, to all points. None if the points lie in a plane.
pub fn fit(points: &WeightedPoints, effort: Effort, rng: &mut ChaCha8Rng) -> Option<Density> {
    let points = &thinned(points, effort.max_points, rng);
    let (held_out, kept) = points.split();
    let straight = Shear::straight(&kept)?;
    if held_out.z.is_empty() {
        let mixture = seeded(
            &kept.mapped(|z| straight.straighten(z)),
            1,
            DEGREES_OF_FREEDOM,
            rng,
        );
        return Some(Density {
            mixture,
            shear: straight,
        });
    }
    let bent = Shear::bent(&kept);
    let ladders = [Some(straight), bent].into_iter().flatten();
    let fits = ladders.map(|shear| ladder(&kept, &held_out, shear, effort, rng));
    let (_, best) = fits.reduce(|a, b| if b.0 < a.0 { b } else { a })?;
    let mixture = maximise(
        best.mixture,
        &points.mapped(|z| best.shear.straighten(z)),
        MAX_STEPS,
        TOLERANCE,
    );
    Some(Density { mixture, ..best })
}

/// The best number of components in given coordinates, with its [`mismatch`].
fn ladder(
    kept: &WeightedPoints,
    held_out: &WeightedPoints,
    shear: Shear,
    effort: Effort,
    rng: &mut ChaCha8Rng,
) -> (f64, Density) {
    let mapped = kept.mapped(|z| shear.straighten(z));
    let fewest_points = 2.0 * (kept.n_dimensions() as f64 + 1.0);
    let most_by_points = (kept.effective_size() / fewest_points).max(1.0) as usize;
    let rung = |n_components: usize, rng: &mut ChaCha8Rng| {
        let seed = seeded(&mapped, n_components, DEGREES_OF_FREEDOM, rng);
        let mixture = maximise(seed, &mapped, MAX_STEPS, TOLERANCE);
        let density = Density {
            mixture,
            shear: shear.clone(),
        };
        (mismatch(&density, held_out), density)
    };
    let mut best = rung(1, rng);
    let (mut n_components, mut n_failures) = (2, 0);
    while n_components <= effort.max_components.min(most_by_points) && n_failures < 2 {
        let next = rung(n_components, rng);
        n_failures = match next.0 < best.0 - WORTHWHILE {
            true => 0,
            false => n_failures + 1,
        };
        if next.0 < best.0 {
            best = next;
        }
        n_components *= 2;
    }
    best
}

/// How badly a density would do as a proposal: twice the logarithm of the mean of √(p/q) over points from p, which lies
/// between the Kullback–Leibler divergence, that overlooks points that are hardly ever proposed, and the logarithm of the mean
/// of p/q, that is one over the efficiency and hangs on single points. The Kullback–Leibler divergence where p is not known.
fn mismatch(density: &Density, points: &WeightedPoints) -> f64 {
    let z: Vec<&[f64]> = points.z.iter().map(Vec::as_slice).collect();
    let logs = log_densities(density, &z);
    if points.log_target[0].is_nan() {
        let terms = logs.iter().zip(&points.weights);
        return -terms.map(|(q, weight)| weight * q).sum::<f64>();
    }
    let terms = logs.iter().zip(&points.log_target).zip(&points.weights);
    2.0 * log_sum_exp(terms.map(|((q, p), weight)| weight.ln() + 0.5 * (p - q)))
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
    points.reweighted(&counts)
}
