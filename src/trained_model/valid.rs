//! Samples that describe something that could be seen.
//!
//! What cannot be simulated, such as gases that add up to more than the whole, is left out of the training; so the prior in
//! force is the study's own, cut to the θ that have a spectrum, and so is every posterior. The networks know the cut only as
//! well as they learnt it. It is known exactly, and made here.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView2, Axis};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::Rng;
use rayon::prelude::*;

use super::scorer::to_theta;
use crate::prior::Prior;
use crate::simulator::{SimulationFailure, Simulator, SpectrumSource};

/// Samples that one thread checks in a row.
const AT_ONCE: usize = 1024;
/// A distribution of which less than this share is valid, after so many samples, is given up.
const LEAST_SHARE: f64 = 0.01;
const N_TRIED: usize = 10_000;

/// Draws samples and keeps the valid ones.
#[derive(Clone, Copy)]
pub struct ValidSampler<'a, S> {
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The forward model, which knows what is valid.
    pub source: &'a SpectrumSource<S>,
    /// Whether it is asked for the spectrum itself, which takes long and leaves no doubt.
    pub is_thorough: bool,
}

/// Samples that have a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidSamples {
    /// Standardised, `[n, n_parameters]`.
    pub z: Array2<f64>,
    /// The same in the parameters' units.
    pub theta: Array2<f64>,
    /// Samples drawn in all.
    n_drawn: usize,
    /// How many of them have no spectrum, by reason.
    failures: BTreeMap<&'static str, usize>,
}

impl ValidSamples {
    fn none(n_parameters: usize) -> Self {
        Self {
            z: Array2::zeros((0, n_parameters)),
            theta: Array2::zeros((0, n_parameters)),
            n_drawn: 0,
            failures: BTreeMap::new(),
        }
    }

    /// Number of samples.
    pub fn n(&self) -> usize {
        self.z.nrows()
    }

    /// Share of the distribution that is valid, as the samples know it; one before there are any.
    pub fn valid_share(&self) -> f64 {
        1.0 - self.failed_shares().map(|(_, share)| share).sum::<f64>()
    }

    /// Share of the distribution that has no spectrum for each reason.
    pub fn failed_shares(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let share = |n: usize| n as f64 / self.n_drawn as f64;
        let failures = self.failures.iter();
        failures.map(move |(reason, n)| (*reason, share(*n)))
    }

    fn is_given_up(&self) -> bool {
        self.n_drawn >= N_TRIED && self.valid_share() < LEAST_SHARE
    }

    fn add(
        &mut self,
        z: Array2<f64>,
        theta: Array2<f64>,
        outcomes: &[Result<(), SimulationFailure>],
    ) {
        self.n_drawn += outcomes.len();
        for failure in outcomes.iter().filter_map(|outcome| outcome.err()) {
            *self.failures.entry(failure.reason()).or_default() += 1;
        }
        let valid: Vec<usize> = (0..outcomes.len())
            .filter(|i| outcomes[*i].is_ok())
            .collect();
        for (kept, drawn) in [(&mut self.z, z), (&mut self.theta, theta)] {
            let valid = drawn.select(Axis(0), &valid);
            let appended = kept.append(Axis(0), valid.view());
            appended.expect("all samples have as many parameters");
        }
    }

    fn truncated(mut self, n: usize) -> Self {
        let first: Vec<usize> = (0..n.min(self.n())).collect();
        self.z = self.z.select(Axis(0), &first);
        self.theta = self.theta.select(Axis(0), &first);
        self
    }
}

