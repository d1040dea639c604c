//! The few of many wavenumbers that stand for a cell.
//!
//! What is wanted of a cell is its mean depth, for whatever atmosphere. Over some atmospheres, that is a set of linear equations for
//! the weights of the samples; the least squares with weights that are not negative leave about as many samples as there are
//! atmospheres, and almost no error. The samples whose weight would move least are then left out, some at a time, and the others
//! weighted anew, until few remain: what they miss is small for other atmospheres as well, as long as these are of the same kind. Each
//! of them is a wavenumber with the cross sections of all gases, so that gases whose lines shun or meet each other do so in the few.
//!
//! # Source
//! The idea is that of optimal spectral sampling, as in Moncet & Uymin's talk "On the optimal spectral sampling method" (AER); the
//! search is another.

use ndarray::{ArrayView2, Axis};

use super::non_negative::{Weighted, add_scaled, dot, non_negative, norm};

/// How much more it counts that the weights add up to one than that a cell's mean is met.
const SUM_COUNTS: f64 = 100.0;
/// Part of the samples that are left out before the others are weighted anew.
const LEFT_OUT_AT_ONCE: usize = 10;
/// How often each of the few may give way to another sample.
const EXCHANGES: usize = 2;
/// Weight of a new sample to begin with.
const BARELY: f64 = 1e-9;
/// Part of the samples' scatter within which the mean is met before samples are left out.
const NEAR_ENOUGH: f64 = 1e-4;

/// Samples of a cell and what each counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Few {
    /// Which samples, those of the least depths first, `[n_points]`.
    pub samples: Vec<usize>,
    /// Sum one, `[n_points]`.
    pub weights: Vec<f64>,
}

impl Few {
    /// At most `n_points` samples of a cell whose weighted mean is that of all, from the depths in some atmospheres, `[n_atmospheres,
    /// n_samples]`; where fewer do, the last is repeated without weight.
    pub fn of(depths: ArrayView2<f64>, n_points: usize) -> Self {
        let means = depths.mean_axis(Axis(1)).expect("a cell has samples");
        let mut excess = &depths - &means.insert_axis(Axis(1));
        let rms = (excess.iter().map(|e| e * e).sum::<f64>() / excess.len() as f64).sqrt();
        let mut few = match rms > 0.0 {
            true => {
                excess /= rms;
                thinned(excess.t(), n_points)
            }
            false => Self {
                samples: vec![depths.ncols() / 2],
                weights: vec![1.0],
            },
        };
        few.sort(&depths);
        few.samples
            .resize(n_points, few.samples[few.samples.len() - 1]);
        few.weights.resize(n_points, 0.0);
        few
    }

    /// Thin samples first: those that are opaque together end together.
    fn sort(&mut self, depths: &ArrayView2<f64>) {
        let sum: f64 = self.weights.iter().sum();
        let mut pairs: Vec<(usize, f64)> = std::mem::take(&mut self.samples)
            .into_iter()
            .zip(self.weights.drain(..).map(|weight| weight / sum))
            .collect();
        let depth = |sample: usize| depths.column(sample).sum();
        pairs.sort_by(|a, b| depth(a.0).total_cmp(&depth(b.0)));
        (self.samples, self.weights) = pairs.into_iter().unzip();
    }
}

/// From the excess of every sample over the mean, `[n_samples, n_atmospheres]`.
fn thinned(excess: ArrayView2<f64>, n_points: usize) -> Few {
    let columns: Vec<Vec<f64>> = excess
        .rows()
        .into_iter()
        .map(|row| row.iter().copied().chain([SUM_COUNTS]).collect())
        .collect();
    let equations = Equations::new(&columns);
    let mut found = equations.all_weighted();
    while found.len() > n_points {
        let surplus = found.len() - n_points;
        let n_out = (found.len() / LEFT_OUT_AT_ONCE).clamp(1, surplus);
        let out = equations.least_moved(&found, n_out);
        found.retain(|(sample, _)| !out.contains(sample));
        found = equations.weighted(found);
    }
    for _ in 0..EXCHANGES {
        found = equations.exchanged(found);
    }
    let (samples, weights) = found.into_iter().unzip();
    Few { samples, weights }
}

/// What the weights of a cell's samples are to fulfil: no excess in any atmosphere, and a sum of one.
struct Equations<'a> {
    /// The excess of a sample in each atmosphere, and how much its weight counts for the sum.
    columns: Vec<&'a [f64]>,
    /// `√Σ c²` of each.
    lengths: Vec<f64>,
    wanted: Vec<f64>,
}

impl<'a> Equations<'a> {
    fn new(columns: &'a [Vec<f64>]) -> Self {
        let mut wanted = vec![0.0; columns[0].len()];
        *wanted.last_mut().expect("the sum is one of them") = SUM_COUNTS;
        Self {
            columns: columns.iter().map(Vec::as_slice).collect(),
            lengths: columns.iter().map(|column| norm(column)).collect(),
            wanted,
        }
    }

