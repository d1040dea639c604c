//! What is asked of a spectrum.

use super::Target;
use crate::likelihood::Likelihood;
use crate::parameters::WholeTheta;
use crate::simulator::{Simulator, SpectrumSource};
use crate::study::Task;

/// A spectrum, what is retrieved of it, and what makes spectra in its bins. The θ of a question has no condition whose value is known with
/// the spectrum.
pub struct Question<'a, S: Simulator> {
    pub(super) target: &'a Target,
    pub(super) task: Task,
    pub(super) whole: WholeTheta,
    pub(super) source: SpectrumSource<S>,
}

impl<S: Simulator> Question<'_, S> {
    /// The spectrum.
    pub fn target(&self) -> &Target {
        self.target
    }

    /// What is retrieved: names and priors of the elements of θ.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// What makes spectra of a θ, in the bins of the spectrum.
    pub fn source(&self) -> &SpectrumSource<S> {
        &self.source
    }

    /// The session's own θ for one of this question: the same where no value of a condition is known.
    pub fn whole_theta(&self, theta: &[f64]) -> Vec<f64> {
        self.whole.at(theta)
    }

    /// The likelihood of θ given the spectrum, with the errors as the study's instruments inflate them.
    pub fn likelihood(&self) -> Likelihood<'_, S> {
        Likelihood::new(&self.source, &self.task.prior, &self.target.observation)
    }
}
