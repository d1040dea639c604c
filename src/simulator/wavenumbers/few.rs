//! The few of many wavenumbers that stand for a cell.
//!
//! What is wanted of a cell is its mean depth, for whatever atmosphere. Over some atmospheres, that is a set of linear equations for
//! the weights of the samples; the least squares with weights that are not negative leave about as many samples as there are
//! atmospheres, and almost no error. The samples whose weight would move least are then left out, some at a time, and the others
//! weighted anew, until few remain: what they miss is small for other atmospheres as well, as long as these are of the same kind. Each
//! of them is a wavenumber with the cross sections of all gases, so that gases whose lines shun or meet each other do so in the few.
//!
//! What a cell misses its neighbour may make up for, so that cells that are too narrow for few wavenumbers are right together.
//!
//! # Source
//! The idea is that of optimal spectral sampling, as in Moncet & Uymin's talk "On the optimal spectral sampling method" (AER); the
//! search is another.

use ndarray::{ArrayView1, ArrayView2};

use super::directions::Directions;
use super::non_negative::{Weighted, add_scaled, dot, dots, non_negative, norm};

/// How much more it counts that the weights add up to one than that a cell's mean depth is met.
const SUM_COUNTS: f64 = 100.0;
/// Part of the samples that are left out before the others are weighted anew.
const LEFT_OUT_AT_ONCE: usize = 10;
/// How often each of the few may give way to another sample.
const EXCHANGES: usize = 2;
/// Weight of a new sample to begin with.
const BARELY: f64 = 1e-9;
/// Part of the samples' scatter that makes no difference.
const NEAR_ENOUGH: f64 = 3e-3;

/// Many samples of a cell.
pub(super) struct Cell<'a> {
    /// In some atmospheres, `[n_atmospheres, n_samples]`.
    pub depths: ArrayView2<'a, f64>,
    /// How much of the cell each stands for, `[n_samples]`, sum one.
    pub shares: &'a [f64],
}

impl Cell<'_> {
    /// Of every sample the excess over the cell's mean depth, `[n_samples][n_atmospheres]`.
    fn excess(&self) -> Vec<Vec<f64>> {
        let means = self.depths.dot(&ArrayView1::from(self.shares));
        let columns = self.depths.columns().into_iter();
        columns.map(|depths| (&depths - &means).to_vec()).collect()
    }
}

/// Samples of a cell and what each counts.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulator) struct Few {
    /// Which samples, those of the least depths first, `[n_points]`.
    pub samples: Vec<usize>,
    /// Sum one, `[n_points]`.
    pub weights: Vec<f64>,
}

