//! The shift of each bin against the other instruments'.

use crate::observation::Bin;
use crate::study::{ParameterValue, Study, StudyError};

const PPM: f64 = 1e-6;

/// The map from θ to the shift of each bin; none where the instrument is not shifted.
#[derive(Debug)]
pub(super) struct Offsets(Vec<Option<ParameterValue>>);

impl Offsets {
    /// The shifts of `bins` by the instruments that the study names.
    ///
    /// # Errors
    /// [`StudyError`] if one of them has no bin, or all have a shift.
    pub(super) fn new(study: &Study, bins: &[Bin]) -> Result<Self, StudyError> {
        study.check_instruments(bins)?;
        let of_bin = |bin: &Bin| study.parameters.offset_ppm(&bin.instrument);
        Ok(Self(bins.iter().map(of_bin).collect()))
    }

    /// Whether no bin is ever shifted.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// Overwrites `offset` with what `theta` says, dimensionless, without allocating.
    pub(super) fn fill(&self, theta: &[f64], offset: &mut [f64]) {
        for (offset, slot) in offset.iter_mut().zip(&self.0) {
            *offset = slot.map_or(0.0, |slot| PPM * slot.at(theta));
        }
    }
}
