//! A likelihood that is searched by cheaper spectra than it is weighted by.

use sampling::LogLikelihood;

use super::{Likelihood, Marginalised};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// A likelihood with the same likelihood by an [approximation](Simulator::approximation) of its simulator, where there is one.
pub struct Searched<'a, S: Simulator> {
    exact: Marginalised<'a, S>,
    approximate: Option<Marginalised<'a, S>>,
}

/// What one thread needs for both.
pub struct SearchedWorkspace<S: Simulator> {
    exact: SourceWorkspace<S>,
    approximate: Option<SourceWorkspace<S>>,
}

impl<'a, S: Simulator> Searched<'a, S> {
    /// `approximation`: that of the likelihood's own source.
    pub fn new(full: Likelihood<'a, S>, approximation: Option<&'a SpectrumSource<S>>) -> Self {
        Self {
            approximate: approximation.map(|source| Marginalised::new(full.by(source))),
            exact: Marginalised::new(full),
        }
    }

    /// The likelihood that counts.
    pub fn exact(&self) -> &Marginalised<'a, S> {
        &self.exact
    }
}

impl<S: Simulator> LogLikelihood for Searched<'_, S> {
    type Workspace = SearchedWorkspace<S>;

    fn n_dimensions(&self) -> usize {
        self.exact.n_dimensions()
    }

    fn workspace(&self) -> SearchedWorkspace<S> {
        SearchedWorkspace {
            exact: self.exact.workspace(),
            approximate: self.approximate.as_ref().map(Marginalised::workspace),
        }
    }

    fn log_likelihood(&self, z: &[f64], workspace: &mut SearchedWorkspace<S>) -> f64 {
        LogLikelihood::log_likelihood(&self.exact, z, &mut workspace.exact)
    }

    fn is_approximated(&self) -> bool {
        self.approximate.is_some()
    }

    fn approximation(&self, z: &[f64], workspace: &mut SearchedWorkspace<S>) -> f64 {
        match (&self.approximate, &mut workspace.approximate) {
            (Some(likelihood), Some(workspace)) => {
                LogLikelihood::log_likelihood(likelihood, z, workspace)
            }
            _ => self.log_likelihood(z, workspace),
        }
    }
}
