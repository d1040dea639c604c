//! Total internal partition sums, TIPS-2021.

use super::molecule::{MOLECULES, Molecule, isotopologues};
use crate::{constants::HITRAN_TEMPERATURE_K, species::Species};

/// Why a partition sum could not be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PartitionError {
    /// The gas has no TIPS-2021 table here.
    #[error("no partition sums of {gas}: TIPS-2021 is included for {known}")]
    UnknownGas {
        /// The gas asked for.
        gas: Species,
        /// The gases that have one.
        known: String,
    },
    /// The isotopologue's sums do not reach this temperature.
    #[error(
        "partition sums of {gas} {code} reach from {from_k} to {to_k} K, asked for {temperature_k} K"
    )]
    Temperature {
        /// The gas.
        gas: Species,
        /// AFGL code of the isotopologue.
        code: u32,
        /// Temperature asked for, K.
        temperature_k: f64,
        /// Lowest tabulated temperature, K.
        from_k: f64,
        /// Highest tabulated temperature, K.
        to_k: f64,
    },
}

/// The partition sums Q(T) of every isotopologue of one gas.
///
/// # Source
/// Gamache et al. (2021), JQSRT 271, 107713 (TIPS-2021).
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionSums {
    gas: Species,
    /// Per isotopologue, in the order of [`isotopologues`](super::isotopologues): (T in K, Q), T rising.
    columns: Vec<Vec<(f64, f64)>>,
}

impl PartitionSums {
    /// The sums of a gas.
    ///
    /// # Errors
    /// [`PartitionError::UnknownGas`] if TIPS-2021 of that gas is not included.
    pub fn of(gas: Species) -> Result<Self, PartitionError> {
        let molecule = Molecule::of(gas).ok_or_else(|| PartitionError::UnknownGas {
            gas,
            known: MOLECULES.map(|known| known.gas.formula()).join(", "),
        })?;
        let lines = molecule.partition_sums.lines();
        let rows: Vec<Vec<Option<f64>>> = lines.skip(2).map(row).collect();
        let n_isotopologues = molecule.isotopologues.len();
        let column = |i: usize| {
            rows.iter()
                .filter_map(|r| Some((r[0]?, (*r.get(i + 1)?)?)))
                .collect()
        };
        Ok(Self {
            gas,
            columns: (0..n_isotopologues).map(column).collect(),
        })
    }

    /// Q(296 K)/Q(T) of one isotopologue, interpolated linearly in (ln T, ln Q).
    ///
    /// # Errors
    /// [`PartitionError::Temperature`] outside the tabulated range.
    pub fn ratio(&self, isotopologue: usize, temperature_k: f64) -> Result<f64, PartitionError> {
        let reference = self.ln_sum(isotopologue, HITRAN_TEMPERATURE_K)?;
        Ok((reference - self.ln_sum(isotopologue, temperature_k)?).exp())
    }

    fn ln_sum(&self, isotopologue: usize, temperature_k: f64) -> Result<f64, PartitionError> {
        let column = &self.columns[isotopologue];
        let above = column.partition_point(|(t, _)| *t < temperature_k);
        if column.is_empty() || above == column.len() || temperature_k < column[0].0 {
            return Err(self.outside(isotopologue, temperature_k));
        }
        let (low, high) = (column[above.max(1) - 1], column[above.max(1)]);
        let weight = (temperature_k / low.0).ln() / (high.0 / low.0).ln();
        Ok(low.1.ln() + weight * (high.1 / low.1).ln())
    }

    fn outside(&self, isotopologue: usize, temperature_k: f64) -> PartitionError {
        let column = &self.columns[isotopologue];
        PartitionError::Temperature {
            gas: self.gas,
            code: isotopologues(self.gas)[isotopologue].afgl_code,
            temperature_k,
            from_k: column.first().map_or(f64::NAN, |c| c.0),
            to_k: column.last().map_or(f64::NAN, |c| c.0),
        }
    }
}

/// The cells of one line of a table; an empty cell is a temperature that TIPS does not reach.
fn row(line: &str) -> Vec<Option<f64>> {
    line.split(',')
        .map(|cell| cell.trim().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn water_at_a_tabulated_temperature_is_the_tabulated_sum() {
        let sums = PartitionSums::of(Species::H2O).unwrap();
        assert!((sums.ln_sum(0, 80.0).unwrap().exp() - 25.4318).abs() < 1e-9);
    }

    #[test]
    fn linear_interpolation_is_close_to_the_power_law_between_rows() {
        let sums = PartitionSums::of(Species::NH3).unwrap();
        let half_way = sums.ln_sum(0, 110.0).unwrap();
        let neighbours = 0.5 * (sums.ln_sum(0, 100.0).unwrap() + sums.ln_sum(0, 120.0).unwrap());
        assert!((half_way - neighbours).abs() < 0.01);
    }

    #[test]
    fn temperatures_beyond_the_table_are_refused_with_the_range() {
        let message = PartitionSums::of(Species::HCN)
            .unwrap()
            .ratio(0, 9000.0)
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("HCN 124") && message.contains("3500"),
            "{message}"
        );
    }
}
