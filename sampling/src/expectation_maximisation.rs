//! Mixtures of Student t distributions fitted to weighted points by expectation maximisation.
//!
//! # Source
//! Peel & McLachlan (2000), Statistics and Computing 10, 339, for t components of given degrees of freedom; with weighted
//! points, what is minimised is the Kullback–Leibler divergence of the proposal from the target (Cappé et al. 2008).

use rayon::prelude::*;

use crate::mixture::{Component, LANES, Mixture, Terms};
use crate::triangle::{add_outer_product, cholesky, inverse, trace_of_ratio, triangle_length};
use crate::weighted_points::WeightedPoints;

/// So many points are summed together; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 256;

/// Iterates until the mean log density grows by less than `tolerance` a step.
pub fn maximise(
    mut mixture: Mixture,
    points: &WeightedPoints,
    max_steps: usize,
    tolerance: f64,
) -> Mixture {
    let n_effective = points.effective_size();
    let mut last = f64::NEG_INFINITY;
    for _ in 0..max_steps {
        let sums = Sums::of(&mixture, points);
        if sums.log_density - last < tolerance {
            break;
        }
        last = sums.log_density;
        match sums.mixture(&mixture, n_effective) {
            Some(better) => mixture = better,
            None => break,
        }
    }
    mixture
}

/// What one component is responsible for.
#[derive(Clone)]
struct Share {
    /// Σ w r.
    mass: f64,
    /// Σ w r u, where u is small for points far out.
    scaled_mass: f64,
    /// Σ w r u (z − centre).
    first: Vec<f64>,
    /// Σ w r u (z − centre)(z − centre)ᵀ.
    second: Vec<f64>,
}

/// Sums over points under a mixture.
struct Sums {
    shares: Vec<Share>,
    log_density: f64,
}

impl Sums {
    fn of(mixture: &Mixture, points: &WeightedPoints) -> Self {
        let indices: Vec<usize> = (0..points.z.len()).collect();
        let chunks: Vec<Self> = indices
            .par_chunks(CHUNK)
            .map(|chunk| Self::of_chunk(mixture, points, chunk))
            .collect();
        let mut sums = Self::empty(mixture);
        chunks.iter().for_each(|chunk| sums.add(chunk));
        sums
    }

    fn empty(mixture: &Mixture) -> Self {
        let n = mixture.components()[0].mean.len();
        let share = Share {
            mass: 0.0,
            scaled_mass: 0.0,
            first: vec![0.0; n],
            second: vec![0.0; triangle_length(n)],
        };
        Self {
            shares: vec![share; mixture.components().len()],
            log_density: 0.0,
        }
    }

    fn of_chunk(mixture: &Mixture, points: &WeightedPoints, chunk: &[usize]) -> Self {
        let mut sums = Self::empty(mixture);
        let dof = f64::from(mixture.degrees_of_freedom());
        let mut terms = Terms::default();
        for block in chunk.chunks(LANES) {
            let z: Vec<&[f64]> = block.iter().map(|i| points.z[*i].as_slice()).collect();
            mixture.evaluate(&z, &mut terms);
            for (l, (z, i)) in z.iter().zip(block).enumerate() {
                let (weight, log_density) = (points.weights[*i], terms.log_density[l]);
                sums.log_density += weight * log_density;
                let unit = mixture.share(1.0, log_density);
                let n = z.len() as f64;
                for (k, share) in sums.shares.iter_mut().enumerate() {
                    let responsibility = terms.densities[k][l] * unit;
                    // Less than this of a point changes nothing, and most components are far from most points.
                    if responsibility > 1e-4 {
                        let scale = (dof + n) / (dof + terms.distances[k][l]);
                        let centre = &mixture.components()[k].mean;
                        share.add_point(z, centre, weight * responsibility, scale);
                    }
                }
            }
        }
        sums
    }

    fn add(&mut self, other: &Self) {
        self.log_density += other.log_density;
        for (share, other) in self.shares.iter_mut().zip(&other.shares) {
            share.mass += other.mass;
            share.scaled_mass += other.scaled_mass;
            add(&mut share.first, &other.first);
            add(&mut share.second, &other.second);
        }
    }

    /// The mixture that these sums ask for. A component for which there are fewer points than dimensions is dropped; the shape
    /// of one with few is drawn towards that of all components together, at its own size, which is invariant under linear
    /// maps of z; none if nothing is left.
    fn mixture(&self, old: &Mixture, n_effective: f64) -> Option<Mixture> {
        let n = old.components()[0].mean.len();
        let fewest = (n as f64 + 1.0) / n_effective;
        let pairs = self.shares.iter().zip(old.components());
        let kept: Vec<(&Share, &Component)> =
            pairs.filter(|(share, _)| share.mass >= fewest).collect();
        let sum: f64 = kept.iter().map(|(share, _)| share.mass).sum();
        let scales: Vec<Vec<f64>> = kept.iter().map(|(share, _)| share.scale()).collect();
        let mut pooled = vec![0.0; triangle_length(n)];
        for ((share, _), scale) in kept.iter().zip(&scales) {
            let weighted: Vec<f64> = scale.iter().map(|s| s * share.mass / sum).collect();
            add(&mut pooled, &weighted);
        }
        let pooled_inverse = inverse(&cholesky(&pooled, n)?, n);
        let components = kept
            .iter()
            .zip(&scales)
            .filter_map(|((share, old), scale)| {
                let size = trace_of_ratio(&pooled_inverse, scale, n) / n as f64;
                let own = share.mass * n_effective / (share.mass * n_effective + n as f64);
                let pairs = scale.iter().zip(&pooled);
                let shrunk: Vec<f64> = pairs
                    .map(|(scale, pooled)| own * scale + (1.0 - own) * size * pooled)
                    .collect();
                let shift = share.first.iter().map(|first| first / share.scaled_mass);
                Some(Component {
                    weight: share.mass / sum,
                    mean: old.mean.iter().zip(shift).map(|(m, s)| m + s).collect(),
                    factor: cholesky(&shrunk, n)?,
                })
            });
        let components: Vec<Component> = components.collect();
        let sum: f64 = components.iter().map(|component| component.weight).sum();
        let normalised = components.into_iter().map(|component| Component {
            weight: component.weight / sum,
            ..component
        });
        let components: Vec<Component> = normalised.collect();
        (!components.is_empty()).then(|| Mixture::new(components, old.degrees_of_freedom()))
    }
}

impl Share {
    fn add_point(&mut self, z: &[f64], centre: &[f64], mass: f64, scale: f64) {
        let offset: Vec<f64> = z.iter().zip(centre).map(|(z, c)| z - c).collect();
        let weight = mass * scale;
        self.mass += mass;
        self.scaled_mass += weight;
        let pairs = self.first.iter_mut().zip(&offset);
        pairs.for_each(|(first, x)| *first += weight * x);
        add_outer_product(&mut self.second, weight, &offset);
    }

    /// The scale matrix about the new centre.
    fn scale(&self) -> Vec<f64> {
        let mut scale = self.second.clone();
        add_outer_product(&mut scale, -1.0 / self.scaled_mass, &self.first);
        scale.iter_mut().for_each(|entry| *entry /= self.mass);
        scale
    }
}

fn add(sums: &mut [f64], terms: &[f64]) {
    sums.iter_mut()
        .zip(terms)
        .for_each(|(sum, term)| *sum += term);
}
