//! Inference where the posterior is known: θ ~ N(0, I) and x = A θ + σ ε have a Gaussian posterior in closed form, whatever the σ of
//! each bin and whichever bins there are.

mod learning;

use exosonde::network::{
    DeviceKind, Ensemble, Learner, Network, NetworkConfig, NetworkShape, Prediction,
};
use exosonde::training_set::{InputMap, InputMapFit, Noise, Rows};
use learning::{Lesson, taught};
use ndarray::{Array1, Array2, ArrayView1, Axis, stack};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

const N_PARAMETERS: usize = 3;
const N_BINS: usize = 8;
const NOISE: f64 = 0.5;
const N_TEST: usize = 1000;
const N_OTHER: usize = 200;
const N_MASKS: usize = 32;

/// Spectra without noise, `[rows, N_BINS]`, of parameters `[rows, N_PARAMETERS]`.
fn simulate(n: usize, rng: &mut ChaCha8Rng) -> Rows {
    let target = Array2::random_using((n, N_PARAMETERS), StandardNormal, rng);
    Rows {
        index: (0..n as u64).collect(),
        spectrum: target.dot(&design().t()),
        target,
        error_inflation: Array2::ones((n, 1)),
        factor_of_bin: vec![0; N_BINS],
    }
}

/// A smooth `A`, `[N_BINS, N_PARAMETERS]`, whose columns overlap, so that the posterior is correlated.
fn design() -> Array2<f32> {
    Array2::from_shape_fn((N_BINS, N_PARAMETERS), |(bin, parameter)| {
        (-0.08 * (bin as f32 - 2.5 * parameter as f32 - 1.0).powi(2)).exp()
    })
}

/// Of spectra whose σ is [`NOISE`] times a factor from 0.5 to 2.
fn input_map() -> InputMap {
    let mut fit = InputMapFit::new(N_BINS);
    fit.add(&simulate(20_000, &mut ChaCha8Rng::seed_from_u64(7)));
    fit.finish(&[NOISE; N_BINS], [0.5, 2.0])
}

/// Two members trained on fresh simulations, 2 500 steps each.
fn train(input_map: &InputMap) -> Ensemble {
    let config = NetworkConfig {
        width: 64,
        n_blocks: 2,
        dropout: 0.02,
        ..NetworkConfig::default()
    };
    let members = (0..2).into_par_iter();
    let members = members
        .map(|member| train_member(&config, input_map, member))
        .collect();
    Ensemble::new(members, N_MASKS)
}

fn train_member(config: &NetworkConfig, input_map: &InputMap, member: u64) -> Network {
    let mut rng = ChaCha8Rng::seed_from_u64(member);
    let device = DeviceKind::Flex.init();
    let shape = NetworkShape {
        n_inputs: input_map.n_inputs(),
        n_parameters: N_PARAMETERS,
        mask_seed: member,
    };
    let network = config.init(shape, &mut rng, &device);
    let lesson = Lesson {
        steps: 2500,
        rows: 256,
        rate: 3e-3,
    };
    let learner = Learner::new(network, 1e-6, &device);
    taught(learner, &lesson, |n| {
        let rows = simulate(n, &mut rng);
        let all: Vec<usize> = (0..n).collect();
        let batch = input_map.noisy_batch(&rows, &all, &mut rng);
        (batch.input, batch.target)
    })
}

/// Posterior covariance `(I + AᵀN⁻¹A)⁻¹` over the bins that are there, and the matrix that takes their depths to the posterior mean.
fn exact_posterior(noise: &Noise) -> (Array2<f64>, Array2<f64>) {
    let (bins, sigma): (Vec<usize>, Vec<f64>) = noise.bins().unzip();
    let design = design().mapv(f64::from).select(Axis(0), &bins);
    let weights = Array1::from(sigma).mapv(|sigma| sigma.powi(-2));
    let weighted = &design.t() * &weights;
    let precision = Array2::eye(N_PARAMETERS) + weighted.dot(&design);
    let covariance = inverse(precision);
    let gain = covariance.dot(&weighted);
    (covariance, gain)
}

