//! A density estimator of a user's own behind the seam: a Gaussian without correlations, which trains, is drawn from, saved
//! and loaded. Where parameters do not share bins, its posterior is known: θ ~ N(0, 1) and x = θ + σ ε give
//! θ | x ~ N(x / (1 + σ²), σ² / (1 + σ²)).

mod learning;

use std::{f64::consts::TAU, sync::Arc};

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor},
};
use exosonde::network::{
    Architecture, ConditionalDensity, Density, DensityConfig, DeviceKind, Ensemble, Learner,
    Network, NetworkConfig, NetworkShape, linear,
};
use learning::{Lesson, taught};
use ndarray::{Array2, Axis};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_PARAMETERS: usize = 2;
const NOISE: f64 = 0.5;
const N_MASKS: usize = 16;

/// The estimator: means and logarithms of the standard deviations are linear in the hidden layer.
#[derive(Module, Debug)]
struct PlainGaussian {
    mean: Linear,
    log_std: Linear,
}

/// What it says of one spectrum.
#[derive(Debug)]
struct Normals {
    mean: Vec<f64>,
    std: Vec<f64>,
}

impl ConditionalDensity for PlainGaussian {
    const NAME: &'static str = "plain_gaussian";

    fn init(config: DensityConfig, rng: &mut dyn RngCore, device: &Device) -> Self {
        let sizes = [config.width, config.n_parameters];
        Self {
            mean: linear(sizes, 0.1, rng, device),
            log_std: linear(sizes, 0.1, rng, device),
        }
    }

    fn nll(&self, hidden: Tensor<2>, target: Tensor<2>) -> Tensor<1> {
        let log_std = self.log_std.forward(hidden.clone());
        let pull = (target - self.mean.forward(hidden)) / log_std.clone().exp();
        let constant = 0.5 * TAU.ln() * N_PARAMETERS as f64;
        (log_std + pull.clone() * pull * 0.5).sum_dim(1).mean() + constant
    }

    fn densities(&self, hidden: Tensor<2>) -> Vec<Arc<dyn Density>> {
        let rows = |tensor: Tensor<2>| -> Vec<Vec<f64>> {
            let values: Vec<f32> = tensor.into_data().try_to_vec().unwrap();
            let rows = values.chunks(N_PARAMETERS);
            rows.map(|row| row.iter().map(|v| f64::from(*v)).collect())
                .collect()
        };
        let mean = rows(self.mean.forward(hidden.clone()));
        let std = rows(self.log_std.forward(hidden).exp());
        let density = |(mean, std)| Arc::new(Normals { mean, std }) as Arc<dyn Density>;
        mean.into_iter().zip(std).map(density).collect()
    }
}

impl Density for Normals {
    fn n_parameters(&self) -> usize {
        self.mean.len()
    }

    fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64> {
        let each = self.mean.iter().zip(&self.std);
        each.map(|(mean, std)| mean + std * rng.sample::<f64, _>(StandardNormal))
            .collect()
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        let each = z.iter().zip(self.mean.iter().zip(&self.std));
        each.map(|(z, (mean, std))| -0.5 * ((z - mean) / std).powi(2) - std.ln() - 0.5 * TAU.ln())
            .sum()
    }
}

/// Spectra and their parameters, `[rows, N_PARAMETERS]` both.
fn simulate(rows: usize, rng: &mut ChaCha8Rng) -> (Array2<f32>, Array2<f32>) {
    let theta = Array2::random_using((rows, N_PARAMETERS), StandardNormal, rng);
    let noise: Array2<f32> = Array2::random_using((rows, N_PARAMETERS), StandardNormal, rng);
    (&theta + noise * NOISE as f32, theta)
}

fn untrained(seed: u64) -> Network {
    let config = NetworkConfig {
        width: 32,
        n_blocks: 1,
        dropout: 0.02,
        ..NetworkConfig::default()
    };
    let architecture: Architecture = config.architecture(NetworkShape {
        n_inputs: N_PARAMETERS,
        n_parameters: N_PARAMETERS,
        mask_seed: 3,
    });
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Network::init::<PlainGaussian>(architecture, &mut rng, &DeviceKind::Flex.init())
}

fn trained() -> Network {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let learner = Learner::new(untrained(1), 1e-6, &DeviceKind::Flex.init());
    let lesson = Lesson {
        steps: 800,
        rows: 128,
        rate: 5e-3,
    };
    taught(learner, &lesson, |rows| simulate(rows, &mut rng))
}

/// Over 300 spectra the means are within 0.25 posterior standard deviations and the standard deviations within 12 %, as in
/// `tests/calibration.rs`, of which this is the small sister.
#[test]
fn an_estimator_of_ones_own_trains_is_drawn_from_saved_and_loaded() {
    let network = trained();
    let bytes = network.to_bytes().unwrap();
    let (input, _) = simulate(300, &mut ChaCha8Rng::seed_from_u64(2));
    let ensemble = Ensemble::new(vec![network], N_MASKS);
    let predictions = ensemble.predict(input.view());

    let exact_std = NOISE / (1.0 + NOISE * NOISE).sqrt();
    let (mut mean_error, mut variance) = (0.0, 0.0);
    for (prediction, x) in predictions.iter().zip(input.rows()) {
        let draws = prediction
            .posterior
            .draw(512, &mut ChaCha8Rng::seed_from_u64(4));
        let exact = x.mapv(f64::from) / (1.0 + NOISE * NOISE);
        let mean = draws.z.mean_axis(Axis(0)).unwrap();
        mean_error += (mean - exact)
            .mapv(|e| (e / exact_std).powi(2))
            .mean()
            .unwrap()
            / 300.0;
        variance += draws.z.var_axis(Axis(0), 1.0).mean().unwrap() / 300.0;
    }
    assert!(mean_error.sqrt() < 0.25, "{mean_error}");
    assert!(
        (variance.sqrt() / exact_std - 1.0).abs() < 0.12,
        "{variance}"
    );

    let loaded = untrained(7).with_weights(bytes).unwrap();
    let again = Ensemble::new(vec![loaded], N_MASKS).predict(input.view());
    for (a, b) in predictions.iter().zip(&again) {
        let z = [0.3, -0.2];
        assert_eq!(a.posterior.log_density(&z), b.posterior.log_density(&z));
    }
}

/// What every posterior can do, this one can: without closed marginals, from draws. Five standard errors of a mean of 1024
/// draws are 0.16 of a standard deviation.
#[test]
fn its_posterior_is_stretched_and_has_moments_like_any_other() {
    let (input, _) = simulate(1, &mut ChaCha8Rng::seed_from_u64(5));
    let prediction = Ensemble::new(vec![untrained(1)], N_MASKS)
        .with_width_factors(&[2.0; N_PARAMETERS])
        .predict(input.view())
        .remove(0);
    let posterior = &prediction.posterior;
    let draws = posterior.draw(20_000, &mut ChaCha8Rng::seed_from_u64(6));
    let moments = posterior.network_moments(|_, z| z);
    let (mean, std) = (
        draws.z.mean_axis(Axis(0)).unwrap(),
        draws.z.std_axis(Axis(0), 0.0),
    );
    for parameter in 0..N_PARAMETERS {
        let networks = moments.mean.column(parameter);
        let own = networks.mean().unwrap();
        assert!((own - mean[parameter]).abs() < 0.16 * std[parameter]);
        let variance = moments.variance.column(parameter).mean().unwrap() + networks.var(0.0);
        assert!((variance.sqrt() / std[parameter] - 1.0).abs() < 0.12);
    }
    assert!(moments.mean_error.iter().all(|error| *error > 0.0));
}