impl Few {
    /// At most `n_points` samples of a cell whose weighted mean is that of all and what is `owed` besides, `[n_atmospheres]`; where
    /// fewer do, the last is repeated without weight. And what they still miss, `[n_atmospheres]`.
    pub(super) fn of(cell: &Cell, owed: &[f64], n_points: usize) -> (Self, Vec<f64>) {
        let excess = cell.excess();
        let scatter: f64 = excess.iter().map(|excess| dot(excess, excess)).sum();
        let rms = (scatter / cell.depths.len() as f64).sqrt();
        let mut few = match rms > 0.0 {
            true => {
                let tolerance = NEAR_ENOUGH * rms * (cell.depths.nrows() as f64).sqrt();
                let directions = Directions::of(&excess, tolerance);
                let equation = |values: &[f64]| -> Vec<f64> {
                    let along = directions.along(values).into_iter();
                    along.map(|value| value / rms).chain([SUM_COUNTS]).collect()
                };
                let columns: Vec<Vec<f64>> = excess.iter().map(|e| equation(e)).collect();
                thinned(&columns, equation(owed), cell.shares, n_points)
            }
            false => Self {
                samples: vec![excess.len() / 2],
                weights: vec![1.0],
            },
        };
        few.sort(&cell.depths);
        let mut missed = owed.to_vec();
        for (sample, weight) in few.samples.iter().zip(&few.weights) {
            add_scaled(&mut missed, -weight, &excess[*sample]);
        }
        few.samples
            .resize(n_points, few.samples[few.samples.len() - 1]);
        few.weights.resize(n_points, 0.0);
        (few, missed)
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

/// From the equations' coefficients of every sample.
fn thinned(columns: &[Vec<f64>], wanted: Vec<f64>, shares: &[f64], n_points: usize) -> Few {
    let equations = Equations::new(columns, wanted);
    let mut found = equations.all_weighted(shares);
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

/// What the weights of a cell's samples are to fulfil: what is owed in each direction, and a sum of one.
struct Equations<'a> {
    /// Of each sample.
    columns: Vec<&'a [f64]>,
    /// `√Σ c²` of each.
    lengths: Vec<f64>,
    wanted: Vec<f64>,
}

impl<'a> Equations<'a> {
    fn new(columns: &'a [Vec<f64>], wanted: Vec<f64>) -> Self {
        Self {
            columns: columns.iter().map(Vec::as_slice).collect(),
            lengths: columns.iter().map(|column| norm(column)).collect(),
            wanted,
        }
    }

    /// Samples that fulfil them: all with their shares, where there are no more than equations, or else as many as that takes.
    fn all_weighted(&self, shares: &[f64]) -> Weighted {
        if self.columns.len() <= self.wanted.len() {
            return shares.iter().copied().enumerate().collect();
        }
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
            let dots = dots(&self.columns, &missed).into_iter();
            let gains = dots.zip(&self.lengths).map(|(dot, length)| dot / length);
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

    fn few(depths: &Array2<f64>, owed: &[f64], n_points: usize) -> (Few, Vec<f64>) {
        let n = depths.ncols();
        let cell = Cell {
            depths: depths.view(),
            shares: &vec![1.0 / n as f64; n],
        };
        Few::of(&cell, owed, n_points)
    }

    fn weighted_mean(few: &Few, row: ArrayView1<f64>) -> f64 {
        let pairs = few.samples.iter().zip(&few.weights);
        pairs.map(|(sample, weight)| weight * row[*sample]).sum()
    }

    #[test]
    fn few_samples_have_the_mean_of_all_in_other_atmospheres() {
        let (few, _) = few(&depths(60, 0.0), &[0.0; 60], 12);
        assert_eq!((few.samples.len(), few.weights.len()), (12, 12));
        assert!((few.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let others = depths(50, 0.37);
        for row in others.rows() {
            let (found, mean) = (weighted_mean(&few, row), row.mean().unwrap());
            // The samples themselves scatter by about one.
            assert!((found - mean).abs() < 0.03, "{found} {mean}");
        }
    }

    #[test]
    fn what_is_owed_is_paid_and_what_is_missed_is_told() {
        let depths = depths(60, 0.0);
        // As a neighbour may miss it: by too much of a wavenumber.
        let rows = depths.rows().into_iter();
        let owed: Vec<f64> = rows
            .map(|row| 0.1 * (row[30] - row.mean().unwrap()))
            .collect();
        let (few, missed) = few(&depths, &owed, 25);
        for (i, row) in depths.rows().into_iter().enumerate() {
            let paid = weighted_mean(&few, row) - row.mean().unwrap();
            assert!((owed[i] - paid - missed[i]).abs() < 1e-9);
        }
        assert!(norm(&missed) < 0.1 * norm(&owed), "{}", norm(&missed));
    }

    #[test]
    fn shares_that_differ_count() {
        let depths = depths(60, 0.0);
        let shares: Vec<f64> = (0..400).map(|i| f64::from(i) / 79_800.0).collect();
        let cell = Cell {
            depths: depths.view(),
            shares: &shares,
        };
        let (few, _) = Few::of(&cell, &[0.0; 60], 12);
        for row in depths.rows() {
            let mean = row.dot(&ArrayView1::from(&shares));
            assert!((weighted_mean(&few, row) - mean).abs() < 0.03);
        }
    }

    #[test]
    fn a_flat_cell_needs_one() {
        let (few, _) = few(&Array2::from_elem((5, 9), 0.02), &[0.0; 5], 3);
        assert_eq!(few.samples, [4, 4, 4]);
        assert_eq!(few.weights, [1.0, 0.0, 0.0]);
    }

    #[test]
    fn fewer_samples_than_points_are_all_taken() {
        let depths = Array2::from_shape_fn((30, 2), |(i, sample)| (i * sample) as f64);
        let (few, _) = few(&depths, &[0.0; 30], 4);
        assert_eq!(few.samples[..2], [0, 1]);
        assert!((few.weights[0] - 0.5).abs() < 1e-6, "{few:?}");
    }
}
