//! What `generate` did, in numbers and in words.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

/// What `generate` did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenerateSummary {
    /// Simulations made now.
    pub n_made: usize,
    /// Simulations that were there already.
    pub n_kept: usize,
    /// Number of failures among all of these, by reason.
    pub failures: BTreeMap<String, usize>,
    /// Wall time, s.
    pub seconds: f64,
}

/// A larger share of failures is worth a warning.
const MANY: f64 = 0.9;

impl GenerateSummary {
    /// What to know where nearly all simulations failed.
    pub fn warning(&self) -> Option<String> {
        let n = self.n_made + self.n_kept;
        let n_failed: usize = self.failures.values().sum();
        let text = format!(
            "{n_failed} of {n} simulations have no spectrum, and the networks learn from the others alone; look at the priors, \
             and at the units of radius and mass of star and planet"
        );
        (n_failed as f64 > MANY * n as f64).then_some(text)
    }
}

impl fmt::Display for GenerateSummary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rate = self.n_made as f64 / self.seconds.max(1e-9);
        write!(f, "{} spectra made", self.n_made)?;
        if self.n_made > 0 {
            write!(f, " in {:.1} s ({rate:.0} per second)", self.seconds)?;
        }
        write!(f, ", {} kept", self.n_kept)?;
        for (reason, n) in &self.failures {
            write!(f, "; {n} failed: {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_no_spectrum_is_worth_a_warning() {
        let warning = |n_failed: usize| {
            let summary = GenerateSummary {
                n_made: 150,
                n_kept: 50,
                failures: BTreeMap::from([("a".into(), n_failed - 1), ("b".into(), 1)]),
                seconds: 1.0,
            };
            summary.warning()
        };
        assert_eq!(warning(180), None);
        let said = warning(181).unwrap();
        assert!(said.starts_with("181 of 200 simulations"), "{said}");
    }
}
