//! What the tables of a study leave to be wanted, those that `exosonde opacity prepare` made for it or those inside the program: transit depths of the
//! study's bins beside monochromatic ones.
//!
//! `cargo run --release --example prepared_tables -- FOLDER_OF_LINE_LISTS STUDY [DEPTHS.csv]`
//!
//! The reference has every line of the lists, sampled at R = 400,000 at four pressures a decade; it shares with the tables the line
//! profiles, widths, partition sums and the forward model. Eight clear atmospheres, which are no draws of the study's prior; differences
//! in ppm for each instrument: the worst, the root mean square and the mean.

mod clear_planet;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clear_planet::ClearPlanet;
use exosonde::observation::{Bin, Observation, wavelength_range_um};
use exosonde::simulator::tables_in_bins;
use exosonde::study::Study;
use forward_model::{
    OpacityTable, Species,
    lines::{Alkali, Deuterium},
};
use groundwork::progress::Silent;
use opacity_data::formats::read_hdf5;
use opacity_data::line_by_line::{ComputeConfig, Method, Widths, compute, line_list_in};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Resolving power of the monochromatic samples.
const SAMPLING: f64 = 400_000.0;
/// Bins that are compared together lie within this in ln λ: the samples of all gases fit into memory.
const WINDOW: f64 = 0.15;

/// A clear atmosphere of one temperature.
#[derive(Clone, Copy)]
struct Air {
    name: &'static str,
    temperature_k: f64,
    /// log10 of mixing ratios; of every other gas `rest`.
    log_vmr: &'static [(Species, f64)],
    rest: f64,
}

const SOLAR: &[(Species, f64)] = &[
    (Species::H2O, -3.3),
    (Species::CO, -3.3),
    (Species::CO2, -6.5),
    (Species::CH4, -5.0),
];
const TEN_TIMES_SOLAR: &[(Species, f64)] = &[
    (Species::H2O, -2.3),
    (Species::CO, -2.3),
    (Species::CO2, -4.5),
    (Species::CH4, -5.5),
];
const RICH_IN_METHANE: &[(Species, f64)] = &[
    (Species::H2O, -3.3),
    (Species::CO, -5.0),
    (Species::CO2, -7.0),
    (Species::CH4, -3.5),
];

const AIRS: [Air; 8] = [
    air("700 K, solar", 700.0, SOLAR),
    air("700 K, CH4-rich", 700.0, RICH_IN_METHANE),
    air("900 K, solar", 900.0, SOLAR),
    air("900 K, 10 x solar", 900.0, TEN_TIMES_SOLAR),
    air("1200 K, 10 x solar", 1200.0, TEN_TIMES_SOLAR),
    // Between the tables' temperatures.
    air("650 K, CH4-rich", 650.0, RICH_IN_METHANE),
    air("850 K, solar", 850.0, SOLAR),
    air("1050 K, 10 x solar", 1050.0, TEN_TIMES_SOLAR),
];

