//! One member of the ensemble, from its first weights to its best ones. Everything random in epoch `e` of member `m`
//! is a function of (seed, m, e), so a training that was interrupted goes on to the same weights.

use std::path::PathBuf;

use ndarray::Axis;
use rand::{Rng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::checkpoint::Checkpoint;
use super::error::TrainError;
use super::{schedule::learning_rate, weight_decay::weight_decay};
use crate::network::{LabelledBatch, Learner, Network, NetworkConfig};
use crate::seed::Purpose;
use crate::trained_model::{MemberHistory, UntrainedEnsemble};
use crate::training_set::{Batch, Dataset, InputMap, Rows};
use groundwork::progress::Progress;

/// Validation simulations used at most, so that an epoch is not spent on them.
const MAX_VALIDATION: usize = 5_000;
/// Rows of a batch when no gradient is needed.
const VALIDATION_BATCH: usize = 2_048;

/// What a member learns from and how.
#[derive(Clone, Copy)]
pub(super) struct TrainingPlan<'a> {
    pub untrained: UntrainedEnsemble<'a>,
    pub dataset: &'a Dataset,
    pub input_map: &'a InputMap,
    /// Identifies all of the above; a checkpoint of something else is not continued.
    pub key: &'a str,
}

/// A member under training.
pub(super) struct Member<'a> {
    plan: TrainingPlan<'a>,
    number: usize,
    checkpoint_path: PathBuf,
    learner: Learner,
    best_weights: Vec<u8>,
    history: MemberHistory,
    validation: Vec<Batch>,
}

impl<'a> TrainingPlan<'a> {
    fn config(&self) -> &'a NetworkConfig {
        self.untrained.config
    }

    /// Twice λ: the gradient of `λ‖W‖²` is `2λW`.
    fn gradient_decay(&self) -> f64 {
        let config = self.config();
        2.0 * weight_decay(config.length_scale, config.dropout, self.dataset.n_training)
    }

    fn rng(&self, purpose: Purpose, index: usize) -> ChaCha8Rng {
        self.untrained.seed.rng(purpose, index as u64)
    }
}

impl<'a> Member<'a> {
    /// Begins, or goes on from the checkpoint if there is one of the same plan.
    pub fn begin(
        plan: TrainingPlan<'a>,
        number: usize,
        checkpoint_path: PathBuf,
    ) -> Result<Self, TrainError> {
        let checkpoint = Checkpoint::read(&checkpoint_path)?.filter(|found| found.key == plan.key);
        let network = plan.untrained.member(number);
        let (decay, device) = (plan.gradient_decay(), plan.untrained.device.init());
        let (learner, best_weights, history) = match checkpoint {
            None => (
                Learner::new(network, decay, &device),
                Vec::new(),
                MemberHistory::default(),
            ),
            Some(found) => {
                let network = network
                    .with_weights(found.weights)
                    .map_err(weights_error(number, "read"))?;
                let learner = Learner::new(network, decay, &device);
                let learner = learner
                    .with_optimizer(found.optimizer)
                    .map_err(weights_error(number, "read"))?;
                (learner, found.best_weights, found.history)
            }
        };
        let validation = validation_batches(&plan, number);
        Ok(Self {
            plan,
            number,
            checkpoint_path,
            learner,
            best_weights,
            history,
            validation,
        })
    }

    /// Trains until the validation loss stops falling; returns the best weights and the losses.
    pub fn train(
        mut self,
        progress: &dyn Progress,
    ) -> Result<(Vec<u8>, MemberHistory), TrainError> {
        let max_epochs = self.plan.config().max_epochs;
        progress.advance(self.n_epochs() as u64);
        while self.n_epochs() < max_epochs && !self.is_patience_over() {
            let train_nll = self.learn_epoch()?;
            let network = self.learner.network();
            let validation_nll = mean_nll(&network, &self.validation);
            self.record(train_nll, validation_nll, &network)?;
            self.save(&network)?;
            progress.advance(1);
            progress.message(&format!(
                "member {} epoch {}: loss {train_nll:.3}, held out {validation_nll:.3}",
                self.number,
                self.n_epochs()
            ));
        }
        progress.advance((max_epochs - self.n_epochs()) as u64);
        Ok((self.best_weights, self.history))
    }

    fn n_epochs(&self) -> usize {
        self.history.epoch.len()
    }

    fn is_patience_over(&self) -> bool {
        self.n_epochs() > self.history.best_epoch + self.plan.config().patience
    }

