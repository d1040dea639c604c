//! How many simulations have a spectrum, and why the others have none.

use std::{collections::BTreeMap, fmt};

use forward_model::SimulationFailure;

/// Simulations, counted by what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Number of simulations.
    pub n: usize,
    /// Number of failures among them, by reason.
    pub failures: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts simulations by their status, as a part holds it.
    pub fn add<'a>(&mut self, status: impl IntoIterator<Item = &'a u8>) {
        for code in status {
            self.n += 1;
            if *code != 0 {
                *self.failures.entry(reason(*code)).or_default() += 1;
            }
        }
    }

    /// Number of simulations without a spectrum.
    pub fn n_failed(&self) -> usize {
        self.failures.values().sum()
    }
}

fn reason(code: u8) -> String {
    let mut known = SimulationFailure::CODES.iter();
    match known.find(|(known, _)| *known == code) {
        Some((_, reason)) => (*reason).to_owned(),
        None => format!("status {code}"),
    }
}

/// The reasons, the most frequent first: `a depth is above one: 39 of 72, the atmosphere is not bound: 33 of 72`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reasons: Vec<_> = self.failures.iter().collect();
        reasons.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let texts = reasons.iter();
        let texts = texts.map(|(reason, n)| format!("{reason}: {n} of {}", self.n));
        f.write_str(&texts.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_with_their_counts_the_most_frequent_first() {
        let mut tally = Tally::default();
        assert_eq!((tally.to_string(), tally.n_failed()), (String::new(), 0));
        tally.add(&[0, 6, 1]);
        tally.add(&[6, 200, 6]);
        let text = "a depth is above one: 3 of 6, status 200: 1 of 6, \
                    the volume mixing ratios add up to more than one: 1 of 6";
        assert_eq!((tally.to_string().as_str(), tally.n_failed()), (text, 5));
    }
}