impl<S: Simulator> ValidSampler<'_, S> {
    /// The first `n` valid samples of what `draw` draws, in the standardised space, when it is asked for some number of rows;
    /// fewer if less than a hundredth of them is valid.
    pub fn sample(&self, n: usize, mut draw: impl FnMut(usize) -> Array2<f64>) -> ValidSamples {
        let mut found = ValidSamples::none(self.prior.n_parameters());
        while found.n() < n && !found.is_given_up() {
            let missing = (n - found.n()) as f64 / found.valid_share().max(LEAST_SHARE);
            let z = draw((missing.ceil() as usize).min(n.max(N_TRIED)));
            let theta = to_theta(self.prior, &z);
            let outcomes = self.check(theta.view());
            found.add(z, theta, &outcomes);
        }
        found.truncated(n)
    }

    /// `n` samples of what `draw` draws, all of which are known to be valid.
    pub fn trust(&self, n: usize, draw: impl FnOnce(usize) -> Array2<f64>) -> ValidSamples {
        let z = draw(n);
        ValidSamples {
            theta: to_theta(self.prior, &z),
            z,
            n_drawn: n,
            failures: BTreeMap::new(),
        }
    }

    /// `n` valid samples of the prior, or fewer as [`sample`](Self::sample).
    pub fn sample_prior(&self, n: usize, rng: &mut impl Rng) -> ValidSamples {
        let n_parameters = self.prior.n_parameters();
        self.sample(n, |n| {
            Array2::random_using((n, n_parameters), StandardNormal, rng)
        })
    }

    /// Whether each row has a spectrum.
    ///
    /// # Shapes
    /// - `theta`: `[n, n_parameters]`, in the parameters' units; returns `[n]`
    pub fn check(&self, theta: ArrayView2<f64>) -> Vec<Result<(), SimulationFailure>> {
        let chunks: Vec<ArrayView2<f64>> = theta.axis_chunks_iter(Axis(0), AT_ONCE).collect();
        let check_chunk = |chunk: &ArrayView2<f64>| {
            let mut workspace = self.source.workspace();
            let rows = chunk.rows().into_iter();
            let outcomes = rows.map(|row| match self.is_thorough {
                true => self
                    .source
                    .simulate(&row.to_vec(), &mut workspace)
                    .map(|_| ()),
                false => self.source.check(&row.to_vec(), &mut workspace),
            });
            outcomes.collect::<Vec<_>>()
        };
        chunks.par_iter().flat_map_iter(check_chunk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Instruments;
    use crate::prior::Marginal;
    use crate::seed::{Purpose, Seed};
    use crate::simulator::Spectrum;

    /// Nothing above a limit has a spectrum.
    struct Below(f64);

    impl Simulator for Below {
        type Workspace = ();

        fn workspace(&self) {}

        fn simulate<'w>(
            &self,
            theta: &[f64],
            _workspace: &'w mut (),
        ) -> Result<Spectrum<'w>, SimulationFailure> {
            let sum = theta[0];
            match sum > self.0 {
                true => Err(SimulationFailure::VmrSumExceedsOne { sum }),
                false => Ok(Spectrum::in_bins(&[0.02])),
            }
        }
    }

    fn sample(limit: f64, n: usize) -> ValidSamples {
        let prior = Prior::new(vec![Marginal::uniform(0.0, 1.0).unwrap(); 2]);
        let source = SpectrumSource::new(Below(limit), Instruments::trusted(1));
        let sampler = ValidSampler {
            prior: &prior,
            source: &source,
            is_thorough: false,
        };
        sampler.sample_prior(n, &mut Seed(2).rng(Purpose::PriorSamples, 0))
    }

    /// The first parameter becomes uniform below the limit and the second stays what it was: of 3,000 samples five standard
    /// errors of a mean are 0.027, and of the share 0.045.
    #[test]
    fn as_many_valid_samples_come_as_are_asked_for() {
        for limit in [0.3, 0.9] {
            let found = sample(limit, 3_000);
            assert_eq!((found.n(), found.theta.nrows()), (3_000, 3_000));
            let column = |i: usize| found.theta.column(i);
            assert!(column(0).iter().all(|theta| *theta <= limit));
            assert!((column(0).mean().unwrap() - 0.5 * limit).abs() < 0.027);
            assert!((column(1).mean().unwrap() - 0.5).abs() < 0.027);
            assert!((found.valid_share() - limit).abs() < 0.045);
            let failed: f64 = found.failed_shares().map(|(_, share)| share).sum();
            assert!((failed + found.valid_share() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn where_all_is_valid_nothing_more_is_drawn() {
        let found = sample(1.0, 500);
        assert_eq!((found.n(), found.n_drawn), (500, 500));
        assert_eq!(
            (found.valid_share(), found.failed_shares().count()),
            (1.0, 0)
        );
    }

    #[test]
    fn a_distribution_of_which_hardly_anything_is_valid_is_given_up() {
        for limit in [-1.0, 0.001] {
            let found = sample(limit, 2_000);
            assert!(found.n() < 200 && found.valid_share() < 0.01, "{found:?}");
            assert!(found.n_drawn < 1_000_000, "{}", found.n_drawn);
        }
    }
}
