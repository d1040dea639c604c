//! Held-out simulations as observations: each gets noise, goes through the networks and is handed on, because the
//! predictions of thousands of spectra would not fit in memory.

use std::ops::Range;

use ndarray::{Axis, stack};
use ndarray_rand::rand_distr::StandardNormal;
use rand::Rng;
use rayon::prelude::*;

use super::conditions::beside;
use super::valid::{ValidSampler, ValidSamples};
use crate::network::{Ensemble, Posterior, Prediction};
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};
use crate::training_set::{Dataset, InputMap, Noise, Rows};
use groundwork::progress::Progress;

/// Validation simulations that widths and features are fitted to, at most.
const MAX_FITTED: usize = 3_000;
/// Test simulations that are scored for the calibration, at most; half of them are left to evaluate with.
const MAX_SCORED: usize = 1_000;
/// Simulations that one task predicts at once.
const AT_ONCE: usize = 50;

/// What it takes to make observations of held-out simulations and to predict them.
#[derive(Clone, Copy)]
pub struct HeldOut<'a, S> {
    /// Share of the simulations of the whole training set that succeeded.
    pub valid_fraction: f64,
    /// What the networks see of a spectrum.
    pub input_map: &'a InputMap,
    /// How noisy an observation is, and which bins it has.
    pub noise: &'a Noise,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The forward model, in the bins that the noise has.
    pub source: &'a SpectrumSource<S>,
    /// Seed of noise and samples.
    pub seed: Seed,
}

/// Some of the held-out simulations.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    rows: &'a Rows,
    range: Range<usize>,
}

/// A held-out simulation with noise.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutSpectrum {
    /// Number of the simulation.
    pub index: u64,
    /// Its true parameters in the standardised space but for the conditions, `[n_targets]`.
    pub z: Vec<f64>,
    /// Its conditions there, `[n_conditions]`.
    pub conditions: Vec<f64>,
    /// Depth with noise, inflated as the simulation says, dimensionless, in the bins that the noise has, `[n_observed]`.
    pub depth: Vec<f64>,
}

impl<'a> Chosen<'a> {
    /// All of some.
    pub fn all(rows: &'a Rows) -> Self {
        let range = 0..rows.len();
        Self { rows, range }
    }

    /// The validation simulations that widths and features are fitted to.
    pub fn for_fitting(dataset: &'a Dataset) -> Self {
        let rows = &dataset.validation;
        let range = 0..rows.len().min(MAX_FITTED);
        Self { rows, range }
    }

    /// The test simulations that an observation's scores are compared with.
    pub fn for_calibration(dataset: &'a Dataset) -> Self {
        let rows = &dataset.test;
        let range = 0..MAX_SCORED.min(rows.len() / 2);
        Self { rows, range }
    }

    /// The test simulations that nothing has used, at most `n`.
    pub fn for_evaluation(dataset: &'a Dataset, n: usize) -> Self {
        let rows = &dataset.test;
        let first = Self::for_calibration(dataset).range.end;
        let range = first..rows.len().min(first + n);
        Self { rows, range }
    }

    /// They alone.
    pub fn to_rows(&self) -> Rows {
        self.rows.selected(self.range.clone())
    }
}

impl<S: Simulator> HeldOut<'_, S> {
    /// How many parameters the networks have a density of.
    pub fn n_targets(&self) -> usize {
        self.prior.n_parameters() - self.input_map.n_conditions()
    }

    /// `n` valid samples of a posterior, beside the conditions that it is for, or fewer as [`ValidSampler::sample`]. Where no simulation of
    /// the whole training set failed the forward model is not asked.
    pub fn sample(
        &self,
        (posterior, conditions): (&Posterior, &[f64]),
        n: usize,
        rng: &mut impl Rng,
    ) -> ValidSamples {
        let sampler = ValidSampler {
            prior: self.prior,
            source: self.source,
            is_thorough: false,
        };
        let draw = |n| beside(&posterior.draw(n, rng).z, conditions);
        match self.valid_fraction < 1.0 {
            true => sampler.sample(n, draw),
            false => sampler.trust(n, draw),
        }
    }

    /// Adds noise to the chosen simulations, predicts them and keeps what `each` makes of every one.
    pub fn predict_each<T: Send>(
        &self,
        chosen: Chosen,
        ensemble: &Ensemble,
        progress: &dyn Progress,
        each: impl Fn(&HeldOutSpectrum, Prediction, &mut SourceWorkspace<S>) -> T + Sync,
    ) -> Vec<T> {
        let rows: Vec<usize> = chosen.range.collect();
        progress.start(rows.len() as u64, "spectra");
        let predict_chunk = |rows: &[usize]| -> Vec<T> {
            let spectrum = |row: &usize| self.with_noise(chosen.rows, *row);
            let spectra: Vec<HeldOutSpectrum> = rows.iter().map(spectrum).collect();
            let predictions = self.predict(&spectra, ensemble);
            let mut workspace = self.source.workspace();
            let pairs = spectra.iter().zip(predictions);
            let kept = pairs
                .map(|(spectrum, prediction)| each(spectrum, prediction, &mut workspace))
                .collect();
            progress.advance(rows.len() as u64);
            kept
        };
        let kept = rows
            .par_chunks(AT_ONCE)
            .flat_map_iter(predict_chunk)
            .collect();
        progress.finish();
        kept
    }

    fn predict(&self, spectra: &[HeldOutSpectrum], ensemble: &Ensemble) -> Vec<Prediction> {
        let inputs: Vec<_> = spectra
            .iter()
            .map(|it| self.input_map.input(&it.depth, self.noise, &it.conditions))
            .collect();
        let views: Vec<_> = inputs.iter().map(|input| input.view()).collect();
        let input = stack(Axis(0), &views).expect("all inputs have the same width");
        ensemble.predict(input.view())
    }

    fn with_noise(&self, rows: &Rows, row: usize) -> HeldOutSpectrum {
        let index = rows.index[row];
        let mut rng = self.seed.rng(Purpose::Noise, index);
        let inflation: Vec<f32> = rows.factors(row).collect();
        let spectrum = rows.spectrum.row(row);
        let depth = self.noise.bins().map(|(bin, sigma)| {
            let noise: f64 = rng.sample(StandardNormal);
            f64::from(spectrum[bin]) + f64::from(inflation[bin]) * sigma * noise
        });
        let mut z: Vec<f64> = rows.target.row(row).iter().map(|z| f64::from(*z)).collect();
        let n_targets = z.len() - self.input_map.n_conditions();
        HeldOutSpectrum {
            index,
            conditions: z.split_off(n_targets),
            z,
            depth: depth.collect(),
        }
    }
}
