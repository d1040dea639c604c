//! `generate`: draws θ from the prior, simulates the spectra, and writes them as parts of a training set.
//!
//! Simulation `i` is a pure function of (study, seed, i), so a part may be made by any process, again and
//! in any order, and its `theta` and `spectrum` come out the same to the last bit.

use std::{collections::BTreeMap, fmt, fs, path::Path, time::Instant};

use forward_model::SimulationFailure;
use ndarray::{Array1, Array2};
use rayon::prelude::*;
use serde::Serialize;

use crate::observation::Bin;
use crate::seed::Purpose;
use crate::simulator::{Simulator, SimulatorWorkspace};
use crate::study::Study;
use crate::training_set::part::{self, Part, Provenance, TrainingSet, TrainingSetError};
use groundwork::progress::Progress;

/// Which parts to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// All that are missing.
    Missing,
    /// Of the missing ones, part `k`, `k + n`, `k + 2 n` and so on: share `k` of `n` of the work.
    Share {
        /// Which share, from zero.
        k: usize,
        /// Number of shares.
        n: usize,
    },
    /// Part `k` alone, if it is missing.
    One(usize),
}

/// What `generate` did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Simulations made now.
    pub n_made: usize,
    /// Simulations that were there already.
    pub n_kept: usize,
    /// Number of failures among those made now, by reason.
    pub failures: BTreeMap<String, usize>,
    /// Wall time, s.
    pub seconds: f64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rate = self.n_made as f64 / self.seconds.max(1e-9);
        write!(f, "{} spectra made", self.n_made)?;
        if self.n_made > 0 {
            write!(f, " in {:.1} s ({rate:.0} per second)", self.seconds)?;
        }
        write!(f, ", {} kept", self.n_kept)?;
        for (reason, n) in &self.failures {
            write!(f, "; {n} failed: {reason}")?;
        }
        Ok(())
    }
}

