//! What a study's instruments do to depths and errors, whatever simulates them.

use forward_model::units::number_from_ppm;
use serde::Serialize;

use super::ErrorInflation;
use crate::parameters::{ParameterValue, WholeTheta};

/// The shift of each bin against the other instruments', and the factor on its error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instruments {
    /// Where the shift of each bin, ppm, comes from, shape `[n_bins]`; none where its instrument is not shifted.
    pub offset_ppm: Vec<Option<ParameterValue>>,
    /// Where the factor comes from by which the σ of each bin is multiplied.
    pub error_inflation: ErrorInflation,
}

impl Instruments {
    /// Instruments that are trusted: no bin is shifted, no error inflated.
    pub fn trusted(n_bins: usize) -> Self {
        Self {
            offset_ppm: vec![None; n_bins],
            error_inflation: ErrorInflation::on_all(ParameterValue::Fixed(1.0), n_bins),
        }
    }

    /// The same for some of the bins.
    pub fn in_bins(&self, bins: &[usize]) -> Self {
        Self {
            offset_ppm: bins.iter().map(|bin| self.offset_ppm[*bin]).collect(),
            error_inflation: self.error_inflation.in_bins(bins),
        }
    }

    /// The same for a θ of which `whole` makes the one that they are told by.
    pub fn of_part(&self, whole: &WholeTheta) -> Self {
        let value = |value: ParameterValue| match value {
            ParameterValue::Fixed(_) => value,
            ParameterValue::Free(i) => whole.elements()[i],
        };
        Self {
            offset_ppm: self.offset_ppm.iter().map(|own| own.map(value)).collect(),
            error_inflation: self.error_inflation.map(value),
        }
    }

    /// Number of bins.
    pub fn n_bins(&self) -> usize {
        self.offset_ppm.len()
    }

    /// Overwrites `offset` with the shift of each bin at `theta`, dimensionless, without allocating.
    ///
    /// # Shapes
    /// `theta`: `[n_parameters]`; `offset`: `[n_bins]`.
    pub fn fill_offset(&self, theta: &[f64], offset: &mut [f64]) {
        for (offset, shift) in offset.iter_mut().zip(&self.offset_ppm) {
            *offset = shift.map_or(0.0, |shift| number_from_ppm(shift.at(theta)));
        }
    }
}
