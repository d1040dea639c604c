//! Scores of held-out simulations, and what the score of an observation means beside them.

use super::scores::{SCORE_NAMES, Scores};

/// Scores of simulations that the network has not learnt from.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// One entry a simulation.
    scores: Vec<Scores>,
    /// Smallest p-value of each simulation's scores, rising.
    smallest_p: Vec<f64>,
}

/// One score of an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredP {
    /// Name of the score.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Share of held-out simulations that score as high, the observation counted among them.
    pub p_value: f64,
    /// Whether this score raises the flag.
    pub flag: bool,
}

/// All scores of an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Each score.
    pub scores: Vec<ScoredP>,
    /// Whether any score raises the flag.
    pub flag: bool,
    /// The rate at which held-out simulations are flagged: the one asked for, or the smallest that their number resolves.
    pub false_alarm_rate: f64,
}

impl Calibration {
    /// From the scores of held-out simulations, of which there must be at least one.
    pub fn new(scores: Vec<Scores>) -> Self {
        assert!(!scores.is_empty(), "a calibration needs simulations");
        let n = scores.len() as f64;
        let smallest = |own: &Scores| {
            let exceed =
                |j: usize| scores.iter().filter(|other| other[j] >= own[j]).count() as f64 / n;
            (0..own.len()).map(exceed).fold(1.0, f64::min)
        };
        let mut smallest_p: Vec<f64> = scores.iter().map(smallest).collect();
        smallest_p.sort_by(f64::total_cmp);
        Self { scores, smallest_p }
    }

    /// The scores, one entry a simulation.
    pub fn scores(&self) -> &[Scores] {
        &self.scores
    }

    /// Judges an observation. It is flagged if its smallest p-value is one that at most `false_alarm_rate` of the
    /// held-out simulations have or undercut: several scores do not add up to more false alarms than stated.
    pub fn verdict(&self, own: &Scores, false_alarm_rate: f64) -> Verdict {
        let (threshold, false_alarm_rate) = self.threshold(false_alarm_rate);
        let n = self.scores.len() as f64;
        let score = |(j, name): (usize, &&'static str)| {
            let exceed = self
                .scores
                .iter()
                .filter(|other| other[j] >= own[j])
                .count() as f64;
            let p_value = (1.0 + exceed) / (n + 1.0);
            ScoredP {
                name,
                value: own[j],
                p_value,
                flag: p_value <= threshold,
            }
        };
        let scores: Vec<ScoredP> = SCORE_NAMES.iter().enumerate().map(score).collect();
        Verdict {
            flag: scores.iter().any(|score| score.flag),
            scores,
            false_alarm_rate,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use rand::Rng;

    fn random_scores(n: u64, seed: u64) -> Vec<Scores> {
        (0..n)
            .map(|i| Seed(seed).rng(Purpose::Posterior, i).random())
            .collect()
    }

    /// 2 000 fresh spectra like the calibrating ones; 1 % of them is 20 ± 4.5, and the threshold itself, estimated
    /// from 2 000, scatters as much: five standard deviations of both are 32.
    #[test]
    fn spectra_like_the_simulations_are_flagged_at_the_stated_rate() {
        let calibration = Calibration::new(random_scores(2000, 1));
        let flagged = random_scores(2000, 2)
            .iter()
            .filter(|scores| calibration.verdict(scores, 0.01).flag)
            .count();
        assert!(
            (1..=52).contains(&flagged),
            "{flagged} of 2000 flagged at 1 %"
        );
    }

    #[test]
    fn a_score_beyond_all_simulations_raises_the_flag_and_is_named() {
        let calibration = Calibration::new(random_scores(1000, 1));
        let verdict = calibration.verdict(&[0.5, 0.5, 2.0, 0.5], 0.01);
        let raised: Vec<&str> = verdict
            .scores
            .iter()
            .filter(|s| s.flag)
            .map(|s| s.name)
            .collect();
        assert!(verdict.flag);
        assert_eq!(raised, ["predictive_chi2"]);
    }

    #[test]
    fn few_simulations_resolve_no_small_false_alarm_rate_and_say_so() {
        let verdict = Calibration::new(random_scores(20, 1)).verdict(&[2.0; 4], 0.01);
        assert!(verdict.flag && verdict.false_alarm_rate >= 0.05);
    }
}
