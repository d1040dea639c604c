//! What the cells and wavenumbers of bins that a spectrograph blurs leave to be wanted: transit depths of a study's bins beside those that are
//! convolved here, from the default set at all its wavenumbers. And what they cost.
//!
//! `cargo run --release --example blurred_bins -- STUDY RESOLVING_POWER…`
//!
//! The study is one in transmission with the gases and parameters of `configs/wasp-39b.toml`; clear atmospheres, none of them a draw of its
//! prior. Worst and root mean square over the bins, ppm.

mod clear_planet;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use clear_planet::ClearPlanet;
use exosonde::observation::{Bin, Observation};
use exosonde::simulator::{BuiltIn, PhysicalGrid, SpectrumSource};
use exosonde::study::{ResolvingPowerEntry, Study, Task};
use forward_model::{OpacityTable, Species, units::um_from_per_cm};
use opacity_data::{Folder, Library};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Name; and temperature, K, with log10 of mixing ratios of H2O, CO2, CO and CH4.
const AIRS: [(&str, [f64; 5]); 4] = [
    ("700 K, solar", [700.0, -3.3, -6.5, -3.3, -5.0]),
    ("700 K, CH4-rich", [700.0, -3.3, -7.0, -5.0, -3.5]),
    ("900 K, 10 x solar", [900.0, -2.3, -4.5, -2.3, -5.5]),
    ("1200 K, 10 x solar", [1200.0, -2.3, -4.5, -2.3, -5.5]),
];
/// Standard deviations of the profile over which is integrated here.
const REACH: f64 = 6.0;
/// Wavelengths in a bin at which is convolved.
const N_RECORDED: usize = 200;
/// Of cells of R = 6000 no more can be told.
const MOST_POWER: f64 = 20_000.0;
/// Spectra that are timed.
const N_TIMED: u32 = 30;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, powers @ ..] = &arguments[..] else {
        return Err("give a study and resolving powers".into());
    };
    let study = Study::load(Path::new(path))?;
    let observation = study.restrict(Observation::read(&study.observation.path)?)?;
    let bins = observation.bins();
    let tables = tables_of_the_set(&study, bins)?;
    let fine = cells_of(&tables[0]);
    for power in ["inf"].into_iter().chain(powers.iter().map(String::as_str)) {
        let power: f64 = power.parse()?;
        let mut study = study.clone();
        for bin in bins.iter().filter(|_| power.is_finite()) {
            let entry = ResolvingPowerEntry::Constant(power);
            let powers = &mut study.observation.resolving_power;
            powers.insert(bin.instrument.clone(), entry);
        }
        let own = SpectrumSource::of_study(&study, bins)?;
        println!("R = {power}: {}", cost(&own, &study)?);
        for (name, air) in AIRS {
            let theta = theta(&study, air)?;
            let native =
                ClearPlanet::new(&tables, &fine)?.depths(air[0], |gas| log_vmr(gas, air))?;
            let expected = bins.iter().map(|bin| convolved(bin, &fine, &native, power));
            let found = depths(&own, &theta)?;
            say(name, found.iter().zip(expected).map(|(a, b)| 1e6 * (a - b)));
        }
    }
    Ok(())
}

fn say(name: &str, ppm: impl Iterator<Item = f64>) {
    let ppm: Vec<f64> = ppm.collect();
    let n = ppm.len() as f64;
    let worst = ppm.iter().fold(0.0f64, |worst, d| worst.max(d.abs()));
    let rms = (ppm.iter().map(|d| d * d).sum::<f64>() / n).sqrt();
    let mean = ppm.iter().sum::<f64>() / n;
    println!("  {name}: worst {worst:.1}, rms {rms:.1}, mean {mean:.1} ppm");
}