    /// Those of all samples that meet the means.
    fn all_weighted(&self) -> Weighted {
        let tolerance = NEAR_ENOUGH * (self.wanted.len() as f64).sqrt();
        non_negative(&self.columns, &self.wanted, Vec::new(), tolerance)
    }

    /// Some samples weighted anew.
    fn weighted(&self, some: Weighted) -> Weighted {
        let columns: Vec<&[f64]> = some
            .iter()
            .map(|(sample, _)| self.columns[*sample])
            .collect();
        let start = some.iter().enumerate().map(|(i, (_, weight))| (i, *weight));
        let found = non_negative(&columns, &self.wanted, start.collect(), 0.0);
        let pairs = found.into_iter();
        pairs.map(|(i, weight)| (some[i].0, weight)).collect()
    }

    fn missed(&self, found: &Weighted) -> Vec<f64> {
        let mut missed = self.wanted.clone();
        for (sample, weight) in found {
            add_scaled(&mut missed, -weight, self.columns[*sample]);
        }
        missed
    }

    /// Each sample in turn gives way to the one by which least is missed without it, if that is less than before.
    fn exchanged(&self, mut found: Weighted) -> Weighted {
        let mut least = norm(&self.missed(&found));
        let mut order = found.clone();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (sample, _) in order {
            let mut others = found.clone();
            others.retain(|(other, _)| *other != sample);
            let mut tried = self.weighted(others);
            let missed = self.missed(&tried);
            let pairs = self.columns.iter().zip(&self.lengths);
            let gains = pairs.map(|(column, length)| dot(column, &missed) / length);
            let best = gains.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            let new = best.map_or(sample, |(new, _)| new);
            if tried.iter().any(|(other, _)| *other == new) {
                continue;
            }
            tried.push((new, BARELY));
            let tried = self.weighted(tried);
            let misses = norm(&self.missed(&tried));
            if misses < least {
                (found, least) = (tried, misses);
            }
        }
        found
    }

    /// The samples whose weight has the shortest way to another, no two of them for each other's sake.
    fn least_moved(&self, found: &Weighted, n_out: usize) -> Vec<usize> {
        let distance = |a: usize, b: usize| {
            let pairs = self.columns[a].iter().zip(self.columns[b]);
            pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        };
        let nearest = |sample: usize| {
            let others = found.iter().filter(|(other, _)| *other != sample);
            let distances = others.map(|(other, _)| (distance(sample, *other), *other));
            distances.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let moves = found.iter().filter_map(|(sample, weight)| {
            let (distance, other) = nearest(*sample)?;
            Some((weight * distance, *sample, other))
        });
        let mut moves: Vec<(f64, usize, usize)> = moves.collect();
        moves.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut out: Vec<usize> = Vec::new();
        for (_, sample, other) in moves {
            if out.len() < n_out && !out.contains(&other) {
                out.push(sample);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Depths like those of lines: a share of a cell is opaque to each of two gases, both at other wavenumbers.
    fn depths(n_atmospheres: usize, shift: f64) -> Array2<f64> {
        Array2::from_shape_fn((n_atmospheres, 400), |(i, sample)| {
            let x = sample as f64 / 400.0;
            let a = (1.0 + (40.0 * x).sin()).powi(3) * (0.3 + (i as f64 + shift).sin().abs());
            let b = (1.0 + (97.0 * x).cos()).powi(5) * (0.1 + (1.7 * i as f64 + shift).cos().abs());
            (1e-3 + a + b).ln()
        })
    }

    #[test]
    fn few_samples_have_the_mean_of_all_in_other_atmospheres() {
        let few = Few::of(depths(60, 0.0).view(), 12);
        assert_eq!((few.samples.len(), few.weights.len()), (12, 12));
        assert!((few.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let others = depths(50, 0.37);
        for row in others.rows() {
            let pairs = few.samples.iter().zip(&few.weights);
            let found: f64 = pairs.map(|(sample, weight)| weight * row[*sample]).sum();
            let mean = row.mean().unwrap();
            // The samples themselves scatter by about one.
            assert!((found - mean).abs() < 0.03, "{found} {mean}");
        }
    }

    #[test]
    fn a_flat_cell_needs_one() {
        let few = Few::of(Array2::from_elem((5, 9), 0.02).view(), 3);
        assert_eq!(few.samples, [4, 4, 4]);
        assert_eq!(few.weights, [1.0, 0.0, 0.0]);
    }

    #[test]
    fn fewer_samples_than_points_are_all_taken() {
        let depths = Array2::from_shape_fn((30, 2), |(i, sample)| (i * sample) as f64);
        let few = Few::of(depths.view(), 4);
        assert_eq!(few.samples[..2], [0, 1]);
        assert!((few.weights[0] - 0.5).abs() < 1e-6, "{few:?}");
    }
}
