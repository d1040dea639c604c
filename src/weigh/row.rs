//! What is found of one row.

use super::Weigh;
use crate::likelihood::NoLikelihood;
use crate::simulator::{Simulator, SourceWorkspace};

/// What is found of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// θ, shape `[n_parameters]`; NaN where the coordinates lie outside of the unit cube.
    pub theta: Vec<f64>,
    /// ln p(θ) of the study's prior.
    pub log_prior: f64,
    /// ln p(d | θ), or why there is none.
    pub log_likelihood: Result<f64, NoLikelihood>,
    /// Depth a bin, offsets included, shape `[n_bins]`; empty unless it is wanted and there is one.
    pub spectrum: Vec<f64>,
}

impl Row {
    pub(super) fn of<S: Simulator>(
        weigh: &Weigh<S>,
        coordinates: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Self {
        let likelihood = weigh.likelihood;
        let Some(theta) = weigh.space.theta(likelihood.prior(), coordinates) else {
            return Self::outside(coordinates.len());
        };
        let found = likelihood.evaluate_with_spectrum(&theta, workspace);
        let (log_likelihood, spectrum) = match found {
            Ok((log_likelihood, spectrum)) if weigh.spectra => {
                (Ok(log_likelihood), spectrum.to_vec())
            }
            other => (other.map(|(log_likelihood, _)| log_likelihood), Vec::new()),
        };
        Self {
            log_prior: likelihood.log_prior(&theta),
            log_likelihood,
            spectrum,
            theta,
        }
    }

    fn outside(n_parameters: usize) -> Self {
        Self {
            theta: vec![f64::NAN; n_parameters],
            log_prior: f64::NEG_INFINITY,
            log_likelihood: Err(NoLikelihood::OutsidePrior),
            spectrum: Vec::new(),
        }
    }

    /// ln p(d | θ), −∞ where there is none.
    pub fn number(&self) -> f64 {
        self.log_likelihood.unwrap_or(f64::NEG_INFINITY)
    }

    /// The spectrum, or `n` times NaN where it is wanted and there is none.
    pub(super) fn spectrum_of(&self, n: usize) -> impl Iterator<Item = f64> {
        (0..n).map(|i_bin| self.spectrum.get(i_bin).copied().unwrap_or(f64::NAN))
    }
}
