//! The likelihood with the offsets of instruments and the factor on their errors integrated out.

use forward_model::units::number_from_ppm;
use rand::Rng;

use super::{
    Likelihood, NoLikelihood,
    inflation::{Cells, Inflation},
    shift::{Conditional, Shift},
};
use crate::parameters::ParameterValue;
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace};

/// The likelihood of the parameters that remain when offsets with a normal, cut normal or flat prior, and an error inflation whose prior
/// has two positive ends, are integrated out.
///
/// An offset is added to the simulated depths, so that of one the likelihood is a normal curve, and every bin has one at most: given
/// the other parameters the offsets are independent, and the integral over each has a closed form. Where the prior is a normal
/// curve of width τ this is a normal distribution of the data with covariance `f² σ² + τ² 1 1ᵀ` within the instrument. The
/// offsets are drawn from their conditional posteriors afterwards. The inflation multiplies all errors, so that the same spectrum tells
/// the likelihood of any; the integral over it is a sum.
pub struct Marginalised<'a, S: Simulator> {
    full: Likelihood<'a, S>,
    /// Prior of what remains.
    prior: Prior,
    /// Which elements of θ remain, rising.
    remaining: Vec<usize>,
    shifts: Vec<Shift>,
    inflation: Option<Inflation>,
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
    /// Integrates what can be; of a likelihood without offsets or inflation nothing is, and it stays what it is. The simulator itself must
    /// not depend on them: only the source adds an offset, and an inflation is of the errors.
    pub fn new(full: Likelihood<'a, S>) -> Self {
        let shifts = shifts(&full);
        let inflation = inflation(&full, &shifts);
        let is_integrated = |i: &usize| integrated(&shifts, inflation.as_ref()).contains(i);
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
            inflation,
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
        integrated(&self.shifts, self.inflation.as_ref())
    }

    /// The prior of what remains.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> SourceWorkspace<S> {
        self.full.workspace()
    }

    /// ln of the likelihood integrated over the priors of what is integrated out, or why there is none; shape of `rest`: `[n_remaining]`.
    ///
    /// # Errors
    /// [`NoLikelihood`] if the parameters lie outside of the prior or have no spectrum.
    pub fn evaluate(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<f64, NoLikelihood> {
        let (theta, spectrum) = self.without_offsets(rest, workspace)?;
        let sum = match &self.inflation {
            Some(inflation) => inflation.log_integral(self.at_factor(inflation, &theta, spectrum)),
            None => self.over_offsets(&theta, spectrum),
        };
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

    /// The whole θ, shape `[n_parameters]`, with what is integrated out drawn from its posterior given the others; shape of `rest`:
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
        let factors = self.factors(&theta, spectrum);
        Ok(self.drawn(factors.as_ref(), &theta, spectrum, rng).0)
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
        let factors = self.factors(&theta, spectrum);
        let completed = rngs.into_iter().map(|mut rng| {
            let (theta, spectrum) = self.drawn(factors.as_ref(), &theta, spectrum, &mut rng);
            let log_likelihoods = self.full.bins(&theta, &spectrum).collect();
            Completed {
                theta,
                log_likelihoods,
            }
        });
        Ok(completed.collect())
    }

    /// The same with the likeliest inflation and, given that, the likeliest offsets.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn complete_best(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<Vec<f64>, NoLikelihood> {
        let (mut theta, spectrum) = self.without_offsets(rest, workspace)?;
        if let Some(inflation) = &self.inflation {
            theta[inflation.parameter] =
                inflation.best(self.at_factor(inflation, &theta, spectrum));
        }
        let (theta, _) = self.with_offsets(&theta, spectrum, |offset| offset.best_ppm());
        Ok(theta)
    }

    /// The posterior of the error inflation given the rest.
    fn factors(&self, theta: &[f64], spectrum: &[f64]) -> Option<(usize, Cells)> {
        let inflation = self.inflation.as_ref()?;
        let cells = inflation.given(self.at_factor(inflation, theta, spectrum));
        Some((inflation.parameter, cells))
    }

    /// The whole θ with what is integrated out drawn from its posterior given the rest, and its spectrum.
    fn drawn(
        &self,
        factors: Option<&(usize, Cells)>,
        theta: &[f64],
        spectrum: &[f64],
        rng: &mut impl Rng,
    ) -> (Vec<f64>, Vec<f64>) {
        let mut theta = theta.to_vec();
        if let Some((parameter, cells)) = factors {
            theta[*parameter] = cells.draw(rng);
        }
        self.with_offsets(&theta, spectrum, |offset| offset.draw_ppm(rng))
    }

    /// ln of the likelihood integrated over the offsets alone.
    fn over_offsets(&self, theta: &[f64], spectrum: &[f64]) -> f64 {
        let unshifted = self.full.bins_among(&self.unshifted, theta, spectrum);
        let shifts = self.shifts.iter();
        let shifted = shifts.map(|shift| self.given(shift, theta, spectrum).log_evidence);
        unshifted.sum::<f64>() + shifted.sum::<f64>()
    }

    /// The same as a function of the factor on all errors.
    fn at_factor(
        &self,
        inflation: &Inflation,
        theta: &[f64],
        spectrum: &[f64],
    ) -> impl Fn(f64) -> f64 {
        |factor| {
            let mut theta = theta.to_vec();
            theta[inflation.parameter] = factor;
            self.over_offsets(&theta, spectrum)
        }
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

    /// θ and its spectrum where the integrated offsets are zero; the inflation is any, for a spectrum does not depend on it.
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
        if let Some(inflation) = &self.inflation {
            theta[inflation.parameter] = inflation.any();
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

/// The factor on all errors, if it is a parameter that can be integrated out and others remain.
fn inflation<S: Simulator>(full: &Likelihood<S>, shifts: &[Shift]) -> Option<Inflation> {
    let is_left = shifts.len() + 1 < full.n_parameters();
    let ParameterValue::Free(parameter) = full.source.error_inflation() else {
        return None;
    };
    let is_told = !full.counted.is_empty();
    Inflation::new(parameter, &full.prior.marginals()[parameter]).filter(|_| is_told && is_left)
}

/// Elements of θ, rising.
fn integrated(shifts: &[Shift], inflation: Option<&Inflation>) -> Vec<usize> {
    let offsets = shifts.iter().map(|shift| shift.parameter);
    let mut all: Vec<usize> = offsets.chain(inflation.map(|it| it.parameter)).collect();
    all.sort_unstable();
    all
}
