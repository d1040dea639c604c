//! Gathers what scores look at, always by the same recipe, so that an observation can be compared with simulations.

use ndarray::Array2;
use rand::Rng;

use super::conditions::beside;
use super::feature_distance::FeatureDistances;
use super::predictive::{PredictiveCheck, simulate_samples};
use super::scores::{Evidence, PredictedSpectrum, ScoreKind};
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Posterior samples whose spectra are compared with the data.
const N_SPECTRA: usize = 16;

/// What it takes to score spectra.
#[derive(Clone)]
pub struct Scorer<'a, S> {
    /// The scores that are wanted.
    pub kinds: &'a [&'static ScoreKind],
    /// Where the features of simulations lie.
    pub feature_distances: &'a FeatureDistances,
    /// Prior of the parameters.
    pub prior: &'a Prior,
    /// The forward model, which only some scores ask.
    pub source: &'a SpectrumSource<S>,
}

impl<'a, S: Simulator> Scorer<'a, S> {
    /// What the scores look at.
    pub fn evidence(
        &self,
        spectrum: PredictedSpectrum<'a>,
        workspace: &mut SourceWorkspace<S>,
        rng: &mut impl Rng,
    ) -> Evidence<'a> {
        let draws = spectrum.prediction.posterior.draw_to_compare(rng);
        let is_asked = self.kinds.iter().any(|kind| kind.needs_forward_model);
        Evidence {
            spectrum,
            feature_distances: self.feature_distances,
            check: match is_asked {
                true => self.check(&beside(&draws.z, spectrum.conditions), workspace),
                false => None,
            },
            draws,
        }
    }

    /// The scores of a spectrum, in the order of `kinds`.
    pub fn values(&self, evidence: &Evidence) -> Vec<f64> {
        self.kinds.iter().map(|kind| kind.value(evidence)).collect()
    }

    fn check(
        &self,
        z: &Array2<f64>,
        workspace: &mut SourceWorkspace<S>,
    ) -> Option<PredictiveCheck> {
        let theta = to_theta(self.prior, z);
        let spectra = simulate_samples(self.source, workspace, theta.view(), N_SPECTRA);
        let is_enough = spectra.binned.nrows() >= 2;
        is_enough
            .then(|| PredictiveCheck::new(spectra.binned.view(), spectra.error_inflation.view()))
    }
}

/// Samples in the study's units.
///
/// # Shapes
/// - `z`: `[n, n_parameters]`; returns the same
pub fn to_theta(prior: &Prior, z: &Array2<f64>) -> Array2<f64> {
    let theta: Vec<f64> = z
        .rows()
        .into_iter()
        .flat_map(|row| prior.from_standard(&row.to_vec()))
        .collect();
    Array2::from_shape_vec(z.dim(), theta).expect("the prior keeps the number of parameters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{
        Posterior, Prediction,
        density::{GaussianMixture, MixtureLayout},
    };
    use crate::observation::Instruments;
    use crate::prior::Marginal;
    use crate::seed::{Purpose, Seed};
    use crate::simulator::{SimulationFailure, Spectrum};
    use crate::trained_model::scores::SCORES;
    use ndarray::array;
    use std::sync::Arc;

    /// A forward model that must not be asked.
    struct Forbidden;

    impl Simulator for Forbidden {
        type Workspace = ();

        fn workspace(&self) {}

        fn simulate<'w>(
            &self,
            _theta: &[f64],
            _workspace: &'w mut (),
        ) -> Result<Spectrum<'w>, SimulationFailure> {
            panic!("no score asks the forward model");
        }
    }

    #[test]
    fn scores_that_need_no_forward_model_ask_none() {
        let layout = MixtureLayout {
            n_parameters: 1,
            n_components: 1,
        };
        let network = GaussianMixture::from_outputs(layout, &[0.0, 0.3, 0.0]);
        let prediction = Prediction {
            posterior: Posterior::new(vec![Arc::new(network)]),
            features: vec![array![1.0, 2.0]],
        };
        let simulations = [
            vec![array![0.0, 0.0]],
            vec![array![2.0, 1.0]],
            vec![array![1.0, 3.0]],
        ];
        let kinds: Vec<&'static ScoreKind> = SCORES
            .iter()
            .filter(|kind| !kind.needs_forward_model)
            .collect();
        let source = SpectrumSource::new(Forbidden, Instruments::trusted(1));
        let scorer = Scorer {
            kinds: &kinds,
            feature_distances: &FeatureDistances::fit(&simulations).unwrap(),
            prior: &Prior::new(vec![Marginal::uniform(0.0, 1.0).unwrap()]),
            source: &source,
        };
        let spectrum = PredictedSpectrum {
            prediction: &prediction,
            depth: &[0.02],
            sigma: &[1e-4],
            conditions: &[],
        };
        let mut rng = Seed(1).rng(Purpose::Posterior, 0);
        let evidence = scorer.evidence(spectrum, &mut source.workspace(), &mut rng);
        let values = scorer.values(&evidence);
        assert_eq!(values.len(), 2);
        assert!(values.iter().all(|value| value.is_finite()));
        assert!(evidence.pulls().is_none());
    }
}
