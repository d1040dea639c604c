//! Training and MC-dropout throughput on one thread, beside PyTorch on the same machine.
//!
//! ```text
//! cargo bench --bench train -- [--json FILE] [--peers DIR --python PYTHON]
//! ```
//!
//! The yardstick is the network of `DIR/torch_mlp.py`: 52 inputs → 4 × (256, ReLU, dropout 0.1) → 7 means and 7 log
//! variances, Gaussian negative log-likelihood, Adam, batches of 512. It is built from the pieces of our own network:
//! the same dropout masks, linear layers and optimiser. The study's network itself is timed too.

use std::{fs, path::PathBuf, process::Command, sync::OnceLock, time::Instant};

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    optim::{AdamConfig, GradientsParams},
    tensor::{Device, Tensor, activation::relu},
};
use clap::Parser;
use exosonde::network::{
    DensityKind, DeviceKind, Dropout, LabelledBatch, Learner, NetworkConfig, NetworkShape,
};
use ndarray::Array2;
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

const N_INPUTS: usize = 52;
const N_PARAMETERS: usize = 7;
const WIDTH: usize = 256;
const N_HIDDEN: usize = 4;
const BATCH: usize = 512;
const STEPS: usize = 60;
const PREDICTED: usize = 8192;
/// How often as many densities are evaluated, so that a tick of the clock is little of it.
const TIMES: usize = 20;

#[derive(Parser)]
struct Arguments {
    /// Writes the results there.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Folder of `torch_mlp.py`.
    #[arg(long, requires = "python")]
    peers: Option<PathBuf>,
    /// A Python that has torch.
    #[arg(long, requires = "peers")]
    python: Option<PathBuf>,
    /// `cargo bench` says so.
    #[arg(long, hide = true)]
    bench: bool,
}

/// The yardstick network.
#[derive(Module, Debug)]
struct Yardstick {
    hidden: Vec<Linear>,
    output: Linear,
    #[module(skip)]
    dropout: Dropout,
}

impl Yardstick {
    fn init(device: &Device) -> Self {
        let widths = (0..N_HIDDEN).map(|layer| if layer == 0 { N_INPUTS } else { WIDTH });
        Self {
            hidden: widths
                .map(|width| LinearConfig::new(width, WIDTH).init(device))
                .collect(),
            output: LinearConfig::new(WIDTH, 2 * N_PARAMETERS).init(device),
            dropout: Dropout::new(0, 0.1),
        }
    }

    fn forward(&self, input: Tensor<2>, row_keys: &[u64]) -> Tensor<2> {
        let layers = self.hidden.iter().zip(0..);
        let features = layers.fold(input, |hidden, (layer, i)| {
            self.dropout
                .forward(relu(layer.forward(hidden)), row_keys, i)
        });
        self.output.forward(features)
    }

