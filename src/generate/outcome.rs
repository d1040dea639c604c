//! One part: its simulations, and how they become columns.

use std::ops::Range;

use groundwork::progress::Progress;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::seed::Purpose;
use crate::simulator::{SimulationFailure, Simulator, SourceWorkspace, SpectrumSource};
use crate::study::Task;
use crate::training_set::part::Part;

/// One simulation: its number, θ, and the spectrum or the reason why there is none.
pub(super) struct Outcome {
    index: u64,
    theta: Vec<f32>,
    spectrum: Result<Vec<f32>, SimulationFailure>,
}

/// Simulates the numbers in `samples`, on all threads.
pub(super) fn simulate_part<S: Simulator>(
    task: &Task,
    source: &SpectrumSource<S>,
    samples: Range<usize>,
    progress: &dyn Progress,
) -> Vec<Outcome> {
    let simulate = |workspace: &mut SourceWorkspace<S>, i: usize| {
        let outcome = simulate_one(task, source, i as u64, workspace);
        progress.advance(1);
        outcome
    };
    samples
        .into_par_iter()
        .map_init(|| source.workspace(), simulate)
        .collect()
}

fn simulate_one<S: Simulator>(
    task: &Task,
    source: &SpectrumSource<S>,
    index: u64,
    workspace: &mut SourceWorkspace<S>,
) -> Outcome {
    let mut rng = task.seed.rng(Purpose::Prior, index);
    let drawn = task.prior.sample(&mut rng);
    // Rounded before the simulation: the θ in the file is exactly the one that made the spectrum.
    let theta: Vec<f32> = drawn.iter().map(|&x| x as f32).collect();
    let exact: Vec<f64> = theta.iter().map(|&x| f64::from(x)).collect();
    let simulated = source.simulate(&exact, workspace);
    let spectrum = simulated.map(|it| it.binned.iter().map(|&x| x as f32).collect());
    Outcome {
        index,
        theta,
        spectrum,
    }
}

/// A failed simulation keeps its θ and its reason; its spectrum is stored as zeros.
pub(super) fn assemble(outcomes: &[Outcome], n_bins: usize) -> Part {
    let n_parameters = outcomes.first().map_or(0, |outcome| outcome.theta.len());
    let mut part = Part {
        theta: Array2::zeros((outcomes.len(), n_parameters)),
        spectrum: Array2::zeros((outcomes.len(), n_bins)),
        status: Array1::zeros(outcomes.len()),
        index: outcomes.iter().map(|outcome| outcome.index).collect(),
    };
    for (row, outcome) in outcomes.iter().enumerate() {
        part.theta
            .row_mut(row)
            .assign(&ndarray::aview1(&outcome.theta));
        match &outcome.spectrum {
            Ok(spectrum) => part
                .spectrum
                .row_mut(row)
                .assign(&ndarray::aview1(spectrum)),
            Err(failure) => part.status[row] = failure.code(),
        }
    }
    part
}
