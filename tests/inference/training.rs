//! Trainings that are interrupted, and training sets that do not fit in memory.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use exosonde::network::NetworkConfig;
use exosonde::observation::ErrorInflation;
use exosonde::parameters::ParameterValue;
use exosonde::seed::Purpose;
use exosonde::train;
use exosonde::training_set::part::TrainingSet;
use exosonde::training_set::{Dataset, DatasetConfig, Split};
use groundwork::progress::{Progress, Silent};

use crate::toy::{
    FINGERPRINT, N_BINS, N_SPECTRA, PART_SIZE, SEED, SIGMA, network, prior, source, train_input,
    write_training_set,
};

/// Stops the training, as a power cut would, after some epochs.
struct PowerCut {
    epochs_left: AtomicUsize,
}

impl Progress for PowerCut {
    fn start(&self, _total: u64, _unit: &str) {}
    fn advance(&self, _n: u64) {}
    fn message(&self, _text: &str) {
        let left = self.epochs_left.fetch_sub(1, Ordering::Relaxed);
        assert!(left > 1, "the lights go out");
    }
    fn remark(&self, _text: &str) {}
    fn finish(&self) {}
}

#[test]
fn an_interrupted_training_goes_on_as_if_nothing_had_happened_on_any_number_of_threads() {
    let prior = prior();
    let config = NetworkConfig {
        width: 16,
        max_epochs: 4,
        ..network()
    };
    // The losses of an epoch depend on every weight before it, to the last bit.
    let losses = |interrupt: bool, threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        write_training_set(&folder.path().join("training-set"));
        let input = train_input(folder.path(), &prior, config.clone());
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            if interrupt {
                let cut = PowerCut {
                    epochs_left: AtomicUsize::new(3),
                };
                assert!(
                    catch_unwind(AssertUnwindSafe(|| train::run(&input, &source(), &cut))).is_err()
                );
                assert!(
                    input.folder.checkpoint_path(0).exists()
                        && !input.folder.manifest_path().exists()
                );
            }
            let history = train::run(&input, &source(), &Silent).unwrap().history;
            (history, input.folder.read_weights(0).unwrap().len())
        })
    };
    let uninterrupted = losses(false, 1);
    assert_eq!(losses(true, 1), uninterrupted);
    assert_eq!(losses(false, 2), uninterrupted);
}

#[test]
fn a_training_set_that_does_not_fit_in_memory_is_streamed() {
    let prior = prior();
    let folder = tempfile::tempdir().unwrap();
    write_training_set(&folder.path().join("training-set"));
    let dataset = |memory_budget_mb| {
        let config = DatasetConfig {
            training_set: &TrainingSet::at(folder.path().join("training-set")),
            fingerprint: FINGERPRINT,
            n_spectra: N_SPECTRA,
            prior: &prior,
            error_inflation: &ErrorInflation::on_all(ParameterValue::Fixed(1.0), N_BINS),
            split: Split::new(SEED, N_SPECTRA),
            memory_budget_mb,
        };
        Dataset::open(&config).unwrap()
    };
    let indices = |dataset: &Dataset| {
        let shards = dataset.shards(&mut SEED.rng(Purpose::Shuffle { member: 0 }, 0));
        let mut indices: Vec<u64> = shards
            .flat_map(|shard| shard.unwrap().index.clone())
            .collect();
        indices.sort_unstable();
        indices
    };
    let (cached, streamed) = (dataset(100), dataset(0));
    assert!(!cached.is_streamed() && streamed.is_streamed());
    assert_eq!(
        streamed
            .shards(&mut SEED.rng(Purpose::Shuffle { member: 0 }, 0))
            .count(),
        N_SPECTRA / PART_SIZE
    );
    assert_eq!(indices(&cached), indices(&streamed));
    assert_eq!(
        cached.input_map(&[SIGMA; N_BINS], [0.5, 2.0]),
        streamed.input_map(&[SIGMA; N_BINS], [0.5, 2.0])
    );
}
