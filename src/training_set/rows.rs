//! Simulations in memory, ready for the network: parameters standardised, failures left out.

use std::ops::Range;

use ndarray::{Array2, Axis};

use super::part::Part;
use crate::observation::ErrorInflation;
use crate::prior::Prior;

/// Successful simulations.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Number of each simulation, `[n]`.
    pub index: Vec<u64>,
    /// Standardised parameters z, `[n, n_parameters]`.
    pub target: Array2<f32>,
    /// Depth without noise, dimensionless, `[n, n_bins]`.
    pub spectrum: Array2<f32>,
    /// The factors by which each simulation multiplies σ of the observation, `[n, n_factors]`.
    pub error_inflation: Array2<f32>,
    /// Which of them each bin has, `[n_bins]`.
    pub factor_of_bin: Vec<usize>,
}

/// How θ is read.
#[derive(Debug, Clone, PartialEq)]
pub struct ThetaReader {
    /// Prior of the parameters.
    pub prior: Prior,
    /// Where the factor comes from by which the σ of each bin is multiplied.
    pub error_inflation: ErrorInflation,
}

impl Rows {
    /// No rows, as `reader` reads them.
    pub fn empty(reader: &ThetaReader) -> Self {
        let inflation = &reader.error_inflation;
        Self {
            index: Vec::new(),
            target: Array2::zeros((0, reader.prior.n_parameters())),
            spectrum: Array2::zeros((0, inflation.n_bins())),
            error_inflation: Array2::zeros((0, inflation.factors().len())),
            factor_of_bin: inflation.of_bin().to_vec(),
        }
    }

    /// The successful simulations of a part that `keep` says yes to.
    pub fn of_part(part: &Part, reader: &ThetaReader, keep: impl Fn(u64) -> bool) -> Self {
        let wanted = |i: &usize| part.status[*i] == 0 && keep(part.index[*i]);
        let chosen: Vec<usize> = (0..part.index.len()).filter(wanted).collect();
        let inflation = &reader.error_inflation;
        let (mut target, mut error_inflation) = (Vec::new(), Vec::new());
        for i in &chosen {
            let theta: Vec<f64> = part.theta.row(*i).iter().map(|t| f64::from(*t)).collect();
            let z = reader.prior.to_standard(&theta);
            target.extend(z.into_iter().map(|z| z as f32));
            let factors = inflation.factors().iter();
            error_inflation.extend(factors.map(|factor| factor.at(&theta) as f32));
        }
        let table = |values, width| {
            let table = Array2::from_shape_vec((chosen.len(), width), values);
            table.expect("every row has as many values")
        };
        Self {
            index: chosen.iter().map(|i| part.index[*i]).collect(),
            target: table(target, reader.prior.n_parameters()),
            spectrum: part.spectrum.select(Axis(0), &chosen),
            error_inflation: table(error_inflation, inflation.factors().len()),
            factor_of_bin: inflation.of_bin().to_vec(),
        }
    }

    /// Adds the rows of `other` behind.
    pub fn append(&mut self, other: &Self) {
        self.index.extend_from_slice(&other.index);
        for (own, other) in [
            (&mut self.target, &other.target),
            (&mut self.spectrum, &other.spectrum),
            (&mut self.error_inflation, &other.error_inflation),
        ] {
            own.append(Axis(0), other.view())
                .expect("rows of one training set have the same widths");
        }
    }

    /// The rows of a range.
    pub fn selected(&self, range: Range<usize>) -> Self {
        let rows = range.clone().collect::<Vec<_>>();
        Self {
            index: self.index[range].to_vec(),
            target: self.target.select(Axis(0), &rows),
            spectrum: self.spectrum.select(Axis(0), &rows),
            error_inflation: self.error_inflation.select(Axis(0), &rows),
            factor_of_bin: self.factor_of_bin.clone(),
        }
    }

    /// The factor by which a row multiplies the σ of each bin, `[n_bins]`.
    pub fn factors(&self, row: usize) -> impl Iterator<Item = f32> {
        let factors = self.error_inflation.row(row);
        self.factor_of_bin
            .iter()
            .map(move |factor| factors[*factor])
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }
}
