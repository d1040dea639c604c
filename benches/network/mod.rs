//! A study's network and PyTorch's yardstick, and the clock by which both are timed.

use std::{fs, process::Command, sync::OnceLock, time::Instant};

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, activation::relu},
};
use exosonde::network::{DensityKind, DeviceKind, Dropout, Network, NetworkConfig, NetworkShape};
use ndarray::Array2;
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::arguments::Arguments;

/// Inputs and parameters of the yardstick, its units and hidden layers.
pub const N_INPUTS: usize = 52;
pub const N_PARAMETERS: usize = 7;
const WIDTH: usize = 256;
const N_HIDDEN: usize = 4;
/// Of `configs/wasp-39b.toml`: 59 bins, each with how well it is known, and 24 ways to vary with their errors.
pub const N_STUDY_INPUTS: usize = 2 * (59 + 24);
pub const N_STUDY_PARAMETERS: usize = 8;

/// Writes rates by their names, if a file is asked for.
pub fn write(arguments: &Arguments, rates: &[(String, f64)]) -> anyhow::Result<()> {
    let Some(path) = &arguments.json else {
        return Ok(());
    };
    let case =
        |(case, value): &(String, f64)| json!({ "case": case, "value": value, "unit": "/s" });
    let cases: Vec<Value> = rates.iter().map(case).collect();
    Ok(fs::write(path, serde_json::to_string_pretty(&cases)?)?)
}

/// Prints what PyTorch says of the yardstick and how much faster ours is, by the number that stands before `unit`.
pub fn compare(arguments: &Arguments, unit: &str, ours: f64) -> anyhow::Result<()> {
    let (Some(peers), Some(python)) = (&arguments.peers, &arguments.python) else {
        return Ok(());
    };
    let output = Command::new(python)
        .arg(peers.join("torch_mlp.py"))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    let before = text.split(unit).next();
    let theirs = before.and_then(|text| text.split_whitespace().last()?.parse::<f64>().ok());
    match theirs.filter(|_| output.status.success()) {
        Some(theirs) => println!("ratio to PyTorch: {:.2}", ours / theirs),
        None => println!(
            "torch_mlp.py failed: {}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
    Ok(())
}

/// The network of `torch_mlp.py`: 52 inputs → 4 × (256, ReLU, dropout 0.1) → 7 means and 7 log variances.
#[derive(Module, Debug)]
pub struct Yardstick {
    hidden: Vec<Linear>,
    output: Linear,
    #[module(skip)]
    dropout: Dropout,
}

impl Yardstick {
    pub fn init(device: &Device) -> Self {
        let widths = (0..N_HIDDEN).map(|layer| if layer == 0 { N_INPUTS } else { WIDTH });
        Self {
            hidden: widths
                .map(|width| LinearConfig::new(width, WIDTH).init(device))
                .collect(),
            output: LinearConfig::new(WIDTH, 2 * N_PARAMETERS).init(device),
            dropout: Dropout::new(0, 0.1),
        }
    }

    pub fn forward(&self, input: Tensor<2>, row_keys: &[u64]) -> Tensor<2> {
        let layers = self.hidden.iter().zip(0..);
        let features = layers.fold(input, |hidden, (layer, i)| {
            self.dropout
                .forward(relu(layer.forward(hidden)), row_keys, i)
        });
        self.output.forward(features)
    }
}

/// The network of a study with the defaults and this density.
pub fn of_study(density: &str) -> Network {
    let shape = NetworkShape {
        n_inputs: N_STUDY_INPUTS,
        n_parameters: N_STUDY_PARAMETERS,
        mask_seed: 0,
    };
    let config = NetworkConfig {
        density: density.to_owned().try_into().expect("the list names it"),
        ..NetworkConfig::default()
    };
    config.init(
        shape,
        &mut ChaCha8Rng::seed_from_u64(0),
        &DeviceKind::Flex.init(),
    )
}

/// Every density that a study may name.
pub fn densities() -> Vec<&'static str> {
    DensityKind::names().into_iter().collect()
}

/// What was done, a second of this thread's processor time: the median over `n` repeats, the first one not counted.
pub fn rate(done: usize, n: usize, mut work: impl FnMut()) -> f64 {
    let mut repeat = || {
        let start = cpu_seconds();
        work();
        done as f64 / (cpu_seconds() - start)
    };
    repeat();
    let mut rates: Vec<f64> = (0..n).map(|_| repeat()).collect();
    rates.sort_by(f64::total_cmp);
    rates[n / 2]
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

pub fn random(rows: usize, columns: usize) -> Array2<f32> {
    Array2::random_using(
        (rows, columns),
        StandardNormal,
        &mut ChaCha8Rng::seed_from_u64(columns as u64),
    )
}

pub fn on(array: &Array2<f32>, device: &Device) -> Tensor<2> {
    let values = array.iter().copied().collect::<Vec<f32>>();
    Tensor::from_data(
        burn::tensor::TensorData::new(values, [array.nrows(), array.ncols()]),
        device,
    )
}
