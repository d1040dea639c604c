//! Scores of held-out simulations, and what the score of an observation means beside them.

use ndarray::{Array2, ArrayView1};

use super::scores::ScoreKind;
use crate::posterior::Score;

/// Scores of simulations that the network has not learnt from.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreDistribution {
    /// The scores, in the order of the columns.
    kinds: Vec<&'static ScoreKind>,
    /// `[simulation, score]`.
    values: Array2<f64>,
    /// Smallest p-value of each simulation's scores, rising.
    smallest_p: Vec<f64>,
}

/// All scores of an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfDistribution {
    /// Each score.
    pub scores: Vec<Score>,
    /// Whether any score raises the flag.
    pub flag: bool,
    /// The rate at which held-out simulations are flagged: the one asked for, or the smallest that their number resolves.
    pub false_alarm_rate: f64,
}

impl OutOfDistribution {
    /// The value of the score called `name`.
    pub fn value(&self, name: &str) -> Option<f64> {
        let score = self.scores.iter().find(|score| score.name == name);
        score.map(|score| score.value)
    }
}

impl ScoreDistribution {
    /// From the scores of held-out simulations, of which there must be at least one.
    ///
    /// # Shapes
    /// - `values`: `[simulation, score]`
    pub fn new(kinds: Vec<&'static ScoreKind>, values: Array2<f64>) -> Self {
        assert!(values.nrows() > 0, "a distribution needs simulations");
        assert_eq!(values.ncols(), kinds.len(), "one column a score");
        let n = values.nrows() as f64;
        let smallest = |own: ArrayView1<f64>| {
            let shares = own.iter().zip(values.columns());
            shares
                .map(|(own, all)| n_as_high(all, *own) / n)
                .fold(1.0, f64::min)
        };
        let mut smallest_p: Vec<f64> = values.rows().into_iter().map(smallest).collect();
        smallest_p.sort_by(f64::total_cmp);
        Self {
            kinds,
            values,
            smallest_p,
        }
    }

    /// The scores, in the order of the columns.
    pub fn kinds(&self) -> &[&'static ScoreKind] {
        &self.kinds
    }

    /// Scores of the simulations, `[simulation, score]`.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// Compares an observation's scores with those of simulations. It is flagged if its smallest p-value is one that at most
    /// `false_alarm_rate` of the simulations have or undercut: several scores do not add up to more false alarms than stated.
    ///
    /// # Shapes
    /// - `own`: `[score]`
    pub fn compare(&self, own: &[f64], false_alarm_rate: f64) -> OutOfDistribution {
        let (threshold, false_alarm_rate) = self.threshold(false_alarm_rate);
        let n = self.values.nrows() as f64;
        let each = self.kinds.iter().zip(own).zip(self.values.columns());
        let scores: Vec<Score> = each
            .map(|((kind, own), all)| {
                let p_value = (1.0 + n_as_high(all, *own)) / (n + 1.0);
                Score {
                    name: kind.name.into(),
                    value: *own,
                    p_value,
                    flag: p_value <= threshold,
                }
            })
            .collect();
        OutOfDistribution {
            flag: scores.iter().any(|score| score.flag),
            scores,
            false_alarm_rate,
        }
    }

    /// The largest value of the score called `name` that does not raise the flag; infinite if the score is not among these.
    pub fn unflagged_up_to(&self, name: &str, false_alarm_rate: f64) -> f64 {
        let Some(column) = self.kinds.iter().position(|kind| kind.name == name) else {
            return f64::INFINITY;
        };
        let (threshold, _) = self.threshold(false_alarm_rate);
        let mut falling = self.values.column(column).to_vec();
        falling.sort_by(|a, b| b.total_cmp(a));
        let n = falling.len() as f64;
        let raises_flag = |n_as_high: usize| (1.0 + n_as_high as f64) / (n + 1.0) <= threshold;
        let highest = (1..=falling.len()).find(|n_as_high| !raises_flag(*n_as_high));
        highest.map_or(f64::NEG_INFINITY, |n_as_high| falling[n_as_high - 1])
    }

    /// The p-value at or below which a score raises the flag, and the share of simulations it flags.
    fn threshold(&self, wanted: f64) -> (f64, f64) {
        let n = self.smallest_p.len();
        let share =
            |threshold: f64| self.smallest_p.partition_point(|p| *p <= threshold) as f64 / n as f64;
        let candidates = (1..=n).map(|rank| rank as f64 / n as f64);
        let allowed = candidates
            .take_while(|threshold| share(*threshold) <= wanted)
            .last();
        let threshold = allowed.unwrap_or(1.0 / n as f64);
        (threshold, share(threshold).max(wanted))
    }
}

/// How many of `values` are as high as `own`.
fn n_as_high(values: ArrayView1<f64>, own: f64) -> f64 {
    values.iter().filter(|other| **other >= own).count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use crate::trained_model::scores::SCORES;
    use rand::Rng;

    fn random_scores(n: u64, seed: u64) -> Vec<[f64; 4]> {
        (0..n)
            .map(|i| Seed(seed).rng(Purpose::Posterior, i).random())
            .collect()
    }

    fn distribution(n: u64, seed: u64) -> ScoreDistribution {
        let values = ndarray::arr2(&random_scores(n, seed));
        ScoreDistribution::new(SCORES.iter().collect(), values)
    }

    /// 2 000 fresh spectra like the calibrating ones; 1 % of them is 20 ± 4.5, and the threshold itself, estimated
    /// from 2 000, scatters as much: five standard deviations of both are 32.
    #[test]
    fn spectra_like_the_simulations_are_flagged_at_the_stated_rate() {
        let distribution = distribution(2000, 1);
        let flagged = random_scores(2000, 2)
            .iter()
            .filter(|scores| distribution.compare(*scores, 0.01).flag)
            .count();
        assert!(
            (1..=52).contains(&flagged),
            "{flagged} of 2000 flagged at 1 %"
        );
    }

    #[test]
    fn a_score_beyond_all_simulations_raises_the_flag_and_is_named() {
        let distribution = distribution(1000, 1);
        let found = distribution.compare(&[0.5, 0.5, 2.0, 0.5], 0.01);
        let raised: Vec<&str> = found
            .scores
            .iter()
            .filter(|s| s.flag)
            .map(|s| s.name.as_str())
            .collect();
        assert!(found.flag);
        assert_eq!(found.value("predictive_chi2"), Some(2.0));
        assert_eq!(raised, ["predictive_chi2"]);
    }

    #[test]
    fn a_value_raises_the_flag_above_the_largest_that_does_not() {
        for n in [20, 1000] {
            let distribution = distribution(n, 3);
            for (column, kind) in SCORES.iter().enumerate() {
                let largest = distribution.unflagged_up_to(kind.name, 0.02);
                let is_flagged = |value: f64| {
                    let mut own = [0.0; 4];
                    own[column] = value;
                    distribution.compare(&own, 0.02).flag
                };
                assert!(!is_flagged(largest) && is_flagged(largest + 1e-12));
            }
        }
        assert_eq!(
            distribution(20, 3).unflagged_up_to("no score", 0.02),
            f64::INFINITY
        );
    }

    #[test]
    fn few_simulations_resolve_no_small_false_alarm_rate_and_say_so() {
        let found = distribution(20, 1).compare(&[2.0; 4], 0.01);
        assert!(found.flag && found.false_alarm_rate >= 0.05);
    }
}
