//! What `exosonde opacity prepare` leaves to be wanted: transit depths of a study's bins from its tables beside monochromatic ones.
//!
//! `cargo run --release --example prepared_tables -- FOLDER_OF_LINE_LISTS STUDY RESOLUTION…`
//!
//! The reference has every line of the lists, sampled at R = 400,000 at four pressures a decade; it shares with the tables the line
//! profiles, widths, partition sums and the forward model. Five clear atmospheres; differences in ppm for each instrument: the worst
//! and the root mean square, for each resolving power of the cells.

mod clear_planet;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use exosonde::observation::{Bin, Observation, wavelength_range_um};
use exosonde::study::Study;
use forward_model::{OpacityTable, Species, lines::Alkali};
use groundwork::progress::Silent;
use opacity_data::formats::read_hdf5;
use opacity_data::line_by_line::{
    ComputeConfig, LOST_FRACTION, Method, Widths, cells_of_bins, compute, line_list_in,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Resolving power of the monochromatic samples.
const SAMPLING: f64 = 400_000.0;
/// Bins that are compared together lie within this in ln λ: the samples of all gases fit into memory.
const WINDOW: f64 = 0.15;

/// A clear atmosphere of one temperature.
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

const AIRS: [Air; 5] = [
    air("700 K, solar", 700.0, SOLAR),
    air("700 K, CH4-rich", 700.0, RICH_IN_METHANE),
    air("900 K, solar", 900.0, SOLAR),
    air("900 K, 10 x solar", 900.0, TEN_TIMES_SOLAR),
    air("1200 K, 10 x solar", 1200.0, TEN_TIMES_SOLAR),
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
    let [lists, study, resolutions @ ..] = &arguments[..] else {
        return Err("give the folder of line lists, a study and resolving powers".into());
    };
    let lists = PathBuf::from(lists);
    let resolutions: Vec<f64> = resolutions
        .iter()
        .map(|r| r.parse())
        .collect::<std::result::Result<_, _>>()?;
    let study = Study::load(Path::new(study))?;
    let observation = study.restrict(Observation::read(&study.observation.path)?)?;
    let gases: Vec<Species> = study
        .atmosphere
        .gases
        .iter()
        .copied()
        .filter(|gas| Alkali::of(*gas).is_none())
        .collect();
    let mut differences: BTreeMap<(usize, String, usize), Vec<f64>> = BTreeMap::new();
    for window in windows(observation.bins()) {
        for temperature_k in [700.0, 900.0, 1200.0] {
            let lines = each(&gases, |gas| sampled(&lists, gas, window, temperature_k))?;
            for (i_resolution, resolution) in resolutions.iter().enumerate() {
                let tables = each(&gases, |gas| {
                    prepared(&lists, gas, window, temperature_k, *resolution)
                })?;
                let airs = AIRS.iter().enumerate();
                for (i_air, air) in airs.filter(|(_, air)| air.temperature_k == temperature_k) {
                    let [exact, found] = [&lines, &tables].map(|it| depths(it, window, air));
                    for ((bin, exact), found) in window.iter().zip(exact?).zip(found?) {
                        let key = (i_resolution, bin.instrument.clone(), i_air);
                        differences
                            .entry(key)
                            .or_default()
                            .push(1e6 * (found - exact));
                    }
                }
            }
        }
    }
    println!("| cells | instrument | atmosphere | bins | worst, ppm | rms, ppm |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for ((i_resolution, instrument, i_air), differences) in &differences {
        let worst = differences
            .iter()
            .fold(0.0, |worst: f64, d| worst.max(d.abs()));
        let squares: f64 = differences.iter().map(|d| d * d).sum();
        let rms = (squares / differences.len() as f64).sqrt();
        println!(
            "| R = {} | {instrument} | {} | {} | {worst:.1} | {rms:.1} |",
            resolutions[*i_resolution],
            AIRS[*i_air].name,
            differences.len()
        );
    }
    Ok(())
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
        method: Method::CrossSection,
        resolution: SAMPLING,
        wavelength_um: [from * 0.999, to * 1.001],
        pressure_bar: quarter_decades.collect(),
        lost_fraction: 0.0,
        ..task(lists, gas, temperature_k)
    })
}

/// What `opacity prepare` computes.
fn prepared(
    lists: &Path,
    gas: Species,
    bins: &[Bin],
    temperature_k: f64,
    resolution: f64,
) -> Result<Arc<OpacityTable>> {
    let bins_per_cm: Vec<[f64; 2]> = bins.iter().map(Bin::edges_per_cm).collect();
    computed(&ComputeConfig {
        cells_per_cm: Some(cells_of_bins(&bins_per_cm, resolution)),
        ..task(lists, gas, temperature_k)
    })
}

fn task(lists: &Path, gas: Species, temperature_k: f64) -> ComputeConfig {
    ComputeConfig {
        lines: line_list_in(lists, gas),
        species: Some(gas),
        method: Method::CorrelatedK,
        resolution: SAMPLING,
        wavelength_um: [1.0, 2.0],
        temperature_k: vec![temperature_k],
        pressure_bar: vec![],
        edges_per_cm: None,
        cells_per_cm: None,
        widths: Widths::HydrogenHelium,
        lost_fraction: LOST_FRACTION,
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
    clear_planet::depths(opacities, bins, air.temperature_k, |gas| {
        let own = air.log_vmr.iter().find(|(species, _)| *species == gas);
        own.map_or(air.rest, |(_, log_vmr)| *log_vmr)
    })
}
