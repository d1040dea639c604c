//! The factors by which errors are multiplied, and which of them each bin has.

use serde::{Serialize, Serializer};

use crate::parameters::ParameterValue;

/// Where the factor comes from by which the σ of each bin is multiplied: one for all of them, or one for those of each instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorInflation {
    /// Those that differ, in the order in which bins first have them, `[n_factors]`.
    factors: Vec<ParameterValue>,
    /// Which of them each bin has, `[n_bins]`.
    of_bin: Vec<usize>,
}

impl ErrorInflation {
    /// One factor on the errors of all bins.
    pub fn on_all(factor: ParameterValue, n_bins: usize) -> Self {
        Self::of_bins(vec![factor; n_bins])
    }

    /// The factor of each bin.
    pub fn of_bins(bins: impl IntoIterator<Item = ParameterValue>) -> Self {
        let mut factors: Vec<ParameterValue> = Vec::new();
        let place = |factor| {
            let known = factors.iter().position(|own| *own == factor);
            known.unwrap_or_else(|| {
                factors.push(factor);
                factors.len() - 1
            })
        };
        let of_bin = bins.into_iter().map(place).collect();
        Self { factors, of_bin }
    }

    /// The same for some of the bins.
    pub fn in_bins(&self, bins: &[usize]) -> Self {
        Self::of_bins(bins.iter().map(|bin| self.in_bin(*bin)))
    }

    /// The same with each factor from elsewhere.
    pub fn map(&self, elsewhere: impl Fn(ParameterValue) -> ParameterValue) -> Self {
        Self {
            factors: self.factors.iter().copied().map(elsewhere).collect(),
            of_bin: self.of_bin.clone(),
        }
    }

    /// Where the factor of a bin comes from.
    pub fn in_bin(&self, i_bin: usize) -> ParameterValue {
        self.factors[self.of_bin[i_bin]]
    }

    /// The factor of a bin at `theta`, for many bins; one on all is looked up once.
    pub fn at_bin(&self, theta: &[f64]) -> impl Fn(usize) -> f64 + Clone {
        let first = self.factors.first().map_or(1.0, |factor| factor.at(theta));
        let is_on_all = self.factors.len() == 1;
        move |i_bin| match is_on_all {
            true => first,
            false => self.in_bin(i_bin).at(theta),
        }
    }

    /// The factor of each bin at `theta`, `[n_bins]`.
    pub fn at(&self, theta: &[f64]) -> impl Iterator<Item = f64> {
        self.spread(|factor| factor.at(theta))
    }

    /// What `value` makes of the factor of each bin, once for each that differs, `[n_bins]`.
    pub fn spread<T: Copy>(
        &self,
        value: impl FnMut(ParameterValue) -> T,
    ) -> impl Iterator<Item = T> {
        let values: Vec<T> = self.factors.iter().copied().map(value).collect();
        self.of_bin.iter().map(move |factor| values[*factor])
    }

    /// Number of bins.
    pub fn n_bins(&self) -> usize {
        self.of_bin.len()
    }

    /// Those that differ, `[n_factors]`.
    pub fn factors(&self) -> &[ParameterValue] {
        &self.factors
    }

    /// Which of them each bin has, `[n_bins]`.
    pub fn of_bin(&self) -> &[usize] {
        &self.of_bin
    }
}

/// One factor on all bins is written as it is, several as one a bin: fingerprints hash it.
impl Serialize for ErrorInflation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.factors[..] {
            [factor] => factor.serialize(serializer),
            _ => serializer.collect_seq(self.spread(|factor| factor)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ParameterValue::{Fixed, Free};

    #[test]
    fn each_bin_has_its_own_factor_and_factors_are_there_once() {
        let inflation = ErrorInflation::of_bins([Free(1), Fixed(1.0), Free(1), Free(0)]);
        assert_eq!(inflation.factors(), [Free(1), Fixed(1.0), Free(0)]);
        assert_eq!(inflation.of_bin(), [0, 1, 0, 2]);
        assert!(inflation.at(&[3.0, 2.0]).eq([2.0, 1.0, 2.0, 3.0]));
        let some = inflation.in_bins(&[3, 1]);
        assert_eq!(some, ErrorInflation::of_bins([Free(0), Fixed(1.0)]));
    }

    #[test]
    fn one_factor_is_written_as_it_is() {
        let written = |inflation: ErrorInflation| serde_json::to_string(&inflation).unwrap();
        assert_eq!(written(ErrorInflation::on_all(Free(3), 5)), "{\"Free\":3}");
        let two = ErrorInflation::of_bins([Free(1), Fixed(1.0)]);
        assert_eq!(written(two), "[{\"Free\":1},{\"Fixed\":1.0}]");
    }
}
