//! Line profiles a second of the line-by-line code, and seconds until a study has opacities for its own bins.
//!
//! ```sh
//! cargo bench --bench opacity -- --lines DIR [--study STUDY] [--json FILE]
//! ```

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use exosonde::Silent;
use exosonde::observation::{Observation, wavelength_range_um};
use exosonde::simulator::{PrepareConfig, prepare};
use exosonde::study::Study;
use forward_model::{Species, lines::Deuterium, units::per_cm_from_um};
use opacity_data::line_by_line::{
    ComputeConfig, LOST_FRACTION, Method, Widths, line_list_in, read_line_list,
};
use serde::Serialize;

#[derive(Parser)]
struct Arguments {
    /// Folder with the line lists of the study's gases.
    #[arg(long)]
    lines: PathBuf,
    /// The study.
    #[arg(long, default_value = "configs/wasp-39b.toml")]
    study: PathBuf,
    /// Write the result to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Serialize)]
struct Found {
    study: String,
    n_gases: usize,
    n_bins: usize,
    /// Seconds of `opacity prepare`.
    prepare_seconds: f64,
    /// Lines of water in the study's range.
    n_lines: usize,
    /// Their profiles at one temperature and one pressure, 900 K and 10 mbar, sampled at R = 400,000.
    profiles_per_second: f64,
}

fn main() {
    let arguments = Arguments::parse();
    let study = Study::load(&arguments.study).expect("the study is right");
    let observation = Observation::read(&study.observation.path).expect("the spectrum is there");
    let observation = study
        .restrict(observation)
        .expect("it has the study's bins");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let config = PrepareConfig {
        lines: arguments.lines.clone(),
        out: folder.path().to_owned(),
        resolution: 1.0,
        n_points: 40,
        deuterium: Deuterium::Protosolar,
    };
    let clock = Instant::now();
    let tables = prepare(&study, observation.bins(), &config, &Silent);
    let n_gases = tables.expect("the lists are of the study's gases").len();
    let prepare_seconds = clock.elapsed().as_secs_f64();
    let range_um = wavelength_range_um(observation.bins());
    let (n_lines, seconds) = profiles(&arguments, range_um);
    let found = Found {
        study: study.name.clone(),
        n_gases,
        n_bins: observation.bins().len(),
        prepare_seconds,
        n_lines,
        profiles_per_second: n_lines as f64 / seconds,
    };
    println!(
        "{}: tables of {} gases in {} bins in {:.1} s; {} lines of H2O at one temperature and pressure in {:.2} s, {:.2e} profiles a second",
        found.study,
        found.n_gases,
        found.n_bins,
        found.prepare_seconds,
        found.n_lines,
        seconds,
        found.profiles_per_second,
    );
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&found).expect("numbers and names");
        std::fs::write(path, text).expect("the JSON file can be written");
    }
}

/// Lines of water between two wavelengths, µm, and seconds until their cross sections are there.
fn profiles(arguments: &Arguments, wavelength_um: [f64; 2]) -> (usize, f64) {
    let path = line_list_in(&arguments.lines, Species::H2O);
    let list = read_line_list(&path).expect("there is a list of water's lines");
    let [to, from] = wavelength_um.map(per_cm_from_um);
    let is_in = |per_cm: f64| from <= per_cm && per_cm < to;
    let lines = list.lines.iter();
    let n_lines = lines.filter(|line| is_in(line.wavenumber_per_cm)).count();
    let request = ComputeConfig {
        lines: path,
        species: None,
        method: Method::CrossSection,
        resolution: 400_000.0,
        wavelength_um,
        temperature_k: vec![900.0],
        pressure_bar: vec![0.01],
        edges_per_cm: None,
        widths: Widths::HydrogenHelium,
        deuterium: Deuterium::Protosolar,
        lost_fraction: LOST_FRACTION,
    };
    let clock = Instant::now();
    request
        .table(&list, &Silent)
        .expect("the lists are HITRAN's");
    (n_lines, clock.elapsed().as_secs_f64())
}
