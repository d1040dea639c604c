//! Spectra on grids that begin at the usual pressure, and deeper, against those on a grid that begins high above.

use toml::Value;

use crate::{
    Result,
    differences::print_head,
    layers::{N_PLANETS, print_against, spectra},
    variants::{Variant, of_each_kind},
};

const LOG_TOPS_BAR: [i32; 6] = [-4, -5, -6, -7, -8, -9];
const LOG_EXACT_BAR: i32 = -11;
const LOG_BOTTOM_BAR: i32 = 2;
/// About as many as 80 between 1e-7 and 100 bar.
const LAYERS_PER_DECADE: i32 = 9;

pub fn run() -> Result<()> {
    of_each_kind(compare)
}

fn compare(title: &str, mut variant: Variant) -> Result<()> {
    let title = format!("{title}; {N_PLANETS} planets from the prior");
    print_head(&title, "grid begins at, bar");
    variant = from(variant, LOG_EXACT_BAR);
    let exact = spectra(&variant)?;
    for log_top_bar in LOG_TOPS_BAR {
        variant = from(variant, log_top_bar);
        print_against(&exact, &variant, &format!("1e{log_top_bar}"))?;
    }
    Ok(())
}

/// A grid of which all levels are levels of a grid that begins higher.
fn from(variant: Variant, log_top_bar: i32) -> Variant {
    let ends = [log_top_bar, LOG_BOTTOM_BAR].map(|log_bar| Value::from(10f64.powi(log_bar)));
    let n_layers = LAYERS_PER_DECADE * (LOG_BOTTOM_BAR - log_top_bar);
    variant
        .set("atmosphere", "pressure_bar", Value::Array(ends.to_vec()))
        .set("atmosphere", "n_layers", i64::from(n_layers))
}
