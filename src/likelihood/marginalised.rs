//! The likelihood with the offsets of instruments integrated out.

use forward_model::units::number_from_ppm;
use rand::Rng;

use super::{
    Likelihood, NoLikelihood,
    shift::{Conditional, Shift},
};
use crate::parameters::ParameterValue;
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace};

/// The likelihood of the parameters that remain when offsets with a normal, cut normal or flat prior are integrated out.
///
/// An offset is added to the simulated depths, so that of one the likelihood is a normal curve, and every bin has one at most: given
/// the other parameters the offsets are independent, and the integral over each has a closed form. Where the prior is a normal
/// curve of width τ this is a normal distribution of the data with covariance `f² σ² + τ² 1 1ᵀ` within the instrument. The
/// offsets are drawn from their conditional posteriors afterwards.
pub struct Marginalised<'a, S: Simulator> {
    full: Likelihood<'a, S>,
    /// Prior of what remains.
    prior: Prior,
    /// Which elements of θ remain, rising.
    remaining: Vec<usize>,
    shifts: Vec<Shift>,
    /// The bins that count and that no integrated offset shifts.
    unshifted: Vec<usize>,
}

/// A draw with its offsets.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// All parameters, shape `[n_parameters]`.
    pub theta: Vec<f64>,
    /// ln p of each datum that counts given them, in the order of [`Likelihood::counted_bins`].
    pub log_likelihoods: Vec<f64>,
}

impl<'a, S: Simulator> Marginalised<'a, S> {
    /// Integrates what can be; of a likelihood without offsets nothing is, and it stays what it is. The simulator itself must not
    /// depend on an offset: only the source adds it.
    pub fn new(full: Likelihood<'a, S>) -> Self {
        let shifts = shifts(&full);
        let is_integrated = |i: &usize| shifts.iter().any(|shift| shift.parameter == *i);
        let is_shifted = |i_bin: &usize| shifts.iter().any(|shift| shift.bins.contains(i_bin));
        let parameters = 0..full.n_parameters();
        let remaining: Vec<usize> = parameters.filter(|i| !is_integrated(i)).collect();
        let marginals = remaining.iter().map(|i| full.prior.marginals()[*i]);
        let unshifted = full.counted.iter().copied();
        Self {
            prior: Prior::new(marginals.collect()),
            unshifted: unshifted.filter(|i_bin| !is_shifted(i_bin)).collect(),
            remaining,
            shifts,
            full,
        }
    }

