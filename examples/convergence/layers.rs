//! Spectra with few layers against spectra with many.

use exosonde::seed::Purpose;
use exosonde::simulator::SpectrumSource;

use crate::{
    Result,
    bins::bins,
    differences::{Differences, print_head},
    variants::{Variant, of_each_kind},
};

/// Layers between 1e-7 and 100 bar: nine decades.
const N_LAYERS: [usize; 6] = [50, 80, 100, 200, 400, 800];
const N_EXACT: usize = 1600;
pub const N_PLANETS: usize = 60;
const WAVELENGTH_UM: [f64; 2] = [0.75, 11.5];

pub fn run() -> Result<()> {
    of_each_kind(compare)
}

fn compare(title: &str, mut variant: Variant) -> Result<()> {
    print_head(
        &format!("{title}; {N_PLANETS} planets from the prior"),
        "layers",
    );
    variant = variant.set("atmosphere", "n_layers", N_EXACT as i64);
    let exact = spectra(&variant)?;
    for n_layers in N_LAYERS {
        variant = variant.set("atmosphere", "n_layers", n_layers as i64);
        print_against(&exact, &variant, &n_layers.to_string())?;
    }
    Ok(())
}

/// Prints how far the spectra of a variant are from the exact ones, under the name of what was varied.
pub fn print_against(exact: &[Vec<f64>], variant: &Variant, what: &str) -> Result<()> {
    let mut differences = Differences::default();
    for (found, exact) in spectra(variant)?.iter().zip(exact) {
        differences.add(found, exact);
    }
    differences.print(what);
    Ok(())
}

/// Spectra of the first planets of the prior that exist.
pub fn spectra(variant: &Variant) -> Result<Vec<Vec<f64>>> {
    let study = variant.study()?;
    let source = SpectrumSource::of_study(&study, &bins(WAVELENGTH_UM))?;
    let mut workspace = source.workspace();
    let draw = |i| {
        let mut rng = study.seed.rng(Purpose::Prior, i);
        study.parameters.prior().sample(&mut rng)
    };
    let spectrum = |i| {
        let simulated = source.simulate(&draw(i), &mut workspace);
        simulated.map(|it| it.binned.to_vec()).ok()
    };
    Ok((0..).filter_map(spectrum).take(N_PLANETS).collect())
}
