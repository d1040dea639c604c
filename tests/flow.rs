//! Densities that are known, learnt by a flow: two moons and a ring, which no few Gaussians have and which move with the one number that is
//! observed, and the Gaussian of a linear problem.

mod learning;

use std::f32::consts::{PI, TAU};

use exosonde::network::{DeviceKind, Ensemble, Learner, NetworkConfig, NetworkShape, Posterior};
use learning::{Lesson, taught};
use ndarray::{Array1, Array2, ArrayView2, Axis, array, concatenate};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Draws of either side that a classifier is to tell apart; as many teach it.
const N_DRAWS: usize = 2000;
const NEIGHBOURS: usize = 25;

/// z of one simulation with the observed number `x`.
type Simulate = fn(x: f32, rng: &mut ChaCha8Rng) -> [f32; 2];

/// Two half circles that reach into each other, shifted by x along the first axis.
fn two_moons(x: f32, rng: &mut ChaCha8Rng) -> [f32; 2] {
    let angle = PI * rng.random::<f32>();
    let [along, across] = match rng.random() {
        true => [angle.cos(), angle.sin()],
        false => [1.0 - angle.cos(), 0.5 - angle.sin()],
    };
    [
        along - 0.5 + x + 0.1 * noise(rng),
        across - 0.25 + 0.1 * noise(rng),
    ]
}

/// A ring whose radius grows with x.
fn ring(x: f32, rng: &mut ChaCha8Rng) -> [f32; 2] {
    let angle = TAU * rng.random::<f32>();
    let radius = 1.5 + 0.3 * x + 0.1 * noise(rng);
    [radius * angle.cos(), radius * angle.sin()]
}

fn noise(rng: &mut ChaCha8Rng) -> f32 {
    rng.sample(StandardNormal)
}

/// A network of two parameters that has seen nothing yet.
fn beginner(config: &NetworkConfig, n_inputs: usize, rng: &mut ChaCha8Rng) -> Learner {
    let shape = NetworkShape {
        n_inputs,
        n_parameters: 2,
        mask_seed: 1,
    };
    let device = DeviceKind::Flex.init();
    Learner::new(config.init(shape, rng, &device), 0.0, &device)
}

/// The posterior of x = 0.4 by a network trained on fresh simulations with x between −1 and 1.
fn learnt(simulate: Simulate, density: &str) -> Posterior {
    let config = NetworkConfig {
        density: density.to_owned().try_into().unwrap(),
        n_components: 1,
        width: 64,
        n_blocks: 1,
        dropout: 1e-3,
        ..NetworkConfig::default()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let learner = beginner(&config, 1, &mut rng);
    let lesson = Lesson {
        steps: 2500,
        rows: 256,
        rate: 5e-3,
    };
    let network = taught(learner, &lesson, |rows| {
        let input = Array2::from_shape_fn((rows, 1), |_| rng.random_range(-1.0..1.0));
        let z: Vec<[f32; 2]> = input.iter().map(|x| simulate(*x, &mut rng)).collect();
        (input, Array2::from(z))
    });
    let ensemble = Ensemble::new(vec![network], 2);
    let mut predictions = ensemble.predict(array![[0.4_f32]].view());
    predictions.remove(0).posterior
}

/// Share of draws that a classifier gives to the right side, the posterior or the simulator: the 25 nearest of other draws of both
/// vote. One half is what chance gives, with a scatter of 0.008.
fn classifier_accuracy(posterior: &Posterior, simulate: Simulate) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let drawn = posterior.draw(2 * N_DRAWS, &mut rng).z.mapv(|z| z as f32);
    let truth: Vec<[f32; 2]> = (0..2 * N_DRAWS).map(|_| simulate(0.4, &mut rng)).collect();
    let sides = [drawn, Array2::from(truth)];
    let [known, asked] = [0, N_DRAWS].map(|start| {
        let rows = |side: &Array2<f32>| {
            side.slice(ndarray::s![start..start + N_DRAWS, ..])
                .to_owned()
        };
        concatenate(Axis(0), &[rows(&sides[0]).view(), rows(&sides[1]).view()]).unwrap()
    });
    let is_right = |(i, row): &(usize, ndarray::ArrayView1<f32>)| {
        (votes_for_the_second(known.view(), row) > NEIGHBOURS / 2) == (*i >= N_DRAWS)
    };
    asked
        .rows()
        .into_iter()
        .enumerate()
        .filter(is_right)
        .count() as f64
        / (2 * N_DRAWS) as f64
}

fn votes_for_the_second(known: ArrayView2<f32>, row: &ndarray::ArrayView1<f32>) -> usize {
    let distance =
        |other: ndarray::ArrayView1<f32>| (other[0] - row[0]).powi(2) + (other[1] - row[1]).powi(2);
    let mut each: Vec<(f32, usize)> = known.rows().into_iter().map(distance).zip(0..).collect();
    each.select_nth_unstable_by(NEIGHBOURS, |a, b| a.0.total_cmp(&b.0));
    each[..NEIGHBOURS]
        .iter()
        .filter(|(_, i)| *i >= N_DRAWS)
        .count()
}

/// The rectangle rule; the density has kinks in its slope, and a width of 0.1 is ten steps.
fn probability(posterior: &Posterior) -> f64 {
    const STEP: f64 = 0.02;
    let grid: Vec<f64> = (-200..=200).map(|i| STEP * f64::from(i)).collect();
    let cells = grid.iter().flat_map(|a| grid.iter().map(|b| [*a, *b]));
    cells.map(|z| posterior.log_density(&z).exp()).sum::<f64>() * STEP * STEP
}

