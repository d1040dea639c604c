//! The two parts of a posterior's spread where both are known: networks whose means lie about a centre by what they do not
//! know and whose densities are as wide as the noise.

use std::{f64::consts::TAU, sync::Arc};

use exosonde::network::{Density, Posterior};
use exosonde::posterior::VarianceSplit;
use exosonde::prior::{Marginal, Prior};
use exosonde::retrieve::variance_splits;
use exosonde::seed::{Purpose, Seed};
use ndarray_rand::rand_distr::StandardNormal;
use rand::{Rng, RngCore};

/// The temperature of WASP-39b as README has it, K: by noise and by network.
const BY_NOISE: f64 = 54.0;
const BY_NETWORK: f64 = 15.0;
const N_NETWORKS: usize = 128;

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

/// Networks whose means in θ scatter by `by_network`, and the standard deviation of those means.
fn networks(by_network: f64, seed: u64) -> (Posterior, f64) {
    let mut rng = Seed(seed).rng(Purpose::Posterior, 0);
    let means: Vec<f64> = (0..N_NETWORKS)
        .map(|_| by_network * rng.sample::<f64, _>(StandardNormal))
        .collect();
    let centre = means.iter().sum::<f64>() / N_NETWORKS as f64;
    let squares = means.iter().map(|mean| (mean - centre).powi(2));
    let scatter = (squares.sum::<f64>() / (N_NETWORKS as f64 - 1.0)).sqrt();
    let density = |mean: &f64| -> Arc<dyn Density> {
        Arc::new(Normal {
            mean: mean / 200.0,
            std: BY_NOISE / 200.0,
        })
    };
    (Posterior::new(means.iter().map(density).collect()), scatter)
}

fn split(posterior: &Posterior) -> VarianceSplit {
    let prior = Prior::new(vec![Marginal::normal(900.0, 200.0).unwrap()]);
    variance_splits(posterior, &prior)[0]
}

/// The draws that stand for the densities know a standard deviation to 2.2 %; three of that are allowed. The scatter of the
/// means is known without draws, and lies within three stated errors of what it was drawn from.
#[test]
fn spread_by_noise_and_by_network_are_those_that_were_put_in() {
    for seed in 0..20 {
        let (posterior, scatter) = networks(BY_NETWORK, seed);
        let split = split(&posterior);
        assert!(
            (split.aleatoric / BY_NOISE - 1.0).abs() < 0.066,
            "{split:?}"
        );
        assert!(
            (split.epistemic / scatter - 1.0).abs() < 1e-6,
            "{split:?} {scatter}"
        );
        let distance = (split.epistemic - BY_NETWORK).abs();
        assert!(distance < 3.0 * split.epistemic_error, "{split:?}");
        assert!((0.5..1.5).contains(&split.epistemic_error), "{split:?}");
    }
}

/// Where networks differ little, the estimate neither vanishes nor drowns in the noise.
#[test]
fn a_small_spread_by_network_is_not_lost() {
    let (posterior, scatter) = networks(0.3, 3);
    let split = split(&posterior);
    assert!(
        (split.epistemic / scatter - 1.0).abs() < 1e-6,
        "{split:?} {scatter}"
    );
}
