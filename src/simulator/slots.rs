//! Which element of θ, or which fixed number, each parameter comes from.

use crate::observation::Bin;
use crate::study::{ParameterValue, Study, StudyError, offset_name};

const PPM: f64 = 1e-6;

/// The map from θ to the values of the physics' parameters.
pub(super) struct Slots(Vec<ParameterValue>);

impl Slots {
    /// The parameters of a study's physics, which are its first, in the order in which its choices name them.
    pub(super) fn new(study: &Study) -> Self {
        let n = study.atmosphere.ingredients.parameters().len();
        let first = study.parameters.needed().iter().take(n);
        Self(first.map(|(_, value)| *value).collect())
    }

    /// Number of parameters, fixed and free.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Overwrites `values` with what `theta` says, without allocating.
    pub(super) fn fill(&self, theta: &[f64], values: &mut [f64]) {
        for (value, slot) in values.iter_mut().zip(&self.0) {
            *value = slot.at(theta);
        }
    }
}

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
        let is_shifted = |bin: &&Bin| study.observation.offsets.contains(&bin.instrument);
        let of_bin = |bin: &Bin| {
            let shifted = Some(bin).filter(is_shifted)?;
            study.parameters.get(&offset_name(&shifted.instrument))
        };
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
