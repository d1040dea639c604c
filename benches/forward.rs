//! Milliseconds per spectrum on one thread, beside TauREx and ExoJAX on the same tables.
//!
//! ```sh
//! cargo bench --bench forward -- [--json FILE] [--peers DIR --python PYTHON]
//! ```
//! `--peers` names a folder with `taurex_forward.py` and `exojax_forward.py`, `--python` an interpreter that has
//! `taurex==3.3.2`, `exojax==2.6.0` and `h5py`; both are then run after ours, and the ratios printed.
//!
//! Cases: four gases, 2,997 wavenumbers, 100 layers, the temperature different in every call; lines only, and with Rayleigh
//! scattering and CIA. `transmission_correlated_k` is of a retrieval's size: the same tables sorted within bins of 16
//! samples, 187 bins × 16 g, five gases, 80 layers, logarithmic interpolation, continuum, haze. `wasp_39b_study` is
//! `configs/wasp-39b.toml` over draws from its prior, binned to the observation.

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/taurex/mod.rs"]
mod taurex;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Instant,
};

use clap::Parser;
use exosonde::{io, seed::Purpose, simulator::Simulator, study::Study};
use forward_model::{
    ForwardModel, FreeChemistry, Geometry, Interpolation, KTable, LineTable, ModelConfig,
    OpacityTable, PressureGrid, SourceFunction, Species, cloud,
};
use ndarray::Array4;
use taurex::Case;

const N_WARM_UP: usize = 20;
const N_TIMED: usize = 300;
const SAMPLES_PER_BIN: usize = 16;

