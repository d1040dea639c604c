//! Least squares with weights that are not negative, of many columns of which few get a weight.
//!
//! # Source
//! The method that is called after Lawson & Hanson (1974), as the crate `nnls` has it, which takes ten times as long: here the gradients of
//! all columns are found once for several of them, and a start is given.

use pulp::Arch;

/// Columns that are tried by the gradients of one pass.
const TRIED_AT_ONCE: usize = 16;
/// Part of a column's length that must be new to those that have a weight.
const LEAST_NEW: f64 = 1e-6;
/// Gradients below this part of what is wanted are none.
const LEAST_GAIN: f64 = 1e-9;

/// Columns with their weights.
pub(super) type Weighted = Vec<(usize, f64)>;

/// The weights, each above zero, by which the sum of some columns is nearest to what is wanted; near enough if it is within
/// `tolerance` of it. `start` has weights above zero from which the search begins, or none.
pub(super) fn non_negative(
    columns: &[&[f64]],
    wanted: &[f64],
    start: Weighted,
    tolerance: f64,
) -> Weighted {
    let mut fit = Fit::new(columns, wanted, start);
    fit.make_feasible();
    for _ in 0..3 * wanted.len() {
        let residual = fit.residual();
        if norm(&residual) <= tolerance {
            break;
        }
        let mut has_grown = false;
        for j in fit.steepest(&residual) {
            has_grown |= fit.gain(j, &fit.residual()) > fit.least_gain() && fit.add(j);
        }
        if !has_grown {
            break;
        }
    }
    fit.chosen.into_iter().zip(fit.weights).collect()
}

/// Columns with weights above zero, and their orthonormal basis.
struct Fit<'a> {
    columns: &'a [&'a [f64]],
    lengths: Vec<f64>,
    wanted: &'a [f64],
    chosen: Vec<usize>,
    weights: Vec<f64>,
    basis: Vec<Vec<f64>>,
    /// Each chosen column in the basis: as many numbers as there are columns up to it.
    factors: Vec<Vec<f64>>,
}

impl<'a> Fit<'a> {
    fn new(columns: &'a [&'a [f64]], wanted: &'a [f64], start: Weighted) -> Self {
        let mut fit = Self {
            columns,
            lengths: columns.iter().map(|column| norm(column)).collect(),
            wanted,
            chosen: Vec::new(),
            weights: Vec::new(),
            basis: Vec::new(),
            factors: Vec::new(),
        };
        for (j, weight) in start {
            fit.append(j, weight);
        }
        fit
    }

    /// Takes a column to those chosen, unless they make it up already.
    fn append(&mut self, j: usize, weight: f64) -> bool {
        let mut rest = self.columns[j].to_vec();
        let mut factors = vec![0.0; self.basis.len()];
        // Twice is enough for the basis to be orthogonal to rounding.
        Arch::new().dispatch(|| {
            for _ in 0..2 {
                for (factor, direction) in factors.iter_mut().zip(&self.basis) {
                    let part = dot(direction, &rest);
                    add_scaled(&mut rest, -part, direction);
                    *factor += part;
                }
            }
        });
        let length = norm(&rest);
        if length <= LEAST_NEW * self.lengths[j] {
            return false;
        }
        rest.iter_mut().for_each(|x| *x /= length);
        factors.push(length);
        self.basis.push(rest);
        self.factors.push(factors);
        self.chosen.push(j);
        self.weights.push(weight);
        true
    }

    /// Takes a new column in and weights all anew; false if it has no weight then.
    fn add(&mut self, j: usize) -> bool {
        if self.chosen.contains(&j) || !self.append(j, 0.0) {
            return false;
        }
        self.make_feasible();
        self.chosen.contains(&j)
    }

    /// The best weights of the chosen columns; those that would fall below zero are left out on the way.
    fn make_feasible(&mut self) {
        loop {
            let best = self.best_weights();
            let pairs = self.weights.iter().zip(&best);
            let share = pairs
                .filter(|(_, best)| **best <= 0.0)
                .map(|(weight, best)| weight / (weight - best))
                .fold(f64::INFINITY, f64::min);
            if share == f64::INFINITY {
                self.weights = best;
                return;
            }
            // A weight that is zero already has a best one of zero or below: 0/0 is no way at all.
            let share = if share.is_nan() { 0.0 } else { share };
            for (weight, best_weight) in self.weights.iter_mut().zip(&best) {
                *weight += share * (best_weight - *weight);
            }
            let out = |(weight, best): (&f64, &f64)| *best <= 0.0 && *weight <= 1e-12;
            let first = self.weights.iter().zip(&best).position(out);
            let first = first.expect("the share is that of one of them");
            self.rebuild_without(first, &best);
        }
    }

    /// Leaves out the columns of no weight, from a place on.
    fn rebuild_without(&mut self, first: usize, best: &[f64]) {
        let later = self.chosen.split_off(first);
        let weights = self.weights.split_off(first);
        self.basis.truncate(first);
        self.factors.truncate(first);
        let later = later.into_iter().zip(weights).zip(&best[first..]);
        for ((j, weight), best) in later {
            if *best > 0.0 || weight > 1e-12 {
                self.append(j, weight);
            }
        }
    }

    fn best_weights(&self) -> Vec<f64> {
        let mut weights: Vec<f64> = self.basis.iter().map(|q| dot(q, self.wanted)).collect();
        for i in (0..weights.len()).rev() {
            weights[i] /= self.factors[i][i];
            let (before, from) = weights.split_at_mut(i);
            add_scaled(before, -from[0], &self.factors[i][..i]);
        }
        weights
    }

    /// What the chosen columns miss.
    fn residual(&self) -> Vec<f64> {
        let mut residual = self.wanted.to_vec();
        for direction in &self.basis {
            let part = dot(direction, &residual);
            add_scaled(&mut residual, -part, direction);
        }
        residual
    }

    fn least_gain(&self) -> f64 {
        LEAST_GAIN * norm(self.wanted)
    }

    fn gain(&self, j: usize, residual: &[f64]) -> f64 {
        dot(self.columns[j], residual) / self.lengths[j].max(f64::MIN_POSITIVE)
    }

    /// The columns of the largest gains.
    fn steepest(&self, residual: &[f64]) -> Vec<usize> {
        let (all, least) = (dots(self.columns, residual), self.least_gain());
        let gains = all.into_iter().zip(&self.lengths).enumerate();
        let gains = gains.map(|(j, (dot, length))| (dot / length.max(f64::MIN_POSITIVE), j));
        let mut gains: Vec<(f64, usize)> = gains.filter(|(gain, _)| *gain > least).collect();
        let n = TRIED_AT_ONCE.min(gains.len());
        if n < gains.len() {
            gains.select_nth_unstable_by(n, |a, b| b.0.total_cmp(&a.0));
        }
        gains.truncate(n);
        gains.sort_by(|a, b| b.0.total_cmp(&a.0));
        gains.into_iter().map(|(_, j)| j).collect()
    }
}

