//! Densities that no few Gaussians have, learnt by a flow: two moons and a ring, which move with the one number that is observed.

mod learning;

use std::f32::consts::{PI, TAU};

use exosonde::network::{DeviceKind, Ensemble, Learner, NetworkConfig, NetworkShape, Posterior};
use learning::{Lesson, taught};
use ndarray::{Array2, ArrayView2, Axis, array, concatenate};
use ndarray_rand::rand_distr::StandardNormal;
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
    let shape = NetworkShape {
        n_inputs: 1,
        n_parameters: 2,
        mask_seed: 1,
    };
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let device = DeviceKind::Flex.init();
    let learner = Learner::new(config.init(shape, &mut rng, &device), 0.0, &device);
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
