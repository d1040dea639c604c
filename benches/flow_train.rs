//! Samples a second of training on one thread: a study's network with a flow and with a mixture, and the yardstick of
//! `torch_mlp.py` beside PyTorch on the same machine.
//!
//! ```text
//! cargo bench --bench flow_train -- [--json FILE] [--peers DIR --python PYTHON]
//! ```
//!
//! The yardstick, 52 → 4 × 256 → 14 with a Gaussian negative log-likelihood, Adam and batches of 512, is built from the pieces of our own
//! network: the same dropout masks, linear layers and optimiser.

mod arguments;
mod network;

use burn::{
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor},
};
use clap::Parser;
use exosonde::network::{DeviceKind, LabelledBatch, Learner};

use arguments::Arguments;
use network::{
    N_INPUTS, N_PARAMETERS, N_STUDY_INPUTS, N_STUDY_PARAMETERS, Yardstick, compare, densities,
    of_study, on, random, rate, write,
};

const BATCH: usize = 512;
const STEPS: usize = 60;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let yardstick = yardstick();
    println!("yardstick    {yardstick:>9.0} samples/s");
    let mut rates = vec![("flow_train_yardstick".to_owned(), yardstick)];
    for density in densities() {
        let found = study(density);
        println!("{density:<12} {found:>9.0} samples/s");
        rates.push((format!("flow_train_{density}"), found));
    }
    compare(&arguments, "samples/s", yardstick)?;
    write(&arguments, &rates)
}

fn yardstick() -> f64 {
    let device = Device::flex().autodiff();
    let mut network = Yardstick::init(&device);
    let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
    let (input, target) = (random(BATCH, N_INPUTS), random(BATCH, N_PARAMETERS));
    let (input, target) = (on(&input, &device), on(&target, &device));
    let mut n_rows = 0;
    rate(BATCH * STEPS, 6, || {
        for _ in 0..STEPS {
            let keys: Vec<u64> = (n_rows..n_rows + BATCH as u64).collect();
            n_rows += BATCH as u64;
            let loss = loss(&network.forward(input.clone(), &keys), &target);
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = adam.step(1e-3, network.clone(), gradients);
        }
    })
}

/// The Gaussian negative log-likelihood of means and logarithms of variances.
fn loss(output: &Tensor<2>, target: &Tensor<2>) -> Tensor<1> {
    let mean = output.clone().narrow(1, 0, N_PARAMETERS);
    let log_variance = output.clone().narrow(1, N_PARAMETERS, N_PARAMETERS);
    let residual = target.clone() - mean;
    let terms = log_variance.clone().neg().exp() * residual.clone() * residual + log_variance;
    (terms * 0.5).sum_dim(1).mean()
}

fn study(density: &str) -> f64 {
    let mut learner = Learner::new(of_study(density), 1e-6, &DeviceKind::Flex.init());
    let (input, target) = (
        random(BATCH, N_STUDY_INPUTS),
        random(BATCH, N_STUDY_PARAMETERS),
    );
    let keys: Vec<u64> = (0..BATCH as u64).collect();
    let batch = LabelledBatch {
        input: input.view(),
        target: target.view(),
        row_keys: &keys,
    };
    rate(BATCH * STEPS, 4, || {
        for _ in 0..STEPS {
            learner.step(batch, 1e-4);
        }
    })
}
