//! Out-of-distribution scores: numbers that are larger the less a spectrum resembles what the network learnt from.

use ndarray::Array2;
use rand::Rng;

use super::predictive::{PredictiveCheck, simulate_samples};
use super::reference::Reference;
use crate::network::Judgement;
use crate::prior::Prior;
use crate::simulator::{Simulator, SourceWorkspace, SpectrumSource};

/// Names of the scores, in the order of [`Scores`].
pub const SCORE_NAMES: [&str; 4] = [
    "epistemic",
    "mahalanobis",
    "predictive_chi2",
    "largest_pull",
];

/// One value a score.
pub type Scores = [f64; SCORE_NAMES.len()];

/// Samples of each network for the mutual information.
const SAMPLES_PER_NETWORK: usize = 2;
/// Posterior samples whose spectra are compared with the data.
const N_SPECTRA: usize = 16;

/// A spectrum as the scores see it.
pub struct Scored<'a> {
    /// What the ensemble says about it.
    pub judgement: &'a Judgement,
    /// Depth, dimensionless, `[n_bins]`.
    pub depth: &'a [f64],
    /// Its error as the observation states it, dimensionless, `[n_bins]`.
    pub sigma: &'a [f64],
}

/// Scores of one spectrum, always by the same recipe, so that an observation can be compared with simulations.
pub fn scores<S: Simulator>(
    spectrum: &Scored,
    reference: &Reference,
    prior: &Prior,
    source: &SpectrumSource<S>,
    workspace: &mut SourceWorkspace<S>,
    rng: &mut impl Rng,
) -> Scores {
    let posterior = &spectrum.judgement.posterior;
    let mut draws = posterior.draw(SAMPLES_PER_NETWORK * posterior.n_networks(), rng);
    let information = posterior.mutual_information_nats(&draws);
    reference.width.apply(&mut draws.z);
    let [chi2, largest_pull] =
        predictive_scores(spectrum, &to_theta(prior, &draws.z), source, workspace);
    [
        information,
        reference.squared_distance(spectrum.judgement),
        chi2,
        largest_pull,
    ]
}

/// χ² and the largest absolute pull; both infinite if hardly a sample describes an atmosphere.
fn predictive_scores<S: Simulator>(
    spectrum: &Scored,
    theta: &Array2<f64>,
    source: &SpectrumSource<S>,
    workspace: &mut SourceWorkspace<S>,
) -> [f64; 2] {
    let spectra = simulate_samples(source, workspace, theta.view(), N_SPECTRA);
    if spectra.binned.nrows() < 2 {
        return [f64::MAX; 2];
    }
    let check = PredictiveCheck::new(spectra.binned.view(), &spectra.error_inflation);
    let pulls = check.pulls(spectrum.depth, spectrum.sigma);
    let largest = pulls
        .iter()
        .fold(0.0, |largest: f64, pull| largest.max(pull.abs()));
    [check.chi2(spectrum.depth, spectrum.sigma), largest]
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