/// A classifier tells draws of the flow from the simulator's in at most 55 of 100 cases; those of one Gaussian, which shows that
/// the classifier can, in more than 65.
fn check(name: &str, simulate: Simulate) {
    let flow = learnt(simulate, "flow");
    let accuracy = classifier_accuracy(&flow, simulate);
    let probability = probability(&flow);
    let gaussian = classifier_accuracy(&learnt(simulate, "mixture"), simulate);
    println!("{name}: {accuracy} {probability} {gaussian}");
    assert!((0.46..=0.55).contains(&accuracy), "{name}: {accuracy}");
    assert!((probability - 1.0).abs() < 1e-3, "{name}: {probability}");
    assert!(gaussian > 0.65, "{name}: {gaussian}");
}

#[test]
fn a_flow_learns_two_moons() {
    check("moons", two_moons);
}

#[test]
fn a_flow_learns_a_ring() {
    check("ring", ring);
}

/// Two numbers of two parameters, which are standard normal: each is a sum of both with noise of 0.5.
const SUMS: [[f32; 2]; 2] = [[1.0, 0.5], [-0.3, 0.8]];
const SIGMA: f64 = 0.5;

/// The covariance of the parameters given the numbers, `(I + AᵀA/σ²)⁻¹`, and the matrix that takes these to the mean, by hand.
fn linear_posterior() -> (Array2<f64>, Array2<f64>) {
    let sums = Array2::from(SUMS.to_vec()).mapv(f64::from);
    let precision = Array2::<f64>::eye(2) + sums.t().dot(&sums) / (SIGMA * SIGMA);
    let [a, b, d] = [[0, 0], [0, 1], [1, 1]].map(|place| precision[place]);
    let covariance = array![[d, -b], [-b, a]] / (a * d - b * b);
    let gain = covariance.dot(&sums.t()) / (SIGMA * SIGMA);
    (covariance, gain)
}

/// Mean and covariance by the rectangle rule.
fn moments(posterior: &Posterior) -> (Array1<f64>, Array2<f64>) {
    const STEP: f64 = 0.1;
    let grid: Vec<f64> = (-45..=45).map(|i| STEP * f64::from(i)).collect();
    let (mut sum, mut mean, mut square) = (0.0, Array1::zeros(2), Array2::zeros((2, 2)));
    for z in grid
        .iter()
        .flat_map(|a| grid.iter().map(|b| array![*a, *b]))
    {
        let density = posterior.log_density(&z.to_vec()).exp();
        let column = z.view().insert_axis(Axis(1));
        sum += density;
        mean += &(&z * density);
        square += &(column.dot(&column.t()) * density);
    }
    let mean = mean / sum;
    let column = mean.view().insert_axis(Axis(1));
    let covariance = square / sum - column.dot(&column.t());
    (mean, covariance)
}

/// Fifty observations. Over all of them variances are within 1 %, as are correlations, and means are off by less than a hundredth (root
/// mean square) of the spread that they have, which is what is left of the prior's variance of one.
#[test]
fn a_flow_has_the_mean_and_covariance_of_a_linear_gaussian_problem() {
    let config = NetworkConfig {
        n_transforms: 2,
        width: 32,
        n_blocks: 1,
        dropout: 0.0,
        ..NetworkConfig::default()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let learner = beginner(&config, 2, &mut rng);
    let lesson = Lesson {
        steps: 4000,
        rows: 512,
        rate: 3e-3,
    };
    let sums = Array2::from(SUMS.to_vec());
    let mut simulate = |rows: usize| {
        let target: Array2<f32> = Array2::random_using((rows, 2), StandardNormal, &mut rng);
        let noise: Array2<f32> = Array2::random_using((rows, 2), StandardNormal, &mut rng);
        (target.dot(&sums.t()) + noise * SIGMA as f32, target)
    };
    let network = taught(learner, &lesson, &mut simulate);
    let (input, _) = simulate(50);
    let predictions = Ensemble::new(vec![network], 1).predict(input.view());
    let (covariance, gain) = linear_posterior();
    let spread = covariance.diag().mapv(|own| (1.0 - own).sqrt());
    let (mut squares, mut measured) = (0.0, Array2::<f64>::zeros((2, 2)));
    for (x, prediction) in input.rows().into_iter().zip(&predictions) {
        let (mean, own) = moments(&prediction.posterior);
        let off = (mean - gain.dot(&x.mapv(f64::from))) / &spread;
        squares += off.dot(&off) / 100.0;
        measured = measured + own / 50.0;
    }
    let correlation = |c: &Array2<f64>| c[[0, 1]] / (c[[0, 0]] * c[[1, 1]]).sqrt();
    let ratios = [0, 1].map(|i| measured[[i, i]] / covariance[[i, i]]);
    let difference = correlation(&measured) - correlation(&covariance);
    println!(
        "means off by {:.4}, variances {ratios:.4?}, correlation off by {difference:.4}",
        squares.sqrt()
    );
    assert!(squares.sqrt() < 0.01, "{}", squares.sqrt());
    assert!(
        ratios.iter().all(|ratio| (ratio - 1.0).abs() < 0.01),
        "{ratios:?}"
    );
    assert!(difference.abs() < 0.01, "{difference}");
}
