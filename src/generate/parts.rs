//! How the simulations of a training set are shared out over parts, and which of them are to be made.

use crate::study::TrainingSetConfig;
use crate::training_set::part::TrainingSetError;

/// Which parts to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// All that are missing.
    Missing,
    /// Of the missing ones, part `k`, `k + n`, `k + 2 n` and so on: share `k` of `n` of the work.
    Share {
        /// Which share, from zero.
        k: usize,
        /// Number of shares.
        n: usize,
    },
    /// Part `k` alone, if it is missing.
    One(usize),
}

/// How the simulations are shared out over parts.
pub(super) struct Plan {
    n_spectra: usize,
    part_size: usize,
}

impl Plan {
    pub(super) fn new(config: TrainingSetConfig) -> Self {
        Self {
            n_spectra: config.n_spectra,
            part_size: config.part_size,
        }
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.n_spectra.div_ceil(self.part_size)
    }

    pub(super) fn check(&self, parts: Parts) -> Result<(), TrainingSetError> {
        let n_parts = self.all().len();
        match parts {
            Parts::One(k) if k >= n_parts => Err(TrainingSetError::NoSuchPart { k, n_parts }),
            _ => Ok(()),
        }
    }

    pub(super) fn chosen(&self, parts: Parts) -> Vec<usize> {
        let chosen = |k: &usize| match parts {
            Parts::Missing => true,
            Parts::Share { k: share, n } => k % n == share,
            Parts::One(only) => *k == only,
        };
        self.all().filter(chosen).collect()
    }

    pub(super) fn samples(&self, k: usize) -> std::ops::Range<usize> {
        let first = k * self.part_size;
        first..(first + self.part_size).min(self.n_spectra)
    }

    pub(super) fn size(&self, k: usize) -> usize {
        self.samples(k).len()
    }
}
