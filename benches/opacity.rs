//! Seconds until a study has opacities for its own bins, and line profiles a second of the line-by-line code.
//!
//! ```sh
//! cargo bench --bench opacity -- [--lines DIR] [--study STUDY] [--json FILE]
//! ```
//!
//! The JSON has `merge_wasp39b`, seconds until the tables of the study's set are merged into its bins with no choice of wavenumbers at
//! hand; with line lists, `lines_wasp39b`, seconds of `opacity prepare`; both under the name of the study. `exojax_lines.py` beside this
//! file has ExoJAX's line profiles a second.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use cpu_time::ProcessTime;
use exosonde::Silent;
use exosonde::observation::{Observation, wavelength_range_um};
use exosonde::simulator::{
    LEAST_RESOLUTION, N_POINTS, PrepareConfig, prepare, set_cache_folder, tables_in_bins,
};
use exosonde::study::Study;
use forward_model::{Species, lines::Deuterium, units::per_cm_from_um};
use opacity_data::line_by_line::{
    ComputeConfig, LOST_FRACTION, Method, Widths, line_list_in, read_line_list,
};
use serde_json::{Map, Value, json};

#[derive(Parser)]
struct Arguments {
    /// Folder with the line lists of the study's gases [default: nothing is computed from lines].
    #[arg(long)]
    lines: Option<PathBuf>,
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

/// What was measured, by name.
type Found = Map<String, Value>;

fn main() {
    let arguments = Arguments::parse();
    let study = Study::load(&arguments.study).expect("the study is right");
    let observation = Observation::read(&study.observation.path).expect("the spectrum is there");
    let observation = study
        .restrict(observation)
        .expect("it has the study's bins");
    let mut found = Found::new();
    found.insert("study".into(), json!(study.name));
    found.insert("n_gases".into(), json!(study.atmosphere.gases.len()));
    found.insert("n_bins".into(), json!(observation.bins().len()));
    merge(&study, &observation, &mut found);
    if let Some(lines) = &arguments.lines {
        prepare_from(lines, &study, &observation, &mut found);
        profiles(lines, wavelength_range_um(observation.bins()), &mut found);
    }
    for (name, value) in &found {
        println!("{name:<22} {value}");
    }
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&found).expect("numbers and names");
        std::fs::write(path, text).expect("the JSON file can be written");
    }
}

/// `merge_wasp39b` of the study wasp-39b.
fn key(what: &str, study: &Study) -> String {
    format!("{what}_{}", study.name.replace('-', ""))
}

/// Seconds from the set inside the program to the study's bins, with an empty cache.
fn merge(study: &Study, observation: &Observation, found: &mut Found) {
    let cache = tempfile::tempdir().expect("a folder can be made");
    set_cache_folder(cache.path().to_owned());
    let clock = Instant::now();
    tables_in_bins(study, observation.bins()).expect("the study has tables");
    found.insert(key("merge", study), json!(clock.elapsed().as_secs_f64()));
}

/// Seconds from lists to the study's bins, and tables a second.
fn prepare_from(lines: &Path, study: &Study, observation: &Observation, found: &mut Found) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let config = PrepareConfig {
        lines: lines.to_owned(),
        out: folder.path().to_owned(),
        resolution: LEAST_RESOLUTION,
        n_points: N_POINTS,
        deuterium: Deuterium::Protosolar,
    };
    let clock = Instant::now();
    let tables = prepare(study, observation.bins(), &config, &Silent);
    let n_tables = tables.expect("the lists are of the study's gases").len();
    let seconds = clock.elapsed().as_secs_f64();
    found.insert(key("lines", study), json!(seconds));
    found.insert("tables_per_second".into(), json!(n_tables as f64 / seconds));
}

/// Lines of water between two wavelengths, µm, and how many of their profiles are made a second at one temperature and one pressure,
/// 900 K and 10 mbar, sampled at R = 400,000; a second of CPU time, which other work on the machine hardly changes.
fn profiles(lines: &Path, wavelength_um: [f64; 2], found: &mut Found) {
    let path = line_list_in(lines, Species::H2O);
    let list = read_line_list(&path).expect("there is a list of water's lines");
    let [to, from] = wavelength_um.map(per_cm_from_um);
    let is_in = |per_cm: f64| from <= per_cm && per_cm < to;
    let of_list = list.lines.iter().map(|line| line.wavenumber_per_cm);
    let n_lines = of_list.filter(|per_cm| is_in(*per_cm)).count();
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
    let clock = ProcessTime::now();
    request
        .table(&list, &Silent)
        .expect("the lists are HITRAN's");
    let per_second = n_lines as f64 / clock.elapsed().as_secs_f64();
    found.insert("n_lines".into(), json!(n_lines));
    found.insert("profiles_per_second".into(), json!(per_second));
}