/// Of many columns with one, by the widest vectors that the processor has; sums are rounded alike by all.
pub(super) fn dots(columns: &[&[f64]], other: &[f64]) -> Vec<f64> {
    let mut dots = vec![0.0; columns.len()];
    Arch::new().dispatch(|| {
        for (out, column) in dots.iter_mut().zip(columns) {
            *out = dot(column, other);
        }
    });
    dots
}

/// Sums eight at a time, so that the compiler can.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a_chunks.remainder().iter().zip(b_chunks.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}

pub(super) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

#[inline(always)]
pub(super) fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += factor * b);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn columns(n_rows: usize, n: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let column = |_| (0..n_rows).map(|_| rng.random_range(-1.0..1.0)).collect();
        (0..n).map(column).collect()
    }

    fn gradients(columns: &[Vec<f64>], wanted: &[f64], found: &Weighted) -> Vec<f64> {
        let mut residual = wanted.to_vec();
        for (j, weight) in found {
            add_scaled(&mut residual, -weight, &columns[*j]);
        }
        columns
            .iter()
            .map(|column| dot(column, &residual))
            .collect()
    }

    /// The conditions of Karush, Kuhn and Tucker: no gradient where there is a weight, none upwards elsewhere.
    #[test]
    fn no_other_weights_are_nearer() {
        for seed in 0..20 {
            let columns = columns(10, 30, seed);
            let wanted: Vec<f64> = (0..10).map(|i| f64::from(i).sin() - 2.0).collect();
            let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = non_negative(&views[..6], &wanted, Vec::new(), 0.0);
            assert!(found.iter().all(|(_, weight)| *weight > 0.0));
            for (j, gradient) in gradients(&columns[..6], &wanted, &found).iter().enumerate() {
                match found.iter().any(|(i, _)| *i == j) {
                    true => assert!(gradient.abs() < 1e-9, "{seed}: {gradient}"),
                    false => assert!(*gradient < 1e-6, "{seed}: {gradient}"),
                }
            }
        }
    }

    #[test]
    fn what_columns_make_up_is_met_from_any_start() {
        let columns = columns(12, 200, 7);
        let mut wanted = vec![0.0; 12];
        for j in [3, 50, 120, 199] {
            add_scaled(&mut wanted, 0.25, &columns[j]);
        }
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let starts = [
            Vec::new(),
            vec![(5, 0.2), (60, 0.1)],
            vec![(3, 1.0), (4, 1.0)],
        ];
        for start in starts {
            let found = non_negative(&views, &wanted, start, 1e-9);
            let mut residual = wanted.clone();
            for (j, weight) in &found {
                assert!(*weight > 0.0);
                add_scaled(&mut residual, -weight, &columns[*j]);
            }
            assert!(norm(&residual) < 1e-7, "{}", norm(&residual));
        }
    }
}