    fn loss(&self, input: Tensor<2>, target: Tensor<2>, row_keys: &[u64]) -> Tensor<1> {
        let output = self.forward(input, row_keys);
        let mean = output.clone().narrow(1, 0, N_PARAMETERS);
        let log_variance = output.narrow(1, N_PARAMETERS, N_PARAMETERS);
        let residual = target - mean;
        let terms = log_variance.clone().neg().exp() * residual.clone() * residual + log_variance;
        (terms * 0.5).sum_dim(1).mean()
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let (train, passes) = (yardstick_training(), yardstick_passes());
    let studies: Vec<_> = DensityKind::names()
        .into_iter()
        .map(study_network)
        .collect();
    println!("yardstick 52 → 4 × 256 → 14, one thread, batch {BATCH}");
    println!("  training     {train:>9.0} samples/s");
    println!("  MC dropout   {passes:>9.0} passes/s");
    for study in &studies {
        let density = study.density;
        println!("network of a study with the defaults, 59 bins, 8 parameters, {density}");
        println!("  training     {:>9.0} samples/s", study.train);
        println!("  MC dropout   {:>9.0} passes/s", study.passes);
        println!("  densities    {:>9.0} /s", study.densities);
        println!("  draws        {:>9.0} /s", study.draws);
    }
    if let (Some(peers), Some(python)) = (&arguments.peers, &arguments.python) {
        compare(
            &Command::new(python)
                .arg(peers.join("torch_mlp.py"))
                .output()?,
            train,
            passes,
        );
    }
    if let Some(path) = &arguments.json {
        let case =
            |case: &str, value: f64| json!({ "case": case, "value": value, "unit": "samples/s" });
        let mut cases = vec![case("train", train), case("mc_dropout", passes)];
        for study in &studies {
            for (name, value) in [
                ("train_study", study.train),
                ("mc_dropout_study", study.passes),
                ("densities", study.densities),
                ("draws", study.draws),
            ] {
                cases.push(case(&format!("{name}_{}", study.density), value));
            }
        }
        fs::write(path, serde_json::to_string_pretty(&cases)?)?;
    }
    Ok(())
}

/// Samples a second: the median over repeats of 60 steps each, the first one not counted.
fn yardstick_training() -> f64 {
    let device = Device::flex().autodiff();
    let mut network = Yardstick::init(&device);
    let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
    let (input, target) = (random(BATCH, N_INPUTS), random(BATCH, N_PARAMETERS));
    let (input, target) = (on(&input, &device), on(&target, &device));
    let mut n_rows = 0;
    let repeat = || {
        let start = cpu_seconds();
        for _ in 0..STEPS {
            let keys: Vec<u64> = (n_rows..n_rows + BATCH as u64).collect();
            n_rows += BATCH as u64;
            let loss = network.loss(input.clone(), target.clone(), &keys);
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = adam.step(1e-3, network.clone(), gradients);
        }
        (BATCH * STEPS) as f64 / (cpu_seconds() - start)
    };
    median(repeat, 6)
}

/// Rows a second through the yardstick, every row with a mask of its own.
fn yardstick_passes() -> f64 {
    let device = Device::flex();
    let network = Yardstick::init(&device);
    let input = on(&random(PREDICTED, N_INPUTS), &device);
    let keys: Vec<u64> = (0..PREDICTED as u64).collect();
    let repeat = || {
        let start = cpu_seconds();
        let output = network.forward(input.clone(), &keys).into_data();
        assert_eq!(output.num_elements(), PREDICTED * 2 * N_PARAMETERS);
        PREDICTED as f64 / (cpu_seconds() - start)
    };
    median(repeat, 10)
}

/// What a network of a study does in a second.
struct StudyRates {
    density: &'static str,
    train: f64,
    passes: f64,
    /// Densities of one network at one point each, and draws from it.
    densities: f64,
    draws: f64,
}

fn study_network(density: &'static str) -> StudyRates {
    const N_INPUTS: usize = 2 * 59 + 1;
    const N_PARAMETERS: usize = 8;
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let device = DeviceKind::Flex.init();
    let shape = NetworkShape {
        n_inputs: N_INPUTS,
        n_parameters: N_PARAMETERS,
        mask_seed: 0,
    };
    let config = NetworkConfig {
        density: density.to_owned().try_into().expect("the list names it"),
        ..NetworkConfig::default()
    };
    let network = config.init(shape, &mut rng, &device);
    let mut learner = Learner::new(network, 1e-6, &device);
    let (input, target) = (random(BATCH, N_INPUTS), random(BATCH, N_PARAMETERS));
    let keys: Vec<u64> = (0..BATCH as u64).collect();
    let batch = LabelledBatch {
        input: input.view(),
        target: target.view(),
        row_keys: &keys,
    };
    let train = median(
        || {
            let start = cpu_seconds();
            for _ in 0..STEPS {
                learner.step(batch, 1e-4);
            }
            (BATCH * STEPS) as f64 / (cpu_seconds() - start)
        },
        4,
    );
    let network = learner.network();
    let (rows, keys) = (
        random(PREDICTED, N_INPUTS),
        (0..PREDICTED as u64).collect::<Vec<_>>(),
    );
    let passes = median(
        || {
            let start = cpu_seconds();
            network.predict(rows.view(), &keys);
            PREDICTED as f64 / (cpu_seconds() - start)
        },
        6,
    );
    let q = network.predict(rows.view(), &keys).densities.remove(0);
    let points: Vec<Vec<f64>> = (0..PREDICTED).map(|_| q.sample(&mut rng)).collect();
    let rate = |work: &mut dyn FnMut()| {
        let each = || {
            let start = cpu_seconds();
            (0..TIMES).for_each(|_| work());
            (TIMES * PREDICTED) as f64 / (cpu_seconds() - start)
        };
        median(each, 6)
    };
    StudyRates {
        density,
        train,
        passes,
        densities: rate(&mut || {
            points.iter().for_each(|z| {
                std::hint::black_box(q.log_density(z));
            });
        }),
        draws: rate(&mut || {
            points.iter().for_each(|_| {
                std::hint::black_box(q.sample(&mut rng));
            });
        }),
    }
}

/// Prints PyTorch's figures and how ours compare.
fn compare(output: &std::process::Output, train: f64, passes: f64) {
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    if !output.status.success() {
        println!(
            "torch_mlp.py failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        return;
    }
    let rate = |unit: &str| {
        let before = text.split(unit).next()?;
        before.split_whitespace().last()?.parse::<f64>().ok()
    };
    if let (Some(their_train), Some(their_passes)) = (rate("samples/s"), rate("passes/s")) {
        println!(
            "ratio to PyTorch: training {:.2}, MC dropout {:.2}",
            train / their_train,
            passes / their_passes
        );
    }
}

/// Time that this thread has computed, s, as PyTorch's script counts it: what other programs take does not count.
/// Where Linux does not say, the time since the first call.
fn cpu_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = schedstat.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || START.get_or_init(Instant::now).elapsed().as_secs_f64(),
        |ns| 1e-9 * ns,
    )
}

fn median(mut repeat: impl FnMut() -> f64, n: usize) -> f64 {
    repeat();
    let mut rates: Vec<f64> = (0..n).map(|_| repeat()).collect();
    rates.sort_by(f64::total_cmp);
    rates[n / 2]
}

fn random(rows: usize, columns: usize) -> Array2<f32> {
    Array2::random_using(
        (rows, columns),
        StandardNormal,
        &mut ChaCha8Rng::seed_from_u64(columns as u64),
    )
}

fn on(array: &Array2<f32>, device: &Device) -> Tensor<2> {
    let values = array.iter().copied().collect::<Vec<f32>>();
    Tensor::from_data(
        burn::tensor::TensorData::new(values, [array.nrows(), array.ncols()]),
        device,
    )
}