#[derive(Parser)]
struct Arguments {
    /// Write the results to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Folder of the peers' scripts.
    #[arg(long, requires = "python")]
    peers: Option<PathBuf>,
    /// Python interpreter that has the peers installed.
    #[arg(long, requires = "peers")]
    python: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

struct Timing {
    case: &'static str,
    milliseconds: f64,
}

/// Median time of one call. Each is timed alone: it is shorter than a time slice, so that the median of many is undisturbed
/// even on a busy machine.
fn median_milliseconds(mut simulate: impl FnMut(usize)) -> f64 {
    let mut milliseconds = Vec::new();
    for i in 0..N_WARM_UP + N_TIMED {
        let start = Instant::now();
        simulate(i);
        milliseconds.push(1e3 * start.elapsed().as_secs_f64());
    }
    milliseconds.drain(..N_WARM_UP);
    milliseconds.sort_by(f64::total_cmp);
    milliseconds[N_TIMED / 2]
}

/// Times a model over temperatures; the second value of a planet without clouds is that of its isothermal profile.
fn time(case: &'static str, config: ModelConfig, values: &[f64]) -> Timing {
    let model = ForwardModel::new(config).expect("the reference case is a valid model");
    let mut workspace = model.workspace();
    let mut values = values.to_vec();
    let simulate = |i: usize| {
        values[1] = 1000.0 + 0.7 * i as f64;
        let depth = model
            .spectrum(&values, &mut workspace)
            .expect("the reference planet exists");
        std::hint::black_box(depth);
    };
    Timing {
        case,
        milliseconds: median_milliseconds(simulate),
    }
}

fn cross_section_timings() -> Vec<Timing> {
    let case = Case::read("tr_iso1000_4g");
    let lines_only = case.config(100);
    let with_continuum = ModelConfig {
        cia: case.tables.cia.clone(),
        rayleigh: true,
        ..lines_only.clone()
    };
    let emitting = |config: &ModelConfig| ModelConfig {
        geometry: Geometry::Emission(SourceFunction::LinearInOpticalDepth),
        ..config.clone()
    };
    let values = case.values();
    vec![
        time("transmission_lines", lines_only.clone(), &values),
        time("transmission_continuum", with_continuum.clone(), &values),
        time("emission_lines", emitting(&lines_only), &values),
        time("emission_continuum", emitting(&with_continuum), &values),
    ]
}

fn correlated_k_timing() -> Timing {
    let case = Case::read("tr_iso1000_6g_ray_cia");
    let n_gases = 5;
    let tables = case.tables.lines.iter().take(n_gases);
    let mut config = ModelConfig {
        pressure_grid: PressureGrid::log_spaced(1e-2, 1e7, 80).expect("the pressures rise"),
        opacities: tables
            .map(|table| Arc::new(sorted_in_bins(table.lines())))
            .collect(),
        interpolation: Interpolation::Log,
        ..case.config(100)
    };
    let gases: Vec<Species> = config
        .opacities
        .iter()
        .map(|table| table.species())
        .collect();
    config.ingredients.chemistry = Arc::new(FreeChemistry::constant(&gases));
    config.ingredients.clouds = cloud("power_law_haze").into_iter().collect();
    let mut values = case.values();
    values.truncate(2 + n_gases);
    values.extend([1.0, -5.0]);
    time("transmission_correlated_k", config, &values)
}

fn sorted_in_bins(table: &dyn LineTable) -> OpacityTable {
    let n_bins = table.n_cells() / SAMPLES_PER_BIN;
    let shape = [
        table.pressure_pa().len(),
        table.temperature_k().len(),
        n_bins,
        SAMPLES_PER_BIN,
    ];
    let mut k_m2 = Array4::from_shape_fn(shape, |(p, t, bin, g)| {
        table.value_m2(p, t, bin * SAMPLES_PER_BIN + g, 0)
    });
    for mut bin in k_m2.rows_mut() {
        bin.as_slice_mut()
            .expect("rows are contiguous")
            .sort_by(f32::total_cmp);
    }
    let cells = table.cell_bounds_per_cm().chunks_exact(SAMPLES_PER_BIN);
    let bins = cells.map(|cells| [cells[0][0], cells[SAMPLES_PER_BIN - 1][1]]);
    let weight = 1.0 / SAMPLES_PER_BIN as f64;
    let k_table = KTable::new(
        table.species(),
        table.pressure_pa().to_vec(),
        table.temperature_k().to_vec(),
        bins.take(n_bins).collect(),
        (0..SAMPLES_PER_BIN)
            .map(|g| weight * (g as f64 + 0.5))
            .collect(),
        vec![weight; SAMPLES_PER_BIN],
        k_m2,
    );
    OpacityTable::CorrelatedK(k_table.expect("sorting keeps a table valid"))
}

/// The README's study as its training set meets it: every spectrum another draw from the prior, binned to the observation.
fn study_timing() -> Timing {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/wasp-39b.toml");
    let study = Study::load(&path).expect("the README's study is valid");
    let observation =
        io::observation::read(&study.observation_path).expect("its observation is valid");
    let simulator =
        Simulator::new(&study, observation.bins()).expect("the default opacities hold its gases");
    let mut workspace = simulator.workspace();
    let draw = |i: usize| {
        study
            .parameters
            .prior()
            .sample(&mut study.seed.rng(Purpose::Prior, i as u64))
    };
    let simulate = |i: usize| {
        std::hint::black_box(simulator.binned(&draw(i), &mut workspace).is_ok());
    };
    Timing {
        case: "wasp_39b_study",
        milliseconds: median_milliseconds(simulate),
    }
}

/// The medians that a peer's script prints, in ms, for the lines that describe transmission.
fn peer_medians(arguments: &Arguments, script: &str) -> Vec<f64> {
    let (Some(peers), Some(python)) = (&arguments.peers, &arguments.python) else {
        return Vec::new();
    };
    let output = Command::new(python)
        .arg(peers.join(script))
        .output()
        .expect("the peer's script can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let median = |line: &str| {
        line.split("median")
            .nth(1)?
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    };
    text.lines()
        .filter(|line| line.contains("transmission"))
        .filter_map(median)
        .collect()
}

fn print(timings: &[Timing], taurex: &[f64], exojax: &[f64]) {
    println!(
        "{:28} {:>10} {:>22} {:>22}",
        "case", "ours, ms", "TauREx, ms (ratio)", "ExoJAX, ms (ratio)"
    );
    for (i, timing) in timings.iter().enumerate() {
        let beside = |peer: &[f64]| match peer.get(i) {
            Some(theirs) => format!("{theirs:.1} ({:.0} x)", theirs / timing.milliseconds),
            None => "-".to_owned(),
        };
        println!(
            "{:28} {:10.3} {:>22} {:>22}",
            timing.case,
            timing.milliseconds,
            beside(taurex),
            beside(exojax)
        );
    }
}

fn json(timings: &[Timing]) -> serde_json::Value {
    let entry = |timing: &Timing| serde_json::json!({"case": timing.case, "value": timing.milliseconds, "unit": "ms"});
    timings.iter().map(entry).collect()
}

fn main() {
    let arguments = Arguments::parse();
    let mut timings = cross_section_timings();
    timings.push(correlated_k_timing());
    timings.push(study_timing());
    let (taurex, exojax) = (
        peer_medians(&arguments, "taurex_forward.py"),
        peer_medians(&arguments, "exojax_forward.py"),
    );
    print(&timings, &taurex, &exojax);
    if let Some(path) = &arguments.json {
        std::fs::write(path, format!("{:#}\n", json(&timings)))
            .expect("the JSON file can be written");
    }
}
