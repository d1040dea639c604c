//! The likelihood of θ given an observed spectrum: the spectrum that the simulator makes of θ, seen through the study's
//! instruments, against the depths that were measured.
//!
//! Errors are independent and normal, `d_i ~ N(m_i(θ), (f σ_i)² + e_i²)`: `m` is the spectrum that `simulate` makes of θ, offsets of the
//! instruments included, bit for bit; `f` is the study's `error_inflation`, that of the bin's instrument
//! if each has its own, or one; `e` is the error of the model, if the
//! observation has been given one. All normalisations are kept, so that
//! integrals over the prior are evidences in the depths' own (dimensionless) measure.
//!
//! A θ outside of the prior, or of which there is no spectrum, has no likelihood: [`Likelihood::evaluate`] says why, and
//! [`Likelihood::log_likelihood`] is −∞. What cannot be simulated is thereby no part of the prior that is in force, whose density
//! is the study's own, not scaled up.
//!
//! [`Marginalised`] is the same with the offsets and the error inflation integrated out, for which one spectrum is enough. Both are what
//! the crate [`sampling`] samples, in the standard space of their priors.

mod gaussian;
mod group;
mod inflation;
mod marginalised;
mod no_likelihood;
mod normal_interval;
#[cfg(test)]
mod quadrature;
mod sampled;
mod searched;
mod shift;
mod space;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod toy;
mod worth;

pub use marginalised::{Completed, Marginalised};
pub use no_likelihood::NoLikelihood;
pub use searched::Searched;
pub use space::Space;

use crate::observation::Observation;
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};
use gaussian::log_normal;

/// The likelihood of θ given one observed spectrum, and the prior of θ.
pub struct Likelihood<'a, S: Simulator> {
    source: &'a SpectrumSource<S>,
    prior: &'a Prior,
    observation: &'a Observation,
    /// The bins that count, rising.
    counted: Vec<usize>,
}

impl<'a, S: Simulator> Likelihood<'a, S> {
    /// The likelihood given all bins of `observation`.
    ///
    /// # Panics
    /// If the observation has not the bins of the source's instruments.
    pub fn new(
        source: &'a SpectrumSource<S>,
        prior: &'a Prior,
        observation: &'a Observation,
    ) -> Self {
        let n_bins = source.instruments().n_bins();
        assert_eq!(
            observation.n_bins(),
            n_bins,
            "one depth a bin of the source"
        );
        Self {
            source,
            prior,
            observation,
            counted: (0..n_bins).collect(),
        }
    }

    /// The same by other spectra of the same bins.
    pub fn by(&self, source: &'a SpectrumSource<S>) -> Self {
        Self {
            source,
            counted: self.counted.clone(),
            ..*self
        }
    }

    /// The same given only the bins that `counts` is true of: the others are as if they had not been measured.
    pub fn given_bins(self, counts: impl Fn(usize) -> bool) -> Self {
        let counted = self.counted.into_iter().filter(|i_bin| counts(*i_bin));
        Self {
            counted: counted.collect(),
            ..self
        }
    }

    /// What makes the spectra.
    pub fn source(&self) -> &'a SpectrumSource<S> {
        self.source
    }

    /// The prior of θ.
    pub fn prior(&self) -> &'a Prior {
        self.prior
    }

    /// The spectrum that θ is held against.
    pub fn observation(&self) -> &'a Observation {
        self.observation
    }

    /// The bins that count, rising, shape `[n_counted]`.
    pub fn counted_bins(&self) -> &[usize] {
        &self.counted
    }

    /// Number of parameters, the length of θ.
    pub fn n_parameters(&self) -> usize {
        self.prior.n_parameters()
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> SourceWorkspace<S> {
        self.source.workspace()
    }

    /// ln p(θ) of the study's prior; −∞ outside of it.
    pub fn log_prior(&self, theta: &[f64]) -> f64 {
        let log_density = self.prior.log_density(theta);
        if log_density.is_nan() {
            return f64::NEG_INFINITY;
        }
        log_density
    }

    /// ln p(d | θ), or why θ has none; shape of `theta`: `[n_parameters]`.
    ///
    /// # Errors
    /// [`NoLikelihood`] if θ lies outside of the prior or has no spectrum.
    pub fn evaluate(
        &self,
        theta: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<f64, NoLikelihood> {
        Ok(self.evaluate_with_spectrum(theta, workspace)?.0)
    }

    /// The same, with the spectrum: a depth a bin, offsets included, shape `[n_bins]`.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn evaluate_with_spectrum<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SourceWorkspace<S>,
    ) -> Result<(f64, &'w [f64]), NoLikelihood> {
        if self.log_prior(theta) == f64::NEG_INFINITY {
            return Err(NoLikelihood::OutsidePrior);
        }
        let spectrum = self.source.simulate(theta, workspace)?.binned;
        Ok((self.of_spectrum(theta, spectrum)?, spectrum))
    }

    /// ln p(d | θ), −∞ where there is none.
    pub fn log_likelihood(&self, theta: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.evaluate(theta, workspace).unwrap_or(f64::NEG_INFINITY)
    }

    /// The same of the θ that lies at `z` in the standard space of the prior.
    pub fn log_likelihood_in_standard(&self, z: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.log_likelihood(&self.prior.from_standard(z), workspace)
    }

    /// ln p(d_i | θ) of each bin that counts, in the order of [`counted_bins`](Self::counted_bins), shape `[n_counted]`; their sum
    /// is that of [`evaluate`](Self::evaluate).
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn by_bin(
        &self,
        theta: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<Vec<f64>, NoLikelihood> {
        let (_, spectrum) = self.evaluate_with_spectrum(theta, workspace)?;
        Ok(self.bins(theta, spectrum).collect())
    }

    /// ln p(d | θ) of a spectrum of θ that is there already, shape `[n_bins]`.
    ///
    /// # Errors
    /// [`NoLikelihood::NotANumber`] if the spectrum gives none.
    pub fn of_spectrum(&self, theta: &[f64], spectrum: &[f64]) -> Result<f64, NoLikelihood> {
        let sum: f64 = self.bins(theta, spectrum).sum();
        if sum.is_nan() {
            return Err(NoLikelihood::NotANumber);
        }
        Ok(sum)
    }

    /// ln p(d_i | θ) of each bin that counts.
    fn bins(&self, theta: &[f64], spectrum: &[f64]) -> impl Iterator<Item = f64> {
        self.bins_among(&self.counted, theta, spectrum)
    }

    /// ln p(d_i | θ) of some bins.
    fn bins_among(
        &self,
        bins: &[usize],
        theta: &[f64],
        spectrum: &[f64],
    ) -> impl Iterator<Item = f64> {
        let residuals = self.residuals(bins, theta, spectrum);
        residuals.map(|(residual, sigma)| log_normal(residual, sigma))
    }

    /// What the spectrum leaves of the depths of some bins, and their errors as θ inflates them, dimensionless.
    fn residuals(
        &self,
        bins: &[usize],
        theta: &[f64],
        spectrum: &[f64],
    ) -> impl Iterator<Item = (f64, f64)> + Clone {
        let inflation = self.source.error_inflation().at_bin(theta);
        let observation = self.observation;
        let bins = bins.iter();
        bins.map(move |&i| {
            let residual = observation.depth()[i] - spectrum[i];
            (residual, observation.error(i, inflation(i)))
        })
    }
}
