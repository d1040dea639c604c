//! What trained networks do in a second on one thread: passes of spectra under dropout masks of their own, densities and draws, with a
//! flow and with a mixture; and the yardstick of `torch_mlp.py` beside PyTorch on the same machine.
//!
//! ```text
//! cargo bench --bench posterior_passes -- [--json FILE] [--peers DIR --python PYTHON]
//! ```

mod arguments;
mod network;

use std::hint::black_box;

use burn::tensor::Device;
use clap::Parser;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use arguments::Arguments;
use network::{
    N_INPUTS, N_PARAMETERS, N_STUDY_INPUTS, Yardstick, compare, densities, of_study, on, random,
    rate, write,
};

const N_ROWS: usize = 8192;
/// How often as many densities are evaluated, so that a tick of the clock is little of it.
const TIMES: usize = 20;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let yardstick = yardstick();
    println!("yardstick    {yardstick:>9.0} passes/s");
    let mut rates = vec![("posterior_passes_yardstick".to_owned(), yardstick)];
    for density in densities() {
        for (what, found) in study(density) {
            println!("{density:<12} {found:>9.0} {what}/s");
            rates.push((format!("posterior_{what}_{density}"), found));
        }
    }
    compare(&arguments, "passes/s", yardstick)?;
    write(&arguments, &rates)
}

fn keys() -> Vec<u64> {
    (0..N_ROWS as u64).collect()
}

fn yardstick() -> f64 {
    let device = Device::flex();
    let network = Yardstick::init(&device);
    let input = on(&random(N_ROWS, N_INPUTS), &device);
    rate(N_ROWS, 10, || {
        let output = network.forward(input.clone(), &keys()).into_data();
        assert_eq!(output.num_elements(), N_ROWS * 2 * N_PARAMETERS);
    })
}

/// Passes; densities of one network at one point each, and draws from it.
fn study(density: &str) -> [(&'static str, f64); 3] {
    let network = of_study(density);
    let rows = random(N_ROWS, N_STUDY_INPUTS);
    let passes = rate(N_ROWS, 6, || {
        black_box(network.predict(rows.view(), &keys()));
    });
    let q = network.predict(rows.view(), &keys()).densities.remove(0);
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let points: Vec<Vec<f64>> = (0..N_ROWS).map(|_| q.sample(&mut rng)).collect();
    let repeated = || (0..TIMES).flat_map(|_| &points);
    let log_densities = rate(TIMES * N_ROWS, 6, || {
        for z in repeated() {
            black_box(q.log_density(z));
        }
    });
    let draws = rate(TIMES * N_ROWS, 6, || {
        for _ in repeated() {
            black_box(q.sample(&mut rng));
        }
    });
    [
        ("passes", passes),
        ("densities", log_densities),
        ("draws", draws),
    ]
}