/// Makes the missing parts of the training set and, once all are there, `dataset.h5`.
///
/// A part that exists and belongs to this study is kept.
///
/// # Errors
/// [`TrainingSetError`] if a part belongs to another study or a file cannot be read or written.
pub fn run(
    study: &Study,
    bins: &[Bin],
    simulator: &Simulator,
    training_set: &TrainingSet,
    parts: Parts,
    progress: &dyn Progress,
) -> Result<Summary, TrainingSetError> {
    let started = Instant::now();
    let provenance = provenance(study, bins, simulator);
    let plan = Plan::new(study);
    plan.check(parts)?;
    let (mut kept, mut missing) = (0, Vec::new());
    for k in plan.chosen(parts) {
        match is_complete(&training_set.part_path(k), plan.size(k), simulator)? {
            true => kept += plan.size(k),
            false => missing.push(k),
        }
    }
    progress.start(
        missing.iter().map(|&k| plan.size(k) as u64).sum(),
        "spectra",
    );
    let mut failures = BTreeMap::new();
    for &k in &missing {
        let outcomes = simulate_part(study, simulator, plan.samples(k), progress);
        count_failures(&outcomes, &mut failures);
        part::write_part(
            &training_set.part_path(k),
            &assemble(&outcomes, bins.len()),
            &provenance,
        )?;
    }
    progress.finish();
    if plan.all().all(|k| training_set.part_path(k).exists()) {
        training_set.write_dataset(&provenance)?;
    }
    Ok(Summary {
        n_made: missing.iter().map(|&k| plan.size(k)).sum(),
        n_kept: kept,
        failures,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// How the simulations are shared out over parts.
struct Plan {
    n_spectra: usize,
    part_size: usize,
}

impl Plan {
    fn new(study: &Study) -> Self {
        let config = study.training_set;
        Self {
            n_spectra: config.n_spectra,
            part_size: config.part_size,
        }
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.n_spectra.div_ceil(self.part_size)
    }

    fn check(&self, parts: Parts) -> Result<(), TrainingSetError> {
        let n_parts = self.all().len();
        match parts {
            Parts::One(k) if k >= n_parts => Err(TrainingSetError::NoSuchPart { k, n_parts }),
            _ => Ok(()),
        }
    }

    fn chosen(&self, parts: Parts) -> Vec<usize> {
        let chosen = |k: &usize| match parts {
            Parts::Missing => true,
            Parts::Share { k: share, n } => k % n == share,
            Parts::One(only) => *k == only,
        };
        self.all().filter(chosen).collect()
    }

    fn samples(&self, k: usize) -> std::ops::Range<usize> {
        let first = k * self.part_size;
        first..(first + self.part_size).min(self.n_spectra)
    }

    fn size(&self, k: usize) -> usize {
        self.samples(k).len()
    }
}

/// One simulation: its number, θ, and the spectrum or the reason why there is none.
struct Outcome {
    index: u64,
    theta: Vec<f32>,
    spectrum: Result<Vec<f32>, SimulationFailure>,
}

fn simulate_part(
    study: &Study,
    simulator: &Simulator,
    samples: std::ops::Range<usize>,
    progress: &dyn Progress,
) -> Vec<Outcome> {
    let simulate = |workspace: &mut SimulatorWorkspace, i: usize| {
        let outcome = simulate_one(study, simulator, i as u64, workspace);
        progress.advance(1);
        outcome
    };
    samples
        .into_par_iter()
        .map_init(|| simulator.workspace(), simulate)
        .collect()
}

fn simulate_one(
    study: &Study,
    simulator: &Simulator,
    index: u64,
    workspace: &mut SimulatorWorkspace,
) -> Outcome {
    let mut rng = study.seed.rng(Purpose::Prior, index);
    let drawn = study.parameters.prior().sample(&mut rng);
    // Rounded before the simulation: the θ in the file is exactly the one that made the spectrum.
    let theta: Vec<f32> = drawn.iter().map(|&x| x as f32).collect();
    let exact: Vec<f64> = theta.iter().map(|&x| f64::from(x)).collect();
    let spectrum = simulator.binned(&exact, workspace);
    let spectrum = spectrum.map(|depth| depth.iter().map(|&x| x as f32).collect());
    Outcome {
        index,
        theta,
        spectrum,
    }
}

fn count_failures(outcomes: &[Outcome], failures: &mut BTreeMap<String, usize>) {
    for failure in outcomes
        .iter()
        .filter_map(|outcome| outcome.spectrum.as_ref().err())
    {
        *failures.entry(reason(failure).to_owned()).or_default() += 1;
    }
}

fn reason(failure: &SimulationFailure) -> &'static str {
    let found = SimulationFailure::CODES
        .iter()
        .find(|(code, _)| *code == failure.code());
    found.expect("every failure has a code").1
}

/// A failed simulation keeps its θ and its reason; its spectrum is stored as zeros.
fn assemble(outcomes: &[Outcome], n_bins: usize) -> Part {
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

/// Whether the part is there, whole, and made by this study.
fn is_complete(path: &Path, size: usize, simulator: &Simulator) -> Result<bool, TrainingSetError> {
    if !fs::exists(path).unwrap_or(false) {
        return Ok(false);
    }
    let header = part::read_header(path)?;
    if header.fingerprint != simulator.fingerprint() {
        return Err(TrainingSetError::Foreign {
            path: path.into(),
            found: header.fingerprint,
            expected: simulator.fingerprint().to_owned(),
        });
    }
    // The last part of a smaller training set is shorter: it is made again.
    Ok(header.n == size)
}

fn provenance(study: &Study, bins: &[Bin], simulator: &Simulator) -> Provenance {
    let parameters = study.parameters.free();
    let reasons: BTreeMap<String, &str> = SimulationFailure::CODES
        .iter()
        .map(|&(code, reason)| (code.to_string(), reason))
        .collect();
    Provenance {
        parameter_names: parameters.iter().map(|p| p.name.clone()).collect(),
        parameter_units: parameters.iter().map(|p| p.unit.clone()).collect(),
        wavelength_um: bins
            .iter()
            .map(|bin| format!("{:.6}", bin.wavelength_um))
            .collect(),
        quantity: study.atmosphere.geometry.quantity().into(),
        study: study.source.text.clone(),
        fingerprint: simulator.fingerprint().to_owned(),
        seed: study.seed.0,
        opacities: simulator.sources(),
        status_reasons: serde_json::to_string(&reasons).expect("a map of strings is JSON"),
    }
}