/// The default set around some bins, at all its wavenumbers.
fn tables_of_the_set(study: &Study, bins: &[Bin]) -> Result<Vec<Arc<OpacityTable>>> {
    let library = Library::new(
        study.opacities.set,
        Folder::default(),
        study.opacities.wings,
    );
    let edges: Vec<f64> = bins.iter().flat_map(Bin::edges_per_cm).collect();
    let low = edges.iter().fold(f64::INFINITY, |low, edge| low.min(*edge));
    let high = edges.iter().fold(0.0f64, |high, edge| high.max(*edge));
    let range = [0.93 * low, 1.07 * high];
    let gases = study.atmosphere.gases.iter();
    let gases = gases.map(|gas| Ok(library.gas(*gas, range)?.ok_or("a gas has no table")?));
    let gases: Result<Vec<_>> = gases.collect();
    let tables = library.tables(gases?, range, false)?.into_iter();
    Ok(tables.map(|(table, _)| table).collect())
}

/// A table's own cells, as bins.
fn cells_of(table: &OpacityTable) -> Vec<Bin> {
    let bin = |[low, high]: &[f64; 2]| {
        let [short_um, long_um] = [*high, *low].map(um_from_per_cm);
        Bin {
            wavelength_um: 0.5 * (short_um + long_um),
            half_width_um: 0.5 * (long_um - short_um),
            instrument: "cells".into(),
        }
    };
    table.cell_bounds_per_cm().iter().rev().map(bin).collect()
}

fn log_vmr(gas: Species, [_, h2o, co2, co, ch4]: [f64; 5]) -> f64 {
    match gas {
        Species::H2O => h2o,
        Species::CO2 => co2,
        Species::CO => co,
        _ => ch4,
    }
}

fn theta(study: &Study, [t, h2o, co2, co, ch4]: [f64; 5]) -> Result<Vec<f64>> {
    let task = Task::of_study(study, "", Vec::new());
    Ok(task.theta(&[
        ("radius_rjup", 1.279),
        ("temperature_k", t),
        ("log_H2O", h2o),
        ("log_CO2", co2),
        ("log_CO", co),
        ("log_CH4", ch4),
        ("log_cloud_top_bar", 1.9),
        ("log_haze_enhancement", -1.9),
    ])?)
}

fn depths(source: &SpectrumSource<BuiltIn>, theta: &[f64]) -> Result<Vec<f64>> {
    let mut workspace = source.workspace();
    Ok(source.simulate(theta, &mut workspace)?.binned.to_vec())
}

/// Cells, and milliseconds a spectrum on one thread.
fn cost(source: &SpectrumSource<BuiltIn>, study: &Study) -> Result<String> {
    let n_cells = source.simulator().cell_bounds_per_cm().len();
    let theta = theta(study, AIRS[0].1)?;
    let mut workspace = source.workspace();
    source.simulate(&theta, &mut workspace)?;
    let start = Instant::now();
    for _ in 0..N_TIMED {
        source.simulate(&theta, &mut workspace)?;
    }
    let ms = 1e3 * start.elapsed().as_secs_f64() / f64::from(N_TIMED);
    Ok(format!("{n_cells} cells, {ms:.2} ms a spectrum"))
}

/// A bin's depth: light of a star of 5485 K, by photons, convolved where it is recorded.
fn convolved(bin: &Bin, cells: &[Bin], depths: &[f64], power: f64) -> f64 {
    let [mut blocked, mut all] = [0.0; 2];
    for i in 0..N_RECORDED {
        let share = (i as f64 + 0.5) / N_RECORDED as f64;
        let [from, to] = bin.edges_um();
        let recorded_um = from + share * (to - from);
        let sigma_um = recorded_um / power.min(MOST_POWER) / 2.354_820_045;
        let reach_um = REACH * sigma_um;
        let first = cells.partition_point(|cell| cell.wavelength_um < recorded_um - reach_um);
        for (cell, depth) in cells.iter().zip(depths).skip(first) {
            let um = cell.wavelength_um;
            if um > recorded_um + reach_um {
                break;
            }
            let photons = um.powi(-4) / (14_387.77 / um / 5485.0).exp_m1();
            let profile = (-0.5 * ((um - recorded_um) / sigma_um).powi(2)).exp() / sigma_um;
            let light = cell.half_width_um * photons * profile;
            blocked += depth * light;
            all += light;
        }
    }
    blocked / all
}
