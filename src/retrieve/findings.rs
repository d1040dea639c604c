//! What weighted samples say of a spectrum, wherever they come from.

use ndarray::{Array2, ArrayView1};

use super::limit::Limit;
use super::{RetrieveError, RetrieveInput, bands, opacity_errors, temperature, validity::reasons};
use crate::observation::Observation;
use crate::posterior::{Predictive, Samples, TemperatureBands, report::OpacityErrorReport};
use crate::seed::{Purpose, Seed};
use crate::simulator::{Simulator, SpectrumSource};
use crate::statistics::weighted_quantiles;
use crate::trained_model::{ValidSampler, ValidSamples};

/// Samples of the prior for limits and figures.
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
    /// Median over the samples of the χ² of the data, with σ as each inflates it.
    pub chi2_median: f64,
    /// The same with σ as the observation states it.
    pub chi2_stated_median: f64,
    /// What opacities that are off do to the bins, if that is known.
    pub opacity_errors: Option<OpacityErrorReport>,
}

impl Findings {
    /// Simulates spectra and temperatures of samples that have a spectrum, of which the first `n_samples` are shown and the first
    /// `n_predictive` simulated.
    ///
    /// # Errors
    /// [`RetrieveError::Check`] if one of them has none.
    pub(super) fn new<S: Simulator>(
        input: &RetrieveInput,
        source: &SpectrumSource<S>,
        samples: Samples,
        prior: Samples,
    ) -> Result<Self, RetrieveError> {
        let first = samples.first(input.config.n_predictive);
        let samples = samples.first(input.config.n_samples);
        let predictive = bands::predict(source, &first, &samples)?;
        let parameters = 0..input.prior.n_parameters();
        Ok(Self {
            limits: parameters
                .map(|i| Limit::new(&samples, &prior, i))
                .collect(),
            temperature: source
                .grid()
                .and_then(|grid| temperature::bands(grid, &samples, &prior)),
            chi2_median: chi2_median(&predictive, input.observation, |inflation| inflation),
            chi2_stated_median: chi2_median(&predictive, &input.observation.as_stated(), |_| 1.0),
            opacity_errors: opacity_errors::at(source, &first, input.observation)?,
            prior_samples: prior.theta().clone(),
            predictive,
            samples,
        })
    }
}

/// Median over samples of Σ ((data − model) / σ)², σ times the `factor` of the sample's own inflation of each bin.
fn chi2_median(predictive: &Predictive, observation: &Observation, factor: fn(f64) -> f64) -> f64 {
    let chi2 = |(spectrum, inflation): (ArrayView1<f64>, ArrayView1<f64>)| {
        observation.chi2(spectrum, inflation.iter().map(|own| factor(*own)))
    };
    let spectra = predictive.binned.rows().into_iter();
    let spectra = spectra.zip(predictive.error_inflation.rows());
    let each: Vec<f64> = spectra.map(chi2).collect();
    let [median] = weighted_quantiles(ArrayView1::from(&each), &predictive.weights, [0.5]);
    median
}