/// Gauss–Jordan without pivoting, which a positive definite matrix does not need.
fn inverse(mut matrix: Array2<f64>) -> Array2<f64> {
    let n = matrix.nrows();
    let mut result = Array2::eye(n);
    for i in 0..n {
        let pivot = matrix[[i, i]];
        for column in 0..n {
            matrix[[i, column]] /= pivot;
            result[[i, column]] /= pivot;
        }
        for row in (0..n).filter(|row| *row != i) {
            let factor = matrix[[row, i]];
            for column in 0..n {
                matrix[[row, column]] -= factor * matrix[[i, column]];
                result[[row, column]] -= factor * result[[i, column]];
            }
        }
    }
    result
}

/// Samples of a prediction, `[n, N_PARAMETERS]`.
fn samples(prediction: &Prediction, seed: u64) -> Array2<f64> {
    prediction
        .posterior
        .draw(1024, &mut ChaCha8Rng::seed_from_u64(seed))
        .z
}

fn central_interval(samples: &Array1<f64>, level: f64) -> [f64; 2] {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| sorted[(p * (sorted.len() - 1) as f64).round() as usize];
    [at(0.5 - 0.5 * level), at(0.5 + 0.5 * level)]
}

/// So many spectra of a noise beside their true parameters.
fn observed(noise: &Noise, n: usize) -> (Vec<Vec<f64>>, Array2<f32>) {
    let mut rng = ChaCha8Rng::seed_from_u64(99);
    let rows = simulate(n, &mut rng);
    let spectrum = |clean: ArrayView1<f32>| {
        let bins = noise.bins().map(|(bin, sigma)| {
            let noise: f64 = rng.sample(StandardNormal);
            f64::from(clean[bin]) + sigma * noise
        });
        bins.collect()
    };
    let spectra = rows.spectrum.rows().into_iter().map(spectrum).collect();
    (spectra, rows.target)
}

/// What predictions are beside the exact posteriors.
struct Comparison {
    /// Root mean square difference of the means, in standard deviations.
    mean_error: f64,
    /// Of the standard deviation of each parameter to the exact one.
    width: [f64; N_PARAMETERS],
    /// Largest difference of a correlation.
    correlation: f64,
    /// Share of truths in central intervals of 68 and 95 %, of each parameter.
    covered: [[f64; 2]; N_PARAMETERS],
    /// What the networks disagree by, nats.
    information: f64,
}

impl Comparison {
    fn new(ensemble: &Ensemble, input_map: &InputMap, noise: &Noise, n: usize) -> Self {
        let (spectra, theta) = observed(noise, n);
        let inputs = spectra
            .iter()
            .map(|depth| input_map.input(depth, noise, &[]));
        let inputs: Vec<Array1<f32>> = inputs.collect();
        let inputs: Vec<_> = inputs.iter().map(|input| input.view()).collect();
        let predictions = ensemble.predict(stack(Axis(0), &inputs).unwrap().view());
        let (covariance, gain) = exact_posterior(noise);
        let spread = covariance.diag().mapv(f64::sqrt);
        let (mut mean_error, mut information) = (0.0, 0.0);
        let mut measured = Array2::<f64>::zeros((N_PARAMETERS, N_PARAMETERS));
        let mut covered = [[0.0; 2]; N_PARAMETERS];
        for (i, prediction) in predictions.iter().enumerate() {
            let samples = samples(prediction, i as u64);
            let mean = samples.mean_axis(Axis(0)).unwrap();
            let exact = gain.dot(&ArrayView1::from(&spectra[i]));
            mean_error += ((&mean - &exact) / &spread).mapv(|e| e * e).mean().unwrap();
            let centred = &samples - &mean;
            measured = measured + centred.t().dot(&centred) / centred.nrows() as f64;
            for (parameter, column) in samples.columns().into_iter().enumerate() {
                for (covered, level) in covered[parameter].iter_mut().zip([0.68, 0.95]) {
                    let [low, high] = central_interval(&column.to_owned(), level);
                    let truth = f64::from(theta[[i, parameter]]);
                    *covered += f64::from(u8::from(low <= truth && truth <= high)) / n as f64;
                }
            }
            let mut rng = ChaCha8Rng::seed_from_u64(i as u64);
            let draws = prediction.posterior.draw(256, &mut rng);
            information += prediction.posterior.mutual_information_nats(&draws) / n as f64;
        }
        let measured = measured / n as f64;
        let scaled =
            |c: &Array2<f64>, i: usize, j: usize| c[[i, j]] / (c[[i, i]] * c[[j, j]]).sqrt();
        let differences = [[0, 1], [0, 2], [1, 2]]
            .map(|[i, j]| (scaled(&measured, i, j) - scaled(&covariance, i, j)).abs());
        let comparison = Self {
            mean_error: (mean_error / n as f64).sqrt(),
            width: std::array::from_fn(|i| (measured[[i, i]] / covariance[[i, i]]).sqrt()),
            correlation: differences.into_iter().fold(0.0, f64::max),
            covered,
            information,
        };
        println!(
            "mean off by {:.3} σ, widths {:.3?}, correlations off by {:.3}, coverage {covered:.3?}, information {information:.3} nats",
            comparison.mean_error, comparison.width, comparison.correlation
        );
        comparison
    }
}

