//! The README's study as its training set meets it: every spectrum another draw from the prior, binned to the observation.

use std::{path::Path, time::Instant};

use exosonde::observation;
use exosonde::seed::Purpose;
use exosonde::simulator::{BuiltIn, PhysicalGrid, SourceWorkspace, SpectrumSource};
use exosonde::study::Study;
use rayon::prelude::*;

use crate::timing::{Timing, median_milliseconds, thread_milliseconds};

fn load() -> (Study, SpectrumSource<BuiltIn>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/wasp-39b.toml");
    let study = Study::load(&path).expect("the README's study is valid");
    let observation =
        observation::Observation::read(&study.observation.path).expect("its observation is valid");
    let source = SpectrumSource::of_study(&study, observation.bins())
        .expect("the default opacities hold its gases");
    (study, source)
}

fn simulate(
    study: &Study,
    source: &SpectrumSource<BuiltIn>,
    workspace: &mut SourceWorkspace<BuiltIn>,
    i: usize,
) {
    let prior = study.parameters.prior();
    let theta = prior.sample(&mut study.seed.rng(Purpose::Prior, i as u64));
    std::hint::black_box(source.simulate(&theta, workspace).is_ok());
}

pub fn timing() -> Timing {
    let (study, source) = load();
    let mut workspace = source.workspace();
    Timing {
        case: "wasp_39b_study".to_owned(),
        n_cells: source.simulator().cell_bounds_per_cm().len(),
        milliseconds: median_milliseconds(|i| simulate(&study, &source, &mut workspace, i)),
        demand: None,
    }
}

const N_SPECTRA: usize = 4000;
const ATTEMPTS: usize = 3;

/// Spectra a second on one thread and on two, by the clock and by the threads' CPU time. On a machine that others use the
/// clock says how busy it was; CPU time per spectrum says whether they slow each
/// other's arithmetic and memory down, though not whether one waits for the other.
pub fn print_threads() {
    let (study, source) = load();
    println!(
        "\nthreads over samples ({N_SPECTRA} spectra of wasp_39b_study, one simulator shared by all)"
    );
    let best = |n_threads| {
        let runs = (0..ATTEMPTS).map(|_| run(&study, &source, n_threads));
        runs.fold([f64::INFINITY; 2], |best, run| {
            [best[0].min(run[0]), best[1].min(run[1])]
        })
    };
    let (one, two) = (best(1), best(2));
    for (name, one, two) in [
        ("clock", one[0], two[0]),
        ("CPU time of a thread", one[1], two[1]),
    ] {
        println!(
            "{name:22} one thread {:.0} spectra/s, two {:.0}: {:.2} x",
            1e3 / one,
            1e3 / two,
            one / two
        );
    }
}

/// Milliseconds per spectrum: by the clock, and of CPU time divided by the number of threads.
fn run(study: &Study, source: &SpectrumSource<BuiltIn>, n_threads: usize) -> [f64; 2] {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .expect("threads can be started");
    let start = Instant::now();
    let cpu: f64 = pool.install(|| {
        let one = |workspace: &mut SourceWorkspace<BuiltIn>, i| {
            let start = thread_milliseconds();
            simulate(study, source, workspace, i);
            thread_milliseconds() - start
        };
        (0..N_SPECTRA)
            .into_par_iter()
            .map_init(|| source.workspace(), one)
            .sum()
    });
    let clock = 1e3 * start.elapsed().as_secs_f64();
    [
        clock / N_SPECTRA as f64,
        cpu / (n_threads * N_SPECTRA) as f64,
    ]
}
