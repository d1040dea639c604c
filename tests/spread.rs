//! The two parts of a posterior's spread where both are known: networks whose means lie about a centre by what they do not
//! know and whose densities are as wide as the noise.

use std::{f64::consts::TAU, sync::Arc};

use exosonde::network::{Density, Posterior};
use exosonde::observation::Instruments;
use exosonde::posterior::VarianceSplit;
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::variance_splits;
use exosonde::seed::{Purpose, Seed};
use exosonde::simulator::{SimulationFailure, Simulator, Spectrum, SpectrumSource};
use exosonde::trained_model::ValidSampler;
use ndarray_rand::rand_distr::StandardNormal;
use rand::{Rng, RngCore};

/// The temperature of WASP-39b as README has it, K: by noise and by network.
const BY_NOISE: f64 = 54.0;
const BY_NETWORK: f64 = 15.0;
const N_NETWORKS: usize = 128;
/// θ = MEAN_K + STD_K z.
const MEAN_K: f64 = 900.0;
const STD_K: f64 = 200.0;

/// One bin, and no atmosphere below some temperature, K.
struct WarmerThan(f64);

impl Simulator for WarmerThan {
    type Workspace = ();

    fn workspace(&self) {}

    fn simulate<'w>(
        &self,
        theta: &[f64],
        _workspace: &'w mut (),
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        let (quantity, value) = ("temperature [K]", theta[0]);
        match value < self.0 {
            true => Err(SimulationFailure::NonPhysical { quantity, value }),
            false => Ok(Spectrum::in_bins(&[0.02])),
        }
    }
}

/// A normal density of one parameter, of which only draws are known.
#[derive(Debug)]
struct Normal {
    mean: f64,
    std: f64,
}

impl Density for Normal {
    fn n_parameters(&self) -> usize {
        1
    }

    fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64> {
        let noise: f64 = rng.sample(StandardNormal);
        vec![self.mean + self.std * noise]
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        -0.5 * (((z[0] - self.mean) / self.std).powi(2) + TAU.ln()) - self.std.ln()
    }
}

/// Means of `n` networks, K from the centre, that scatter by `by_network`.
fn means(by_network: f64, seed: u64, n: usize) -> Vec<f64> {
    let mut rng = Seed(seed).rng(Purpose::Posterior, 0);
    let mean = |_| by_network * rng.sample::<f64, _>(StandardNormal);
    (0..n).map(mean).collect()
}

/// Networks of these means.
fn networks(means: &[f64]) -> Posterior {
    let density = |mean: &f64| -> Arc<dyn Density> {
        Arc::new(Normal {
            mean: mean / STD_K,
            std: BY_NOISE / STD_K,
        })
    };
    Posterior::new(means.iter().map(density).collect())
}

/// Standard deviation of networks' means, each with its weight; `n` counts as `(Σ w)² / Σ w²`.
fn scatter(means: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let pairs = || means.iter().zip(weights);
    let centre = pairs().map(|(mean, w)| w * mean).sum::<f64>() / total;
    let squares: f64 = pairs().map(|(mean, w)| w * (mean - centre).powi(2)).sum();
    let n = total.powi(2) / weights.iter().map(|w| w * w).sum::<f64>();
    (squares / total * n / (n - 1.0)).sqrt()
}

/// The split of a posterior of which what is colder than `coldest_k` does not exist.
fn split(posterior: &Posterior, coldest_k: f64) -> VarianceSplit {
    let prior = Prior::new(vec![Marginal::normal(MEAN_K, STD_K).unwrap()]);
    let source = SpectrumSource::new(WarmerThan(coldest_k), Instruments::trusted(1));
    let sampler = ValidSampler {
        prior: &prior,
        source: &source,
        is_thorough: false,
    };
    variance_splits(posterior, &sampler, Seed(1))[0]
}

