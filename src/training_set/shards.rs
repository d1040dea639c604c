//! A training set as shards that fit in memory: all of it in one shard if it fits, else a few parts at a time.

use std::{path::PathBuf, sync::Arc};

use rand::{Rng, seq::SliceRandom};

use super::input_map::{InputMap, InputMapFit};
use super::part::{self, Part, Piece, TrainingSet, TrainingSetError};
use super::rows::{Rows, ThetaReader};
use super::split::{Split, Subset};
use super::tally::Tally;
use crate::observation::ErrorInflation;
use crate::prior::Prior;

const BYTES_PER_MB: usize = 1_000_000;

/// A training set that cannot be learnt from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// A part cannot be read.
    #[error(transparent)]
    Part(#[from] TrainingSetError),
    /// Too few simulations succeeded.
    #[error(
        "training set {}: {found} successful simulations for {subset}, expected at least {expected}; \
         raise `training_set.n_spectra`, or narrow priors of which most cannot be simulated{}", folder.display(), reasons(failed)
    )]
    TooSmall {
        /// Folder of the parts.
        folder: PathBuf,
        /// What they are for.
        subset: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        expected: usize,
        /// What became of all simulations.
        failed: Tally,
    },
}

fn reasons(tally: &Tally) -> String {
    match tally.n_failed() {
        0 => String::new(),
        _ => format!(" ({tally})"),
    }
}

/// What a dataset is made of.
#[derive(Debug, Clone)]
pub struct DatasetConfig<'a> {
    /// The parts.
    pub training_set: &'a TrainingSet,
    /// Fingerprint that every part must have.
    pub fingerprint: &'a str,
    /// How many simulations are used, from the first on; all of them must be there.
    pub n_spectra: usize,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// Where the factor comes from by which the σ of each bin is multiplied.
    pub error_inflation: &'a ErrorInflation,
    /// Who is held out.
    pub split: Split,
    /// Memory that training simulations may take, MB.
    pub memory_budget_mb: usize,
}

/// The simulations of a training set, by subset.
#[derive(Debug)]
pub struct Dataset {
    parts: Vec<Piece>,
    reader: ThetaReader,
    split: Split,
    parts_per_shard: usize,
    /// All training rows, if they fit.
    cached: Option<Arc<Rows>>,
    /// Simulations for early stopping.
    pub validation: Rows,
    /// Simulations for calibration and evaluation.
    pub test: Rows,
    /// Simulations to learn from.
    pub n_training: usize,
    /// Share of all simulations that succeeded.
    pub valid_fraction: f64,
    tally: Tally,
    fit: InputMapFit,
}

impl Dataset {
    /// Reads the parts once: held-out simulations stay in memory, the others if they fit in the budget.
    ///
    /// # Errors
    /// [`DatasetError::Part`] if a part is missing, cannot be read or is another study's; or none succeeded; [`DatasetError::TooSmall`] if
    /// fewer than 100 simulations succeeded in a subset.
    pub fn open(config: &DatasetConfig) -> Result<Self, DatasetError> {
        let parts = config
            .training_set
            .first(config.n_spectra, config.fingerprint)?;
        let first = read(&parts[0])?;
        let (d, n_bins) = (config.prior.n_parameters(), first.spectrum.ncols());
        let n_factors = config.error_inflation.factors().len();
        let bytes_per_row = 8 + 4 * (d + n_bins + n_factors);
        let budget_rows = config.memory_budget_mb * BYTES_PER_MB / bytes_per_row;
        let largest_part = parts.iter().map(|part| part.n_used).fold(1, usize::max);
        let reader = ThetaReader {
            prior: config.prior.clone(),
            error_inflation: config.error_inflation.clone(),
        };
        let mut dataset = Self {
            split: config.split,
            parts_per_shard: (budget_rows / largest_part).max(1),
            cached: None,
            validation: Rows::empty(&reader),
            test: Rows::empty(&reader),
            n_training: 0,
            valid_fraction: 0.0,
            tally: Tally::default(),
            fit: InputMapFit::new(n_bins),
            reader,
            parts,
        };
        dataset.read_all(config.n_spectra, config.n_spectra <= budget_rows)?;
        dataset.check_size(config)?;
        Ok(dataset)
    }

    /// The map from spectra to inputs, fitted to the training simulations.
    pub fn input_map(&self, sigma: &[f64], noise_factor: [f64; 2]) -> InputMap {
        self.fit.clone().finish(sigma, noise_factor)
    }

    /// Whether an epoch reads the parts again.
    pub fn is_streamed(&self) -> bool {
        self.cached.is_none()
    }

    /// The training simulations of one epoch, shard by shard. Streamed, the parts are shuffled among the shards.
    pub fn shards(
        &self,
        rng: &mut impl Rng,
    ) -> impl Iterator<Item = Result<Arc<Rows>, DatasetError>> + '_ {
        let mut order: Vec<usize> = (0..self.parts.len()).collect();
        order.shuffle(rng);
        let groups: Vec<Vec<usize>> = match self.cached {
            Some(_) => vec![order],
            None => order
                .chunks(self.parts_per_shard)
                .map(<[usize]>::to_vec)
                .collect(),
        };
        groups.into_iter().map(|group| match &self.cached {
            Some(rows) => Ok(rows.clone()),
            None => self.read_training(&group).map(Arc::new),
        })
    }

    fn read_training(&self, group: &[usize]) -> Result<Rows, DatasetError> {
        let mut rows = Rows::empty(&self.reader);
        for i in group {
            let part = read(&self.parts[*i])?;
            let keep = |index| self.split.subset(index) == Subset::Training;
            rows.append(&Rows::of_part(&part, &self.reader, keep));
        }
        Ok(rows)
    }

    fn read_all(&mut self, n_total: usize, cache: bool) -> Result<(), DatasetError> {
        let mut cached = Rows::empty(&self.reader);
        for part in &self.parts {
            let part = read(part)?;
            self.tally.add(&part.status);
            let of = |subset| {
                Rows::of_part(&part, &self.reader, |index| {
                    self.split.subset(index) == subset
                })
            };
            let training = of(Subset::Training);
            self.validation.append(&of(Subset::Validation));
            self.test.append(&of(Subset::Test));
            self.n_training += training.len();
            self.fit.add(&training);
            if cache {
                cached.append(&training);
            }
        }
        let n_valid = self.n_training + self.validation.len() + self.test.len();
        self.valid_fraction = n_valid as f64 / n_total.max(1) as f64;
        self.cached = cache.then(|| Arc::new(cached));
        Ok(())
    }

    fn check_size(&self, config: &DatasetConfig) -> Result<(), DatasetError> {
        const FEWEST: usize = 100;
        let (folder, tally) = (config.training_set.folder(), &self.tally);
        if tally.n_failed() == tally.n {
            return Err(TrainingSetError::NoneSucceeded {
                folder: folder.into(),
                tally: tally.clone(),
            }
            .into());
        }
        let subsets = [
            ("training", self.n_training),
            ("validation", self.validation.len()),
            ("calibration", self.test.len()),
        ];
        match subsets.into_iter().find(|(_, found)| *found < FEWEST) {
            None => Ok(()),
            Some((subset, found)) => Err(DatasetError::TooSmall {
                folder: folder.into(),
                subset,
                found,
                expected: FEWEST,
                failed: tally.clone(),
            }),
        }
    }
}

/// The simulations of a part that are used.
fn read(piece: &Piece) -> Result<Part, TrainingSetError> {
    Ok(part::read_part(&piece.path)?.truncated(piece.n_used))
}