    /// The likelihood of all parameters.
    pub fn full(&self) -> &Likelihood<'a, S> {
        &self.full
    }

    /// Which elements of θ remain, rising, shape `[n_remaining]`.
    pub fn remaining(&self) -> &[usize] {
        &self.remaining
    }

    /// Which elements of θ are integrated out, rising.
    pub fn integrated(&self) -> Vec<usize> {
        self.shifts.iter().map(|shift| shift.parameter).collect()
    }

    /// The prior of what remains.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> SourceWorkspace<S> {
        self.full.workspace()
    }

    /// ln of the likelihood integrated over the priors of the offsets, or why there is none; shape of `rest`: `[n_remaining]`.
    ///
    /// # Errors
    /// [`NoLikelihood`] if the parameters lie outside of the prior or have no spectrum.
    pub fn evaluate(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<f64, NoLikelihood> {
        let (theta, spectrum) = self.without_offsets(rest, workspace)?;
        let unshifted = self.full.bins_among(&self.unshifted, &theta, spectrum);
        let shifts = self.shifts.iter();
        let shifted = shifts.map(|shift| self.given(shift, &theta, spectrum).log_evidence);
        let sum = unshifted.sum::<f64>() + shifted.sum::<f64>();
        match sum.is_nan() {
            true => Err(NoLikelihood::NotANumber),
            false => Ok(sum),
        }
    }

    /// The same, −∞ where there is none.
    pub fn log_likelihood(&self, rest: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.evaluate(rest, workspace).unwrap_or(f64::NEG_INFINITY)
    }

    /// The same of the parameters that lie at `z` in the standard space of what remains.
    pub fn log_likelihood_in_standard(&self, z: &[f64], workspace: &mut SourceWorkspace<S>) -> f64 {
        self.log_likelihood(&self.prior.from_standard(z), workspace)
    }

    /// The whole θ, shape `[n_parameters]`, with offsets drawn from their posterior given the others; shape of `rest`:
    /// `[n_remaining]`. Of draws of what remains it makes draws of all.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn complete(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
        rng: &mut impl Rng,
    ) -> Result<Vec<f64>, NoLikelihood> {
        let (theta, spectrum) = self.without_offsets(rest, workspace)?;
        let (theta, _) = self.with_offsets(&theta, spectrum, |offset| offset.draw_ppm(rng));
        Ok(theta)
    }

    /// The same once for each of `rngs`, with ln p of each datum, all from one spectrum.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn complete_by_bin<R: Rng>(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
        rngs: impl IntoIterator<Item = R>,
    ) -> Result<Vec<Completed>, NoLikelihood> {
        let (theta, spectrum) = self.without_offsets(rest, workspace)?;
        let completed = rngs.into_iter().map(|mut rng| {
            let (theta, spectrum) =
                self.with_offsets(&theta, spectrum, |offset| offset.draw_ppm(&mut rng));
            let log_likelihoods = self.full.bins(&theta, &spectrum).collect();
            Completed {
                theta,
                log_likelihoods,
            }
        });
        Ok(completed.collect())
    }

    /// The same with the likeliest offsets.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn complete_best(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<Vec<f64>, NoLikelihood> {
        let (theta, spectrum) = self.without_offsets(rest, workspace)?;
        let (theta, _) = self.with_offsets(&theta, spectrum, |offset| offset.best_ppm());
        Ok(theta)
    }

    /// The whole θ with a choice of offsets, and its spectrum with them, from those where they are zero.
    fn with_offsets(
        &self,
        theta: &[f64],
        spectrum: &[f64],
        mut choose_ppm: impl FnMut(Conditional) -> f64,
    ) -> (Vec<f64>, Vec<f64>) {
        let (mut theta, mut shifted) = (theta.to_vec(), spectrum.to_vec());
        for shift in &self.shifts {
            let ppm = choose_ppm(self.given(shift, &theta, spectrum));
            theta[shift.parameter] = ppm;
            for i_bin in &shift.bins {
                shifted[*i_bin] += number_from_ppm(ppm);
            }
        }
        (theta, shifted)
    }

    /// θ and its spectrum where the integrated offsets are zero.
    fn without_offsets<'w>(
        &self,
        rest: &[f64],
        workspace: &'w mut SourceWorkspace<S>,
    ) -> Result<(Vec<f64>, &'w [f64]), NoLikelihood> {
        let log_prior = self.prior.log_density(rest);
        if log_prior.is_nan() || log_prior == f64::NEG_INFINITY {
            return Err(NoLikelihood::OutsidePrior);
        }
        let mut theta = vec![0.0; self.full.n_parameters()];
        for (i, value) in self.remaining.iter().zip(rest) {
            theta[*i] = *value;
        }
        let spectrum = self.full.source.simulate(&theta, workspace)?.binned;
        Ok((theta, spectrum))
    }

    fn given(&self, shift: &Shift, theta: &[f64], spectrum: &[f64]) -> Conditional {
        shift.given(self.full.residuals(&shift.bins, theta, spectrum))
    }
}

/// The offsets that can be integrated out, in the order of θ.
fn shifts<S: Simulator>(full: &Likelihood<S>) -> Vec<Shift> {
    let offset_ppm = &full.source.instruments().offset_ppm;
    let bins = |parameter| {
        let own = Some(ParameterValue::Free(parameter));
        let counted = full.counted.iter().copied();
        counted.filter(|i_bin| offset_ppm[*i_bin] == own).collect()
    };
    let marginals = full.prior.marginals().iter().enumerate();
    marginals
        .filter_map(|(parameter, prior)| Shift::new(parameter, bins(parameter), prior))
        .collect()
}