/// The draws that stand for the densities know a standard deviation to 2.2 %; three of that are allowed. The scatter of the
/// means is known without draws, and lies within three stated errors of what it was drawn from.
#[test]
fn spread_by_noise_and_by_network_are_those_that_were_put_in() {
    for seed in 0..20 {
        let means = means(BY_NETWORK, seed, N_NETWORKS);
        let split = split(&networks(&means), 0.0);
        assert!(
            (split.aleatoric / BY_NOISE - 1.0).abs() < 0.066,
            "{split:?}"
        );
        let scatter = scatter(&means, &[1.0; N_NETWORKS]);
        assert!(
            (split.epistemic / scatter - 1.0).abs() < 1e-6,
            "{split:?} {scatter}"
        );
        let distance = (split.epistemic - BY_NETWORK).abs();
        assert!(distance < 3.0 * split.epistemic_error, "{split:?}");
        assert!((0.5..1.5).contains(&split.epistemic_error), "{split:?}");
    }
}

/// Of two networks as of a thousand, the scatter is that of their means.
#[test]
fn few_networks_and_many_are_split_alike() {
    for n in [2, 3, 8, 1000] {
        let means = means(BY_NETWORK, 5, n);
        let split = split(&networks(&means), 0.0);
        let scatter = scatter(&means, &vec![1.0; n]);
        assert!(
            (split.epistemic / scatter - 1.0).abs() < 1e-6,
            "{n}: {split:?} {scatter}"
        );
        assert!(
            (split.aleatoric / BY_NOISE - 1.0).abs() < 0.066,
            "{n}: {split:?}"
        );
    }
}

/// Where networks differ little, the estimate neither vanishes nor drowns in the noise.
#[test]
fn a_small_spread_by_network_is_not_lost() {
    let means = means(0.3, 3, N_NETWORKS);
    let (split, scatter) = (
        split(&networks(&means), 0.0),
        scatter(&means, &[1.0; N_NETWORKS]),
    );
    assert!(
        (split.epistemic / scatter - 1.0).abs() < 1e-6,
        "{split:?} {scatter}"
    );
}

/// A normal density N(m, s²) cut off below c, with a = (c − m) / s, has the mean m + s h and the variance
/// s² (1 + a h − h²), h = φ(a) / (1 − Φ(a)); 1 − Φ(a) of it is left (Johnson, Kotz & Balakrishnan 1994, 13.10.1). A thousand
/// samples of a network know its mean to 1.7 K, which is taken off, and the mean of all variances to 0.5 %; the rest is the
/// scatter of what is taken off, 0.1 K of 25.
#[test]
fn the_parts_of_a_cut_posterior_are_those_of_the_valid_parts_of_its_networks() {
    let coldest_k = 890.0;
    let means = means(40.0, 7, N_NETWORKS);
    let cut = |mean: &f64| {
        let a = (coldest_k - MEAN_K - mean) / BY_NOISE;
        let left = 0.5 * statrs::function::erf::erfc(a / 2.0_f64.sqrt());
        let h = (-0.5 * a * a).exp() / TAU.sqrt() / left;
        (
            left,
            mean + BY_NOISE * h,
            BY_NOISE.powi(2) * (1.0 + a * h - h * h),
        )
    };
    let left: Vec<f64> = means.iter().map(|mean| cut(mean).0).collect();
    let cut_means: Vec<f64> = means.iter().map(|mean| cut(mean).1).collect();
    let total: f64 = left.iter().sum();
    let variance = means
        .iter()
        .map(|mean| cut(mean).0 * cut(mean).2)
        .sum::<f64>()
        / total;
    let split = split(&networks(&means), coldest_k);
    let scatter = scatter(&cut_means, &left);
    assert!(
        (split.aleatoric / variance.sqrt() - 1.0).abs() < 0.02,
        "{split:?} {variance}"
    );
    assert!(
        (split.epistemic / scatter - 1.0).abs() < 0.03,
        "{split:?} {scatter}"
    );
}
