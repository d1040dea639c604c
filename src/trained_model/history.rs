//! `history.json` of a model: how its losses fell.

use std::path::Path;

use groundwork::{FileError, json};
use serde::{Deserialize, Serialize};

/// `history.json`: losses in nats per spectrum, in the standardised θ-space.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// Version of this layout, `exosonde-history-1`.
    pub schema: String,
    /// What a network that always answers with the prior would score.
    pub prior_nll: f64,
    /// One entry a member.
    pub members: Vec<MemberHistory>,
}

/// Losses of one member, one entry an epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MemberHistory {
    /// Epochs from zero.
    pub epoch: Vec<usize>,
    /// Mean over the epoch's batches.
    pub train_nll: Vec<f64>,
    /// Mean over the validation simulations, dropout included.
    pub validation_nll: Vec<f64>,
    /// Learning rate at the end of the epoch.
    pub learning_rate: Vec<f64>,
    /// The epoch whose weights were kept.
    pub best_epoch: usize,
}

impl History {
    /// The losses of `members` over `n_parameters` parameters, whose prior is a standard normal.
    pub fn new(n_parameters: usize, members: Vec<MemberHistory>) -> Self {
        let nats_per_parameter = 0.5 * (1.0 + (2.0 * std::f64::consts::PI).ln());
        Self {
            schema: "exosonde-history-1".into(),
            prior_nll: n_parameters as f64 * nats_per_parameter,
            members,
        }
    }

    /// The members that say no more of held-out spectra than the prior does.
    pub fn no_better_than_the_prior(&self) -> Vec<usize> {
        let is_none = |member: &MemberHistory| {
            let loss = member.validation_nll.get(member.best_epoch);
            !loss.is_some_and(|loss| *loss < self.prior_nll)
        };
        let members = self.members.iter().enumerate();
        members
            .filter(|(_, member)| is_none(member))
            .map(|(number, _)| number)
            .collect()
    }

    /// By how much the held-out loss still fell over the last tenth of the epochs, nats, the mean over the members; nothing where it had
    /// stopped to fall before.
    pub fn still_falling_nats(&self) -> f64 {
        let fall = |member: &MemberHistory| {
            let losses = &member.validation_nll;
            let last = losses.len() - 1;
            let before = last - losses.len().div_ceil(10).min(last);
            (losses[before] - losses[last]).max(0.0)
        };
        self.mean(fall)
    }

    /// By how much the held-out loss lies above the training loss at the best epoch, nats, the mean over the members: what the simulations
    /// are too few for.
    pub fn learnt_by_heart_nats(&self) -> f64 {
        self.mean(|member| {
            let best = member.best_epoch;
            member.validation_nll[best] - member.train_nll[best]
        })
    }

    /// The mean over the members, of which there is at least one, with an epoch at least.
    fn mean(&self, value: impl Fn(&MemberHistory) -> f64) -> f64 {
        let sum: f64 = self.members.iter().map(value).sum();
        sum / self.members.len() as f64
    }

    /// Reads `history.json`.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read(path: &Path) -> Result<Self, FileError> {
        json::read(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three parameters: a standard normal has ½ · 3 (1 + ln 2π) = 4.257 nats.
    #[test]
    fn members_are_held_against_the_prior_by_their_best_epoch() {
        let member = |validation_nll: [f64; 2], best_epoch| MemberHistory {
            validation_nll: validation_nll.to_vec(),
            best_epoch,
            ..MemberHistory::default()
        };
        let members = vec![
            member([5.0, 4.2], 1),
            member([4.3, 4.4], 0),
            member([f64::NAN; 2], 0),
        ];
        let history = History::new(3, members);
        assert_eq!(history.no_better_than_the_prior(), [1, 2]);
    }

    /// Twenty epochs, of which two are a tenth: the first member falls by a nat an epoch to the end, the second rises.
    #[test]
    fn what_more_epochs_and_more_simulations_are_for_is_told_apart() {
        let falling = MemberHistory {
            validation_nll: (0..20).map(|epoch| 30.0 - f64::from(epoch)).collect(),
            train_nll: (0..20).map(|epoch| 29.9 - f64::from(epoch)).collect(),
            best_epoch: 19,
            ..MemberHistory::default()
        };
        let rising = MemberHistory {
            validation_nll: (0..20).map(|epoch| 10.0 + f64::from(epoch)).collect(),
            train_nll: (0..20).map(|epoch| 9.1 - f64::from(epoch)).collect(),
            best_epoch: 0,
            ..MemberHistory::default()
        };
        let history = History::new(3, vec![falling, rising]);
        approx::assert_abs_diff_eq!(history.still_falling_nats(), 1.0, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(history.learnt_by_heart_nats(), 0.5, epsilon = 1e-12);
        let one_epoch = MemberHistory {
            validation_nll: vec![1.0],
            train_nll: vec![1.0],
            ..MemberHistory::default()
        };
        assert_eq!(History::new(3, vec![one_epoch]).still_falling_nats(), 0.0);
    }
}
