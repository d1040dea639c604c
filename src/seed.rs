//! Reproducible randomness: every random stream is a pure function of (seed, purpose, index).

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a random stream is for. Part of its key, so a new purpose never shifts another's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Drawing θ of a simulation from the prior.
    Prior,
    /// Observational noise of a held-out simulation.
    Noise,
    /// Initial network weights of a member.
    WeightInit,
    /// Dropout masks of a member.
    Mask,
    /// Which simulations are held out.
    Split,
    /// The order of the training simulations in an epoch of a member.
    Shuffle {
        /// The member.
        member: usize,
    },
    /// Draws from the posterior of a held-out simulation, by which it is scored and widths are fitted.
    Posterior,
    /// Noise of the training simulations in an epoch of a member.
    TrainingNoise {
        /// The member.
        member: usize,
    },
    /// Noise of the validation simulations of a member.
    ValidationNoise {
        /// The member.
        member: usize,
    },
    /// Draws that stand for a density whose marginals have no closed form.
    Marginal,
    /// Draws from the posterior of an observed spectrum.
    Retrieval,
    /// Draws by which an observed spectrum is scored.
    RetrievalScores,
    /// Draws from the posterior of a held-out simulation whose truth they are compared with.
    Evaluation,
    /// Samples of the prior that are shown beside a posterior.
    PriorSamples,
    /// Draws that stand for each network of a posterior of which a part has no spectrum.
    Spread,
    /// The order in which samples of a posterior are kept.
    Order,
    /// Noise of a spectrum that a sample of a posterior predicts.
    Replicate,
    /// Draws of the networks that the likelihood of an observed spectrum weighs.
    Worth,
    /// Offsets of instruments, which the sampler integrates out.
    Offsets,
    /// Values of parameters that another posterior, at which the sampler begins, does not have.
    OtherPosterior,
    /// Atmospheres by which the wavenumbers of opacity tables are chosen.
    Wavenumbers,
}

/// Apart from all epochs: the noise of validation simulations is drawn once and for all.
const VALIDATION_EPOCH: u64 = (1 << 30) - 1;

/// The one number a run is reproduced from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// The generator for one draw: a pure function of seed, purpose and index.
    pub fn rng(self, purpose: Purpose, index: u64) -> ChaCha8Rng {
        let mut key = [0; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip(self.words(purpose, index)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        ChaCha8Rng::from_seed(key)
    }

    /// What the key is made of: the seed, the purpose's number and the index among its streams.
    fn words(self, purpose: Purpose, index: u64) -> [u64; 3] {
        let (number, index) = match purpose {
            Purpose::Prior => (1, index),
            Purpose::Noise => (2, index),
            // Noise has one number for all, so that runs keep theirs: simulations count from zero, members from 2³².
            Purpose::TrainingNoise { member } => (2, of_member(member, index)),
            Purpose::ValidationNoise { member } => (2, of_member(member, VALIDATION_EPOCH + index)),
            Purpose::WeightInit => (3, index),
            Purpose::Mask => (4, index),
            Purpose::Split => (5, index),
            Purpose::Shuffle { member } => (6, of_member(member, index)),
            Purpose::Posterior => (7, index),
            Purpose::Marginal => (9, index),
            Purpose::Retrieval => (10, index),
            Purpose::RetrievalScores => (11, index),
            Purpose::Evaluation => (12, index),
            Purpose::PriorSamples => (13, index),
            Purpose::Spread => (14, index),
            Purpose::Order => (20, index),
            Purpose::Replicate => (21, index),
            Purpose::Worth => (22, index),
            Purpose::Offsets => (15, index),
            Purpose::OtherPosterior => (16, index),
            Purpose::Wavenumbers => (17, index),
        };
        [self.0, number, index]
    }
}

/// The index of an epoch of a member.
fn of_member(member: usize, epoch: u64) -> u64 {
    ((member as u64 + 1) << 32) | epoch
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_depend_on_purpose_and_index_only() {
        let draw = |purpose, index| -> u64 { Seed(1).rng(purpose, index).random() };
        assert_eq!(draw(Purpose::Prior, 7), draw(Purpose::Prior, 7));
        assert_ne!(draw(Purpose::Prior, 7), draw(Purpose::Noise, 7));
        assert_ne!(draw(Purpose::Prior, 7), draw(Purpose::Prior, 8));
    }

    #[test]
    fn members_epochs_and_simulations_share_no_stream() {
        let member = 1;
        let mut words: Vec<[u64; 3]> = (0..3)
            .flat_map(|index| {
                let purposes = [
                    Purpose::Noise,
                    Purpose::TrainingNoise { member: 0 },
                    Purpose::TrainingNoise { member },
                    Purpose::Shuffle { member },
                ];
                purposes.map(|purpose| Seed(1).words(purpose, index))
            })
            .collect();
        words.push(Seed(1).words(Purpose::ValidationNoise { member: 0 }, 0));
        words.push(Seed(1).words(Purpose::ValidationNoise { member }, 0));
        let n = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), n);
    }
}