const fn air(name: &'static str, temperature_k: f64, log_vmr: &'static [(Species, f64)]) -> Air {
    Air {
        name,
        temperature_k,
        log_vmr,
        rest: -5.5,
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lists, study, out @ ..] = &arguments[..] else {
        return Err("give the folder of line lists and a study".into());
    };
    let lists = PathBuf::from(lists);
    let study = Study::load(Path::new(study))?;
    let observation = study.restrict(Observation::read(&study.observation.path)?)?;
    let gases = study.atmosphere.gases.iter().copied();
    let gases: Vec<Species> = gases.filter(|gas| Alkali::of(*gas).is_none()).collect();
    let tables = tables_in_bins(&study, observation.bins())?;
    let tables: Vec<Arc<OpacityTable>> = tables
        .into_iter()
        .filter(|table| gases.contains(&table.species()))
        .collect();
    let mut rows = String::from("air,from_um,to_um,depth_line_by_line_ppm\n");
    let mut differences: BTreeMap<(String, usize), Vec<f64>> = BTreeMap::new();
    for window in windows(observation.bins()) {
        for temperature_k in temperatures_k() {
            let lines = each(&gases, |gas| sampled(&lists, gas, window, temperature_k))?;
            let airs = AIRS.iter().enumerate();
            for (i_air, air) in airs.filter(|(_, air)| air.temperature_k == temperature_k) {
                let [exact, found] = [&lines, &tables].map(|it| depths(it, window, air));
                for ((bin, exact), found) in window.iter().zip(exact?).zip(found?) {
                    let key = (bin.instrument.clone(), i_air);
                    let ppm = 1e6 * (found - exact);
                    let [from, to] = bin.edges_um();
                    let exact = 1e6 * exact;
                    writeln!(rows, "{i_air},{from:.9},{to:.9},{exact:.3}")?;
                    differences.entry(key).or_default().push(ppm);
                }
            }
        }
    }
    if let Some(path) = out.first() {
        std::fs::write(path, rows)?;
    }
    println!("| instrument | atmosphere | bins | worst, ppm | rms, ppm | mean, ppm |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for ((instrument, i_air), differences) in &differences {
        let worst = differences
            .iter()
            .fold(0.0, |worst: f64, d| worst.max(d.abs()));
        let n = differences.len() as f64;
        let rms = (differences.iter().map(|d| d * d).sum::<f64>() / n).sqrt();
        let mean = differences.iter().sum::<f64>() / n;
        println!(
            "| {instrument} | {} | {n} | {worst:.1} | {rms:.1} | {mean:.1} |",
            AIRS[*i_air].name,
        );
    }
    Ok(())
}

/// Those of the atmospheres, each once.
fn temperatures_k() -> Vec<f64> {
    let mut all = AIRS.map(|air| air.temperature_k).to_vec();
    all.dedup();
    all
}

/// Neighbouring bins, rising in wavelength, that are compared together.
fn windows(bins: &[Bin]) -> Vec<&[Bin]> {
    let mut windows = Vec::new();
    let mut first = 0;
    for i in 1..=bins.len() {
        let is_far = |i: usize| (bins[i].wavelength_um / bins[first].wavelength_um).ln() > WINDOW;
        if i == bins.len() || is_far(i) {
            windows.push(&bins[first..i]);
            first = i;
        }
    }
    windows
}

fn each(
    gases: &[Species],
    table: impl Fn(Species) -> Result<Arc<OpacityTable>>,
) -> Result<Vec<Arc<OpacityTable>>> {
    gases.iter().map(|gas| table(*gas)).collect()
}

/// Every line, at four pressures a decade.
fn sampled(
    lists: &Path,
    gas: Species,
    bins: &[Bin],
    temperature_k: f64,
) -> Result<Arc<OpacityTable>> {
    let [from, to] = wavelength_range_um(bins);
    let quarter_decades = (0..33).map(|i| 10f64.powf(-6.0 + 0.25 * f64::from(i)));
    computed(&ComputeConfig {
        wavelength_um: [from * 0.999, to * 1.001],
        pressure_bar: quarter_decades.collect(),
        ..task(lists, gas, temperature_k)
    })
}

fn task(lists: &Path, gas: Species, temperature_k: f64) -> ComputeConfig {
    ComputeConfig {
        lines: line_list_in(lists, gas),
        species: Some(gas),
        method: Method::CrossSection,
        resolution: SAMPLING,
        wavelength_um: [1.0, 2.0],
        temperature_k: vec![temperature_k],
        pressure_bar: vec![],
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Protosolar,
        lost_fraction: 0.0,
    }
}

fn computed(config: &ComputeConfig) -> Result<Arc<OpacityTable>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("table.h5");
    compute(config, &path, &Silent)?;
    Ok(Arc::new(read_hdf5(&path)?.0))
}

/// Depths of the bins with such air.
fn depths(opacities: &[Arc<OpacityTable>], bins: &[Bin], air: &Air) -> Result<Vec<f64>> {
    ClearPlanet::new(opacities, bins)?.depths(air.temperature_k, |gas| {
        let own = air.log_vmr.iter().find(|(species, _)| *species == gas);
        own.map_or(air.rest, |(_, log_vmr)| *log_vmr)
    })
}
