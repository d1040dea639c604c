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
    /// Number of failures among those made now, by reason.
    pub failures: BTreeMap<String, usize>,
    /// Wall time, s.
    pub seconds: f64,
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
