//! Milliseconds per spectrum on one thread, beside TauREx and ExoJAX on the same tables, and beside what the machine can do.
//!
//! ```sh
//! cargo bench --bench forward -- [--json FILE] [--peers DIR --python PYTHON]
//! ```
//! `--peers` names a folder with `taurex_forward.py` and `exojax_forward.py`, `--python` an interpreter that has
//! `taurex==3.3.2`, `exojax==2.6.0` and `h5py`; both are then run after ours, and the ratios printed. All times are CPU times
//! of one thread, medians, ours as the peers'.
//!
//! Cases: transmission and emission of four gases, 2,997 wavenumbers (R = 1,000), 100 layers, isothermal as the peers' and
//! the temperature different in every call; lines only, and with Rayleigh scattering and CIA. With the suffix `_r10000` the tables are refined to 29,961 wavenumbers (the logarithms
//! of the cross sections interpolated in wavenumber), with `_r5000` to 14,981: the cost should grow by ten and by five.
//! `transmission_correlated_k` is of a retrieval's size: the same tables sorted within bins of 16 samples, 187 bins × 16 g,
//! five gases, 80 layers, logarithmic interpolation, continuum, haze. `wasp_39b_study` is `configs/wasp-39b.toml` over draws
//! from its prior, binned to the observation; it is also run on two threads, which share one simulator.
//!
//! Roofline: operations as the kernels count them, so that what they skip because it is opaque is not in them; bytes of the
//! tables' rows that a spectrum needs, each once. Peak and bandwidth are measured here, on one thread.

mod arguments;
#[path = "forward/cases.rs"]
mod cases;
#[path = "forward/demand.rs"]
mod demand;
#[path = "forward/peers.rs"]
mod peers;
#[path = "forward/roofline.rs"]
mod roofline;
#[path = "forward/study.rs"]
mod study;
#[path = "forward/tables.rs"]
mod tables;
#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/taurex/mod.rs"]
mod taurex;
#[path = "forward/timing.rs"]
mod timing;

use arguments::Arguments;
use clap::Parser;
use peers::Peers;
use roofline::Machine;
use timing::Timing;

fn main() {
    let arguments = Arguments::parse();
    let study = study::timing();
    study::print_threads();
    print_memory();
    let machine = Machine::measure();
    let mut timings = cases::timings();
    timings.push(study);
    let peers = match (&arguments.peers, &arguments.python) {
        (Some(folder), Some(python)) => Peers::run(folder, python),
        _ => Peers::default(),
    };
    print_ratios(&timings, &peers);
    machine.print(&timings);
    cases::print_growth(&timings);
    if let Some(path) = &arguments.json {
        let entries: Vec<_> = timings.iter().map(|t| json(t, &machine, &peers)).collect();
        let text = format!("{:#}\n", serde_json::Value::from(entries));
        std::fs::write(path, text).expect("the JSON file can be written");
    }
}

fn print_ratios(timings: &[Timing], peers: &Peers) {
    println!(
        "{:30} {:>10} {:>22} {:>22}",
        "case", "ours, ms", "TauREx, ms (ratio)", "ExoJAX, ms (ratio)"
    );
    for timing in timings {
        let beside = |theirs: Option<f64>| match theirs {
            Some(theirs) => format!("{theirs:.1} ({:.0} x)", theirs / timing.milliseconds),
            None => "-".to_owned(),
        };
        println!(
            "{:30} {:10.3} {:>22} {:>22}",
            timing.case,
            timing.milliseconds,
            beside(peers.taurex_milliseconds(&timing.case)),
            beside(peers.exojax_milliseconds(&timing.case))
        );
    }
}

/// The most memory that this program held until now, as Linux counts it.
fn print_memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!(
        "peak memory of the study on two threads: {}\n",
        peak.map_or("unknown", str::trim)
    );
}

fn json(timing: &Timing, machine: &Machine, peers: &Peers) -> serde_json::Value {
    let ratio = |theirs: Option<f64>| theirs.map(|theirs| theirs / timing.milliseconds);
    serde_json::json!({
        "case": timing.case,
        "value": timing.milliseconds,
        "unit": "ms",
        "taurex_ratio": ratio(peers.taurex_milliseconds(&timing.case)),
        "exojax_ratio": ratio(peers.exojax_milliseconds(&timing.case)),
        "roofline_fraction": machine.fraction(timing),
    })
}
