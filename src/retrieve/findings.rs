//! What weighted samples say of a spectrum, wherever they come from.

use ndarray::{Array2, ArrayView1};

use super::limit::Limit;
use super::{RetrieveError, RetrieveInput, bands, temperature};
use crate::observation::Observation;
use crate::posterior::{Predictive, Samples, TemperatureBands};
use crate::seed::{Purpose, Seed};
use crate::statistics::weighted_quantiles;
use crate::trained_model::SpectrumSource;

/// Samples of the prior for the figures.
const N_PRIOR_SAMPLES: usize = 5_000;

/// Samples and what follows from them.
pub(super) struct Findings {
    pub samples: Samples,
    /// Where a parameter has no end but the prior's, `[n_parameters]`.
    pub limits: Vec<Option<Limit>>,
    /// `[n, n_parameters]`.
    pub prior_samples: Array2<f64>,
    pub predictive: Predictive,
    pub temperature: Option<TemperatureBands>,
    /// Median over the samples of the χ² of the data.
    pub chi2_median: f64,
}

impl Findings {
    /// Simulates spectra and temperatures of the samples.
    ///
    /// # Errors
    /// [`RetrieveError::Unphysical`] if hardly a sample describes an atmosphere.
    pub(super) fn new<S: SpectrumSource>(
        input: &RetrieveInput,
        source: &S,
        samples: Samples,
    ) -> Result<Self, RetrieveError> {
        let predictive = predict(input, source, &samples)?;
        let prior = prior_samples(input);
        let marginals = input.prior.marginals().iter().enumerate();
        Ok(Self {
            limits: marginals
                .map(|(i, prior)| Limit::new(&samples, i, prior))
                .collect(),
            temperature: temperature::bands(source, &samples, &prior),
            chi2_median: chi2_median(&predictive, input.observation),
            prior_samples: prior.theta().clone(),
            predictive,
            samples,
        })
    }
}

fn predict<S: SpectrumSource>(
    input: &RetrieveInput,
    source: &S,
    samples: &Samples,
) -> Result<Predictive, RetrieveError> {
    let first = samples.first(input.config.n_predictive);
    let predictive = bands::predict(source, &first);
    let simulated = predictive.as_ref().map_or(0, |p| p.binned.nrows());
    let enough = predictive.filter(|_| simulated >= 2);
    enough.ok_or_else(|| RetrieveError::Unphysical {
        observation: input.provenance.observation_file.clone(),
        n: first.n(),
        simulated,
    })
}

/// Median over samples of Σ ((data − model) / σ)², each with σ as it inflates it.
fn chi2_median(predictive: &Predictive, observation: &Observation) -> f64 {
    let bins = || observation.depth().iter().zip(observation.sigma());
    let chi2 = |(spectrum, inflation): (ArrayView1<f64>, &f64)| -> f64 {
        bins()
            .zip(spectrum)
            .map(|((depth, sigma), model)| ((depth - model) / (inflation * sigma)).powi(2))
            .sum()
    };
    let spectra = predictive.binned.rows().into_iter();
    let each: Vec<f64> = spectra.zip(&predictive.error_inflation).map(chi2).collect();
    let [median] = weighted_quantiles(ArrayView1::from(&each), &predictive.weights, [0.5]);
    median
}

/// Samples of the prior for the figures.
fn prior_samples(input: &RetrieveInput) -> Samples {
    let seed = Seed(input.provenance.seed);
    let draw = |i| {
        let mut rng = seed.rng(Purpose::Prior, u64::MAX - i as u64);
        input.prior.sample(&mut rng)
    };
    let drawn: Vec<f64> = (0..N_PRIOR_SAMPLES).flat_map(draw).collect();
    let shape = (N_PRIOR_SAMPLES, input.prior.n_parameters());
    let theta = Array2::from_shape_vec(shape, drawn);
    Samples::equal(theta.expect("the prior draws one value per parameter"))
}