/// One training serves all: the errors of the training; half and twice as large; large here and small there; and three bins missing
/// of such.
///
/// Tolerances are what 2 500 steps of a network of 64 units with dropout reach, with room. With the errors of the training: the mean
/// within 0.1 posterior standard deviations (root mean square over 1 000 spectra), standard deviations within 5 %, correlations
/// within 0.05. Coverage of 68 % over 1 000 spectra scatters by 1.5 points and of 95 % by 0.7, so 5 and 3 points are more than
/// three standard deviations; over six comparisons a perfect posterior would fail once in about 1 000 seeds. The seed
/// is fixed. With other errors the mean within 0.25 and standard deviations within 25 %, which a calibration then corrects.
#[test]
fn posteriors_are_those_of_the_linear_gaussian_problem_for_any_errors_and_gaps() {
    let input_map = input_map();
    let ensemble = train(&input_map);
    let own = Noise::of_training(&input_map);
    let found = Comparison::new(&ensemble, &input_map, &own, N_TEST);
    assert!(found.mean_error < 0.1, "{}", found.mean_error);
    assert!(found.correlation < 0.05, "{}", found.correlation);
    assert!(
        found.information > 1e-3,
        "dropout is off: the networks do not disagree"
    );
    for (width, [inner, outer]) in found.width.into_iter().zip(found.covered) {
        assert!((width - 1.0).abs() < 0.05, "{width}");
        assert!((inner - 0.68).abs() < 0.05, "68 % interval covers {inner}");
        assert!((outer - 0.95).abs() < 0.03, "95 % interval covers {outer}");
    }

    let all: Vec<usize> = (0..N_BINS).collect();
    let uneven = [0.6, 0.5, 0.7, 1.5, 2.0, 1.8, 0.9, 0.5];
    let cases = [
        (all.clone(), [0.5; N_BINS]),
        (all.clone(), [2.0; N_BINS]),
        (all, uneven),
        (vec![0, 1, 4, 5, 7], uneven),
    ];
    for (bins, factor) in cases {
        let sigma: Vec<f64> = bins.iter().map(|bin| factor[*bin] * NOISE).collect();
        let noise = Noise::new(&input_map, bins, &sigma).unwrap();
        let found = Comparison::new(&ensemble, &input_map, &noise, N_OTHER);
        assert!(found.mean_error < 0.25, "{factor:?}: {}", found.mean_error);
        let is_near = |width: &f64| (width - 1.0).abs() < 0.25;
        assert!(
            found.width.iter().all(is_near),
            "{factor:?}: {:?}",
            found.width
        );
    }
}
