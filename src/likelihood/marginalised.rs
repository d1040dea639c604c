//! The likelihood with the offsets of instruments and the factors on their errors integrated out.

use forward_model::units::number_from_ppm;
use rand::Rng;

use super::{
    Likelihood, NoLikelihood,
    group::{Group, groups, offset},
    inflation::Cells,
    shift::Conditional,
};
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace};

/// The likelihood of the parameters that remain when offsets with a normal, cut normal or flat prior, and error inflations whose prior
/// has two positive ends, are integrated out.
///
/// An offset is added to the simulated depths, so that of one the likelihood is a normal curve, and every bin has one at most: given
/// the other parameters the offsets are independent, and the integral over each has a closed form. Where the prior is a normal
/// curve of width τ this is a normal distribution of the data with covariance `f² σ² + τ² 1 1ᵀ` within the instrument. The
/// offsets are drawn from their conditional posteriors afterwards. An inflation multiplies errors, so that the same spectrum tells
/// the likelihood of any; the integral over it is a sum. Each of several multiplies those of its instrument, and as offsets are of one
/// instrument each, too, the inflations are independent given the other parameters: their integrals are a product.
pub struct Marginalised<'a, S: Simulator> {
    full: Likelihood<'a, S>,
    /// Prior of what remains.
    prior: Prior,
    /// Which elements of θ remain, rising.
    remaining: Vec<usize>,
    /// The bins that count, and what is integrated out.
    groups: Vec<Group>,
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
        let groups = groups(&full);
        let integrated = integrated(&groups);
        let parameters = 0..full.n_parameters();
        let remaining: Vec<usize> = parameters.filter(|i| !integrated.contains(i)).collect();
        let marginals = remaining.iter().map(|i| full.prior.marginals()[*i]);
        Self {
            prior: Prior::new(marginals.collect()),
            remaining,
            groups,
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
        integrated(&self.groups)
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
        let groups = self.groups.iter();
        let sum: f64 = groups
            .map(|group| group.log_integral(&self.full, &theta, spectrum))
            .sum();
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
        Ok(self.drawn(&factors, &theta, spectrum, rng).0)
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
            let (theta, spectrum) = self.drawn(&factors, &theta, spectrum, &mut rng);
            let log_likelihoods = self.full.bins(&theta, &spectrum).collect();
            Completed {
                theta,
                log_likelihoods,
            }
        });
        Ok(completed.collect())
    }

    /// The same with the likeliest inflations and, given those, the likeliest offsets.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn complete_best(
        &self,
        rest: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<Vec<f64>, NoLikelihood> {
        let (mut theta, spectrum) = self.without_offsets(rest, workspace)?;
        for group in &self.groups {
            let best = group.of_factor(&self.full, (&theta, spectrum), |factor, curve| {
                factor.best(curve)
            });
            if let Some((parameter, best)) = best {
                theta[parameter] = best;
            }
        }
        let (theta, _) = self.with_offsets(&theta, spectrum, |offset| offset.best_ppm());
        Ok(theta)
    }

    /// The posterior of each error inflation given the rest, with its element of θ.
    fn factors(&self, theta: &[f64], spectrum: &[f64]) -> Vec<(usize, Cells)> {
        let groups = self.groups.iter();
        let cells = groups.filter_map(|group| {
            group.of_factor(&self.full, (theta, spectrum), |factor, curve| {
                factor.given(curve)
            })
        });
        cells.collect()
    }

    /// The whole θ with what is integrated out drawn from its posterior given the rest, and its spectrum.
    fn drawn(
        &self,
        factors: &[(usize, Cells)],
        theta: &[f64],
        spectrum: &[f64],
        rng: &mut impl Rng,
    ) -> (Vec<f64>, Vec<f64>) {
        let mut theta = theta.to_vec();
        for (parameter, cells) in factors {
            theta[*parameter] = cells.draw(rng);
        }
        self.with_offsets(&theta, spectrum, |offset| offset.draw_ppm(rng))
    }

    /// The whole θ with a choice of offsets, and its spectrum with them, from those where they are zero.
    fn with_offsets(
        &self,
        theta: &[f64],
        spectrum: &[f64],
        mut choose_ppm: impl FnMut(Conditional) -> f64,
    ) -> (Vec<f64>, Vec<f64>) {
        let (mut theta, mut shifted) = (theta.to_vec(), spectrum.to_vec());
        for shift in self.groups.iter().flat_map(|group| &group.shifts) {
            let ppm = choose_ppm(offset(&self.full, shift, &theta, spectrum));
            theta[shift.parameter] = ppm;
            for i_bin in &shift.bins {
                shifted[*i_bin] += number_from_ppm(ppm);
            }
        }
        (theta, shifted)
    }

    /// θ and its spectrum where the integrated offsets are zero; inflations are any, for a spectrum does not depend on them.
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
        for inflation in self.groups.iter().filter_map(|it| it.inflation.as_ref()) {
            theta[inflation.parameter] = inflation.any();
        }
        let spectrum = self.full.source.simulate(&theta, workspace)?.binned;
        Ok((theta, spectrum))
    }
}

/// Elements of θ, rising.
fn integrated(groups: &[Group]) -> Vec<usize> {
    let mut all: Vec<usize> = groups.iter().flat_map(Group::integrated).collect();
    all.sort_unstable();
    all
}
