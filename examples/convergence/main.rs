//! What layers, the top of the grid and opacity sampling cost, in ppm, in bins of R = 100: the tables of `docs/convergence.md`.
//!
//! ```sh
//! cargo run --release --example convergence -- layers
//! cargo run --release --example convergence -- top
//! cargo run --release --example convergence -- sampling FOLDER_OF_LINE_LISTS
//! ```
//! The first two take a minute or two. The last computes cross sections line by line from `H2O.h5`, `CO2.h5`, `CO.h5` and
//! `CH4.h5` of that folder, in two bands, and takes some ten minutes.

mod bins;
mod differences;
mod layers;
mod sampling;
mod top;
mod variants;

use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["layers"] => layers::run(),
        ["top"] => top::run(),
        ["sampling", lists] => sampling::run(Path::new(lists)),
        _ => Err("give `layers`, `top`, or `sampling` and the folder of line lists".into()),
    }
}