/// Samples of the prior in force, for limits and figures.
///
/// # Errors
/// [`RetrieveError::UnphysicalPrior`] if hardly one has a spectrum.
pub(super) fn prior_samples<S: Simulator>(
    input: &RetrieveInput,
    source: &SpectrumSource<S>,
) -> Result<ValidSamples, RetrieveError> {
    let prior = input.prior;
    let mut rng = Seed(input.provenance.seed).rng(Purpose::PriorSamples, 0);
    let sampler = ValidSampler {
        prior,
        source,
        is_thorough: false,
    };
    let samples = sampler.sample_prior(N_PRIOR_SAMPLES, &mut rng);
    match samples.n() == N_PRIOR_SAMPLES {
        true => Ok(samples),
        false => Err(RetrieveError::UnphysicalPrior {
            percent: 100.0 * samples.valid_share(),
            reasons: reasons(samples.failed_shares()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkConfig;
    use crate::observation::{Bin, ErrorInflation, Instruments};
    use crate::parameters::{ParameterInfo, ParameterValue};
    use crate::posterior::{ParameterSummary, PosteriorProvenance};
    use crate::prior::{Marginal, Prior};
    use crate::retrieve::Start;
    use crate::simulator::{OpacityErrors, PhysicalGrid, Spectrum};
    use crate::study::RetrievalConfig;
    use crate::trained_model::{ConditionReader, Specification};
    use forward_model::{SimulationFailure, Species};
    use ndarray::Axis;
    use std::collections::BTreeMap;

    /// Two bins of depth θ₀ and θ₀ + θ₁, errors inflated by θ₁, and temperatures that rise with θ₁; below zero there is no
    /// atmosphere.
    struct Two;

    impl Simulator for Two {
        type Workspace = [f64; 2];

        fn workspace(&self) -> [f64; 2] {
            [0.0; 2]
        }

        fn simulate<'w>(
            &self,
            theta: &[f64],
            workspace: &'w mut [f64; 2],
        ) -> Result<Spectrum<'w>, SimulationFailure> {
            self.level_temperature_k(theta)?;
            *workspace = [theta[0], theta[0] + theta[1]];
            Ok(Spectrum {
                native: workspace,
                binned: workspace,
            })
        }

        fn grid(&self) -> Option<&dyn PhysicalGrid> {
            Some(self)
        }
    }

    impl PhysicalGrid for Two {
        fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
            &[[1000.0, 1100.0], [1100.0, 1200.0]]
        }

        fn level_pressure_pa(&self) -> &[f64] {
            &[1e2, 1e5]
        }

        fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
            let (quantity, value) = ("θ₀", theta[0]);
            match value < 0.0 {
                true => Err(SimulationFailure::NonPhysical { quantity, value }),
                false => Ok(vec![1000.0, 1000.0 + theta[1]]),
            }
        }

        fn opacity_errors(
            &self,
            theta: &[f64],
        ) -> Result<Option<OpacityErrors>, SimulationFailure> {
            Ok(Some(OpacityErrors {
                binned: vec![0.1 * theta[1], 0.3 * theta[1]],
                unknown: vec![Species::SO2],
            }))
        }
    }
    fn findings(samples: Samples) -> Findings {
        let bin = |wavelength_um| Bin {
            wavelength_um,
            half_width_um: 0.4,
            instrument: "toy".into(),
        };
        let bins = [9.0, 10.0].map(bin).to_vec();
        let observation = Observation::new(bins, vec![1.0, 2.0], vec![0.1, 0.2]).unwrap();
        let prior = Prior::new(vec![Marginal::uniform(-1.0, 3.0).unwrap(); 2]);
        let input = RetrieveInput {
            specification: specification(),
            parameters: Vec::new(),
            prior: &prior,
            conditions: ConditionReader::none(),
            known: BTreeMap::new(),
            observation: &observation,
            quantity: "transit depth",
            config: &RetrievalConfig::default(),
            provenance: PosteriorProvenance {
                study_name: "toy".into(),
                study_text: String::new(),
                study_hash: String::new(),
                seed: 1,
                observation_file: "toy.csv".into(),
            },
            opacities: &[],
            start: Start::Prior,
            posterior_path: "posterior.h5".into(),
            report_path: "report.json".into(),
        };
        let flat = Array2::from_shape_fn((401, 2), |(i, _)| 0.01 * i as f64 - 1.0);
        Findings::new(&input, &source(), samples, Samples::equal(flat)).unwrap()
    }

    /// The errors are inflated by θ₁, and both bins are shifted by θ₀ ppm.
    fn source() -> SpectrumSource<Two> {
        let instruments = Instruments {
            offset_ppm: vec![Some(ParameterValue::Free(0)); 2],
            error_inflation: ErrorInflation::on_all(ParameterValue::Free(1), 2),
        };
        SpectrumSource::new(Two, instruments)
    }

    fn specification() -> Specification {
        Specification {
            fingerprint: String::new(),
            parameters: Vec::new(),
            n_conditions: 0,
            prior_quantiles: Vec::new(),
            bins_um: Vec::new(),
            sigma: Vec::new(),
            network: NetworkConfig::default(),
            n_spectra: 0,
            n_masks: 2,
        }
    }

    /// All numbers that a reader sees of a parameter, a band or a fit.
    fn numbers(found: &Findings) -> Vec<f64> {
        let mut numbers = vec![found.chi2_median, found.chi2_stated_median];
        numbers.extend(&found.predictive.median_error_inflation);
        for i in 0..2 {
            let parameter = ParameterInfo::new("θ", "", "θ");
            let summary = ParameterSummary::new(&parameter, &found.samples, i, None);
            numbers.extend([summary.median, summary.lower_68, summary.upper_68]);
            numbers.extend([summary.mean, summary.std]);
            numbers.extend(match found.limits[i] {
                Some(Limit::Below(value)) => [1.0, value],
                Some(Limit::Above(value)) => [2.0, value],
                Some(Limit::Nothing) => [3.0, 0.0],
                None => [0.0; 2],
            });
        }
        let temperature = found.temperature.as_ref().unwrap();
        numbers.extend(&temperature.quantiles_k);
        numbers.extend(&found.predictive.binned_quantiles);
        numbers.extend(&found.predictive.native_quantiles);
        numbers.extend(&found.predictive.offset);
        numbers
    }

    /// The first three hundred samples, of which spectra are made, say something else than all together.
    #[test]
    fn opacity_errors_are_root_mean_squares_over_the_posterior() {
        // Of weights 3 and 1, errors of θ₁ = 1 and 3: √((3 · 1 + 1 · 9) / 4) of what each bin has, whose σ are 0.1 and 0.2.
        let theta = ndarray::array![[1.0, 1.0], [1.0, 3.0]];
        let found = findings(Samples::weighted(theta, vec![3.0, 1.0]));
        let errors = found.opacity_errors.unwrap();
        let expected = [0.1, 0.3].map(|error| 1e6 * error * 3.0_f64.sqrt());
        for (found, expected) in errors.bins_ppm.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6 * expected, "{found}");
        }
        assert!((errors.largest_sigma - 1.5 * 3.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(
            (errors.largest_um, &errors.unknown[..]),
            (10.0, &["SO2".to_owned()][..])
        );
    }

    #[test]
    fn what_is_said_of_instruments_is_said_by_all_samples() {
        let theta = Array2::from_shape_fn((1000, 2), |(row, _)| match row < 400 {
            true => 0.5,
            false => 2.0 + 1e-3 * row as f64,
        });
        let found = findings(Samples::equal(theta));
        let [shift_ppm, inflation] = [0, 1].map(|i| found.samples.quantiles(i, [0.5])[0]);
        assert!(shift_ppm > 2.0);
        assert_eq!(found.predictive.median_error_inflation, [inflation; 2]);
        for offset in found.predictive.offset {
            assert!((1e6 * offset / shift_ppm - 1.0).abs() < 1e-12);
        }
    }

    /// With every error doubled, χ² is a fourth of what it is by the errors as they are stated.
    #[test]
    fn chi2_says_by_which_errors() {
        let theta = Array2::from_elem((30, 2), 2.0);
        let found = findings(Samples::equal(theta));
        // Depths of 1 and 2 with errors of 0.1 and 0.2, which the model has at 2 and 4, and by an offset 2e-6 higher.
        assert!((found.chi2_stated_median - 200.0).abs() < 1e-2);
        assert!((found.chi2_median - 50.0).abs() < 1e-2);
    }

    #[test]
    fn a_sample_that_is_there_twice_counts_as_one_of_twice_the_weight() {
        let theta = Array2::from_shape_fn((24, 2), |(row, column)| {
            1.0 + (row as f64 * (1.3 + column as f64)).sin()
        });
        let weights: Vec<f64> = (0..24).map(|row| 0.2 + f64::from(row % 5)).collect();
        let once = numbers(&findings(Samples::weighted(theta.clone(), weights.clone())));
        for row in 0..24 {
            let twice =
                ndarray::concatenate![Axis(0), theta, theta.slice(ndarray::s![row..=row, ..])];
            let listed = weights.iter().copied().chain([weights[row]]).collect();
            let mut doubled = weights.clone();
            doubled[row] *= 2.0;
            let [twice, doubled] = [
                Samples::weighted(twice, listed),
                Samples::weighted(theta.clone(), doubled),
            ]
            .map(|samples| numbers(&findings(samples)));
            for (twice, doubled) in twice.iter().zip(&doubled) {
                assert!(
                    (twice - doubled).abs() <= 1e-9 * twice.abs(),
                    "{twice} {doubled}"
                );
            }
            assert_ne!(doubled, once);
        }
    }
}
