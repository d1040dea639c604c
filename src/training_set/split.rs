//! Which simulations are held out: fixed by the seed and the simulation's number, whatever the order of the files.

use rand::Rng;

use crate::seed::{Purpose, Seed};

/// Share of each held-out subset in a large training set, and the most that a small one gives.
const SHARE: [f64; 2] = [0.05, 0.2];
/// Simulations that each held-out subset should have at least, if the largest share allows, and at most.
const HELD_OUT: [f64; 2] = [1_000.0, 20_000.0];

/// What a simulation is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subset {
    /// Gradients.
    Training,
    /// Early stopping, and the distribution of the features.
    Validation,
    /// Calibration of the out-of-distribution scores, and evaluation.
    Test,
}

/// Divides simulations among the subsets.
#[derive(Debug, Clone, Copy)]
pub struct Split {
    seed: Seed,
    share: f64,
}

impl Split {
    /// The split of `n_spectra` simulations: validation and test get 5 % each, but 1 000 to 20 000 simulations
    /// where 20 % of them are as many.
    pub fn new(seed: Seed, n_spectra: usize) -> Self {
        let n = n_spectra.max(1) as f64;
        let [low, high] = HELD_OUT;
        let share = SHARE[0].max(low / n).min(high / n).min(SHARE[1]);
        Self { seed, share }
    }

    /// The subset of simulation number `index`.
    pub fn subset(&self, index: u64) -> Subset {
        let u: f64 = self.seed.rng(Purpose::Split, index).random();
        if u < self.share {
            Subset::Validation
        } else if u < 2.0 * self.share {
            Subset::Test
        } else {
            Subset::Training
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 000 simulations: the share is 10 % and five standard deviations are 150.
    #[test]
    fn held_out_subsets_have_their_share() {
        let split = Split::new(Seed(1), 10_000);
        let count = |subset| (0..10_000).filter(|i| split.subset(*i) == subset).count() as i64;
        assert!((count(Subset::Validation) - 1000).abs() < 150);
        assert!((count(Subset::Test) - 1000).abs() < 150);
    }
}
