//! How long one call takes.

use cpu_time::ThreadTime;

use crate::demand::Demand;

const N_WARM_UP: usize = 20;
/// Calls are timed until their sum reaches this, but at least [`FEWEST_TIMED`] and at most [`MOST_TIMED`] of them.
const MILLISECONDS: f64 = 1500.0;
const FEWEST_TIMED: usize = 50;
const MOST_TIMED: usize = 1000;

/// A case and what it took.
pub struct Timing {
    pub case: String,
    pub n_cells: usize,
    pub milliseconds: f64,
    /// What one spectrum asks of the machine, where that is counted.
    pub demand: Option<Demand>,
}

/// CPU time of this thread, ms.
pub fn thread_milliseconds() -> f64 {
    1e3 * ThreadTime::now().as_duration().as_secs_f64()
}

/// Median CPU time of one call. Each is timed alone, so that the median of many is undisturbed even on a busy machine.
pub fn median_milliseconds(mut simulate: impl FnMut(usize)) -> f64 {
    (0..N_WARM_UP).for_each(&mut simulate);
    let mut milliseconds: Vec<f64> = Vec::new();
    let mut total = 0.0;
    while milliseconds.len() < FEWEST_TIMED
        || (total < MILLISECONDS && milliseconds.len() < MOST_TIMED)
    {
        let start = thread_milliseconds();
        simulate(N_WARM_UP + milliseconds.len());
        let elapsed = thread_milliseconds() - start;
        milliseconds.push(elapsed);
        total += elapsed;
    }
    milliseconds.sort_by(f64::total_cmp);
    milliseconds[milliseconds.len() / 2]
}
