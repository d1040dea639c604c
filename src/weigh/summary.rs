//! What `likelihood` did, in numbers and in words.

use std::{collections::BTreeMap, fmt};

use super::Row;

/// What `likelihood` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeighSummary {
    /// Number of rows.
    pub n_rows: usize,
    /// Number of rows without likelihood, by reason.
    pub failures: BTreeMap<&'static str, usize>,
}

impl WeighSummary {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut failures = BTreeMap::new();
        for failure in rows.iter().filter_map(|row| row.log_likelihood.err()) {
            *failures.entry(failure.reason()).or_default() += 1;
        }
        Self {
            n_rows: rows.len(),
            failures,
        }
    }
}

impl fmt::Display for WeighSummary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} rows", self.n_rows)?;
        for (reason, n) in &self.failures {
            write!(f, "; {n} without likelihood: {reason}")?;
        }
        Ok(())
    }
}
