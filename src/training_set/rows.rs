//! Simulations in memory, ready for the network: parameters standardised, failures left out.

use std::ops::Range;

use ndarray::{Array2, Axis};

use super::part::Part;
use crate::parameters::ParameterValue;
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
    /// The factor by which each simulation multiplies every σ of the observation, `[n]`.
    pub error_inflation: Vec<f32>,
}

/// How θ is read.
#[derive(Debug, Clone, PartialEq)]
pub struct ThetaReader {
    /// Prior of the parameters.
    pub prior: Prior,
    /// Where the factor comes from by which every σ is multiplied.
    pub error_inflation: ParameterValue,
}

impl Rows {
    /// No rows, of the given widths.
    pub fn empty(n_parameters: usize, n_bins: usize) -> Self {
        Self {
            index: Vec::new(),
            target: Array2::zeros((0, n_parameters)),
            spectrum: Array2::zeros((0, n_bins)),
            error_inflation: Vec::new(),
        }
    }

    /// The successful simulations of a part that `keep` says yes to.
    pub fn of_part(part: &Part, reader: &ThetaReader, keep: impl Fn(u64) -> bool) -> Self {
        let wanted = |i: &usize| part.status[*i] == 0 && keep(part.index[*i]);
        let chosen: Vec<usize> = (0..part.index.len()).filter(wanted).collect();
        let (mut target, mut error_inflation) = (Vec::new(), Vec::new());
        for i in &chosen {
            let theta: Vec<f64> = part.theta.row(*i).iter().map(|t| f64::from(*t)).collect();
            let z = reader.prior.to_standard(&theta);
            target.extend(z.into_iter().map(|z| z as f32));
            error_inflation.push(reader.error_inflation.at(&theta) as f32);
        }
        Self {
            index: chosen.iter().map(|i| part.index[*i]).collect(),
            target: Array2::from_shape_vec((chosen.len(), reader.prior.n_parameters()), target)
                .expect("the prior has one value per parameter"),
            spectrum: part.spectrum.select(Axis(0), &chosen),
            error_inflation,
        }
    }

    /// Adds the rows of `other` behind.
    pub fn append(&mut self, other: &Self) {
        self.index.extend_from_slice(&other.index);
        self.error_inflation
            .extend_from_slice(&other.error_inflation);
        let widths = "rows of one training set have the same widths";
        self.target
            .append(Axis(0), other.target.view())
            .expect(widths);
        self.spectrum
            .append(Axis(0), other.spectrum.view())
            .expect(widths);
    }

    /// The rows of a range.
    pub fn selected(&self, range: Range<usize>) -> Self {
        let rows = range.clone().collect::<Vec<_>>();
        Self {
            index: self.index[range.clone()].to_vec(),
            target: self.target.select(Axis(0), &rows),
            spectrum: self.spectrum.select(Axis(0), &rows),
            error_inflation: self.error_inflation[range].to_vec(),
        }
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
