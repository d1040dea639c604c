//! Randomness as a pure function of seed, purpose, round and index, so that no draw depends on threads or order.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What random numbers are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Draws from the start.
    Start = 1,
    /// Which draws are weighted by the likelihood itself.
    Thinning = 2,
    /// Where the fit of a mixture begins.
    Fit = 3,
    /// Draws from a fitted mixture.
    Importance = 4,
}

/// The generator of one draw: the `index`-th of a round.
pub fn stream(seed: u64, purpose: Purpose, round: u64, index: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    let words = [seed, purpose as u64, round, index];
    for (bytes, word) in key.chunks_exact_mut(8).zip(words) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}