    /// One pass over the training simulations; returns the mean loss.
    fn learn_epoch(&mut self) -> Result<f64, TrainError> {
        let epoch = self.n_epochs();
        let member = self.number;
        let mut order_rng = self.plan.rng(Purpose::Shuffle { member }, epoch);
        let mut noise_rng = self.plan.rng(Purpose::TrainingNoise { member }, epoch);
        let n_rows = self.plan.dataset.n_training;
        let (mut done, mut total) = (0, 0.0);
        for shard in self.plan.dataset.shards(&mut order_rng) {
            let shard = shard?;
            for chosen in shuffled(&shard, &mut order_rng).chunks(self.plan.config().batch_size) {
                let progress = epoch as f64 + done as f64 / n_rows as f64;
                let input_map = self.plan.input_map;
                let batch = input_map.noisy_batch(&shard, chosen, &mut noise_rng);
                let first_key = (epoch * n_rows + done) as u64;
                let rate = self.rate(progress);
                total += chosen.len() as f64
                    * self
                        .learner
                        .step(labelled(&batch, &keys(first_key, &batch)), rate);
                done += chosen.len();
            }
            if !total.is_finite() {
                return Err(self.diverged(total));
            }
        }
        Ok(total / done.max(1) as f64)
    }

    fn rate(&self, epoch: f64) -> f64 {
        let config = self.plan.config();
        learning_rate(
            config.learning_rate,
            config.warmup_epochs,
            config.max_epochs as f64,
            epoch,
        )
    }

    fn record(
        &mut self,
        train_nll: f64,
        validation_nll: f64,
        network: &Network,
    ) -> Result<(), TrainError> {
        if !validation_nll.is_finite() {
            return Err(self.diverged(validation_nll));
        }
        let epoch = self.n_epochs();
        let best = self
            .history
            .validation_nll
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        self.history.epoch.push(epoch);
        self.history.train_nll.push(train_nll);
        self.history.validation_nll.push(validation_nll);
        self.history
            .learning_rate
            .push(self.rate((epoch + 1) as f64));
        if validation_nll < best {
            self.history.best_epoch = epoch;
            self.best_weights = network
                .to_bytes()
                .map_err(weights_error(self.number, "packed"))?;
        }
        Ok(())
    }

    fn save(&self, network: &Network) -> Result<(), TrainError> {
        let checkpoint = Checkpoint {
            key: self.plan.key.into(),
            weights: network
                .to_bytes()
                .map_err(weights_error(self.number, "packed"))?,
            optimizer: self
                .learner
                .optimizer_bytes()
                .map_err(weights_error(self.number, "packed"))?,
            best_weights: self.best_weights.clone(),
            history: self.history.clone(),
        };
        Ok(checkpoint.write(&self.checkpoint_path)?)
    }

    fn diverged(&self, loss: f64) -> TrainError {
        TrainError::Diverged {
            member: self.number,
            epoch: self.n_epochs(),
            loss,
            learning_rate: self.plan.config().learning_rate,
        }
    }
}

fn weights_error<E: ToString>(member: usize, action: &'static str) -> impl Fn(E) -> TrainError {
    move |error| TrainError::Weights {
        member,
        action,
        message: error.to_string(),
    }
}

fn shuffled(rows: &Rows, rng: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.shuffle(rng);
    order
}

fn keys(first: u64, batch: &Batch) -> Vec<u64> {
    (first..first + batch.input.nrows() as u64).collect()
}

fn labelled<'a>(batch: &'a Batch, row_keys: &'a [u64]) -> LabelledBatch<'a> {
    LabelledBatch {
        input: batch.input.view(),
        target: batch.target.view(),
        row_keys,
    }
}

/// Validation simulations with noise that is the same in every epoch.
fn validation_batches(plan: &TrainingPlan, member: usize) -> Vec<Batch> {
    let rows = &plan.dataset.validation;
    let chosen: Vec<usize> = (0..rows.len().min(MAX_VALIDATION)).collect();
    let mut rng = plan.rng(Purpose::ValidationNoise { member }, 0);
    let batches = chosen.chunks(VALIDATION_BATCH);
    batches
        .map(|chosen| plan.input_map.noisy_batch(rows, chosen, &mut rng))
        .collect()
}

fn mean_nll(network: &Network, batches: &[Batch]) -> f64 {
    let (mut total, mut n) = (0.0, 0);
    for batch in batches {
        let rows = batch.input.len_of(Axis(0));
        total += rows as f64 * network.mean_nll(labelled(batch, &keys(n as u64, batch)));
        n += rows;
    }
    total / n as f64
}
